-- Procurements, sealed bids, marks, evaluation, award and contract.

CREATE TABLE procurement (
    id BLOB NOT NULL PRIMARY KEY,
    ocid TEXT NOT NULL UNIQUE,
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    category TEXT CHECK (category IN ('goods', 'services', 'works')),
    procedure TEXT NOT NULL DEFAULT '',
    value_pence INTEGER CHECK (value_pence >= 0),
    includes_vat INTEGER NOT NULL,
    buyer_type TEXT,
    arrangement TEXT NOT NULL,
    -- The publication of the tender notice: it decides which national policy applies. NULL where it is not known.
    commenced_on TEXT,
    bids_from INTEGER,
    bids_until INTEGER,
    contract_from TEXT,
    contract_to TEXT,
    state TEXT NOT NULL,
    -- The criteria as the officer set them, with the words of each question. They do not change after publication.
    setup TEXT NOT NULL,
    -- The frozen rules: a svx.tender/1 file without bids, as text, and the fingerprint of what is frozen in it.
    rules TEXT,
    rules_sha256 TEXT,
    price_version_id BLOB REFERENCES price_book_version (id),
    -- What its public notices say, where it was imported, and the title they give it.
    notice TEXT,
    notice_title TEXT,
    reason TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_at INTEGER,
    opened_at INTEGER,
    awarded_at INTEGER,
    CHECK ((rules IS NULL) = (rules_sha256 IS NULL)),
    CHECK (bids_until > bids_from),
    CHECK (contract_to >= contract_from)
) STRICT;
CREATE INDEX procurement_authority ON procurement (authority_id, updated_at);
CREATE INDEX procurement_listed ON procurement (published_at) WHERE state <> 'draft';
CREATE INDEX procurement_notice ON procurement (created_at) WHERE notice_title IS NOT NULL;

CREATE TABLE procurement_area (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    local_authority TEXT NOT NULL,
    PRIMARY KEY (procurement_id, local_authority)
) STRICT;

-- The register of needs that bidders pledge to, as it stood at publication.
CREATE TABLE procurement_need (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    need_id BLOB NOT NULL REFERENCES need (id),
    position INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price_pence INTEGER CHECK (unit_price_pence >= 0),
    PRIMARY KEY (procurement_id, need_id)
) STRICT;
CREATE INDEX procurement_need_need ON procurement_need (need_id);

-- Releases as they were imported, whole.
CREATE TABLE ocds_release (
    ocid TEXT NOT NULL,
    release_id TEXT NOT NULL,
    procurement_id BLOB REFERENCES procurement (id),
    -- JSON, kept as text so that every number stays as it was written.
    release TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    PRIMARY KEY (ocid, release_id)
) STRICT;

CREATE TABLE procurement_key (
    procurement_id BLOB NOT NULL PRIMARY KEY REFERENCES procurement (id),
    recipient TEXT NOT NULL,
    -- The private key, itself sealed to the installation's key, which is not in the database.
    sealed_identity BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE registration (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, supplier_id)
) STRICT;
CREATE INDEX registration_supplier ON registration (supplier_id);

CREATE TABLE bid (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    state TEXT NOT NULL,
    -- How often it was submitted; the last submission counts.
    version INTEGER NOT NULL DEFAULT 0,
    -- The draft, sealed to the installation's key: a draft is as secret as a bid.
    draft BLOB,
    -- What was inside, written when all bids are opened.
    opened TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER,
    opened_at INTEGER,
    UNIQUE (procurement_id, supplier_id)
) STRICT;
CREATE INDEX bid_supplier ON bid (supplier_id, updated_at);

-- Each submission, sealed to the procurement's key. None is ever changed.
CREATE TABLE submission (
    bid_id BLOB NOT NULL REFERENCES bid (id),
    version INTEGER NOT NULL CHECK (version > 0),
    sealed BLOB NOT NULL,
    sealed_sha256 TEXT NOT NULL,
    person_id BLOB REFERENCES person (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (bid_id, version)
) STRICT;

-- Marks are never changed: a later mark of the same question by the same evaluator stands in place of the earlier.
CREATE TABLE mark (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    criterion TEXT NOT NULL,
    question TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    evaluator_id BLOB NOT NULL REFERENCES person (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX mark_bid ON mark (bid_id, criterion, question, at);
CREATE INDEX mark_procurement ON mark (procurement_id, at);

-- Every evaluation that was run, with the very files that reproduce it.
CREATE TABLE evaluation (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    version INTEGER NOT NULL,
    tender TEXT NOT NULL,
    result TEXT NOT NULL,
    person_id BLOB REFERENCES person (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, version)
) STRICT;

CREATE TABLE contract (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL UNIQUE REFERENCES procurement (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    evaluation_version INTEGER NOT NULL,
    price_pence INTEGER NOT NULL CHECK (price_pence >= 0),
    awarded_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- Written when it is entered into.
    from_on TEXT,
    to_on TEXT,
    entered_at INTEGER,
    CHECK ((from_on IS NULL) = (entered_at IS NULL) AND (to_on IS NULL) = (entered_at IS NULL)),
    CHECK (to_on >= from_on),
    FOREIGN KEY (procurement_id, evaluation_version) REFERENCES evaluation (procurement_id, version)
) STRICT;
CREATE INDEX contract_supplier ON contract (supplier_id);
CREATE INDEX contract_authority ON contract (authority_id);

-- The winner's pledges: as bid, and how much of each the need could still take at the award.
CREATE TABLE contract_pledge (
    contract_id BLOB NOT NULL REFERENCES contract (id),
    number INTEGER NOT NULL CHECK (number > 0),
    need_id BLOB NOT NULL REFERENCES need (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    taken INTEGER NOT NULL,
    unit_price_pence INTEGER CHECK (unit_price_pence >= 0),
    due_to TEXT NOT NULL,
    how TEXT NOT NULL,
    commitment_id BLOB NOT NULL UNIQUE REFERENCES commitment (id),
    PRIMARY KEY (contract_id, number),
    CHECK (taken >= 0 AND taken <= quantity)
) STRICT;
