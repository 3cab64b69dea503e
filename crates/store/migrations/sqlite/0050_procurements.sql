-- Procurements, sealed bids, marks, evaluation, award and contract.

CREATE TABLE procurement (
    id BLOB NOT NULL PRIMARY KEY,
    ocid TEXT NOT NULL UNIQUE,
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL CHECK (category IN ('goods', 'services', 'works')),
    procedure TEXT NOT NULL DEFAULT '',
    value_pence INTEGER CHECK (value_pence >= 0),
    includes_vat INTEGER NOT NULL,
    -- The publication of the tender notice: it decides which national policy applies. NULL where it is not known.
    commenced_on TEXT,
    bids_from INTEGER,
    bids_until INTEGER,
    contract_from TEXT,
    contract_to TEXT,
    state TEXT NOT NULL,
    -- The criteria while they are drafted; frozen with their hash at publication.
    rules TEXT NOT NULL,
    rules_sha256 TEXT,
    price_version_id BLOB REFERENCES price_book_version (id),
    -- The release that it was imported from, whole.
    release TEXT,
    reason TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_at INTEGER,
    awarded_at INTEGER,
    CHECK (bids_until > bids_from),
    CHECK (contract_to >= contract_from)
) STRICT;
CREATE INDEX procurement_authority ON procurement (authority_id, updated_at);
CREATE INDEX procurement_closing ON procurement (bids_until) WHERE state = 'bidding';
CREATE INDEX procurement_opening ON procurement (bids_from) WHERE state = 'published';

CREATE TABLE procurement_area (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    local_authority TEXT NOT NULL,
    PRIMARY KEY (procurement_id, local_authority)
) STRICT;

-- The register of needs that bidders pledge to, as it stood at publication.
CREATE TABLE procurement_need (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    need_id BLOB NOT NULL REFERENCES need (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price_pence INTEGER CHECK (unit_price_pence >= 0),
    PRIMARY KEY (procurement_id, need_id)
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
    -- The draft, sealed to the installation's key: a draft is as secret as a bid.
    draft BLOB,
    -- The submission, sealed to the procurement's key.
    sealed BLOB,
    sealed_sha256 TEXT,
    -- What was inside, written when all bids are opened.
    opened TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER,
    opened_at INTEGER,
    UNIQUE (procurement_id, supplier_id)
) STRICT;
CREATE INDEX bid_supplier ON bid (supplier_id, updated_at);

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

CREATE TABLE evaluation (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    version INTEGER NOT NULL,
    tender TEXT NOT NULL,
    result TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, version)
) STRICT;

CREATE TABLE contract (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL UNIQUE REFERENCES procurement (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    price_pence INTEGER NOT NULL CHECK (price_pence >= 0),
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    awarded_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    CHECK (to_on >= from_on)
) STRICT;
CREATE INDEX contract_supplier ON contract (supplier_id);
CREATE INDEX contract_authority ON contract (authority_id);
