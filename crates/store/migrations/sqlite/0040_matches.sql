-- Matches, and what follows acceptance: commitments, deliveries, and the ledger that the four numbers come from.

CREATE TABLE match (
    id BLOB NOT NULL PRIMARY KEY,
    need_id BLOB NOT NULL REFERENCES need (id),
    offer_id BLOB NOT NULL REFERENCES offer (id),
    project_id BLOB NOT NULL REFERENCES project (id),
    community_id BLOB NOT NULL REFERENCES organisation (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    -- Exactly one of the project's authorities.
    authority_id BLOB NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    state TEXT NOT NULL,
    -- The organisation that made the first move.
    proposed_by BLOB NOT NULL REFERENCES organisation (id),
    note TEXT NOT NULL DEFAULT '',
    reason TEXT,
    -- A match that is not answered by then lapses.
    answer_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    accepted_at INTEGER,
    FOREIGN KEY (authority_id, project_id) REFERENCES project_authority (authority_id, project_id)
) STRICT;
CREATE INDEX match_need ON match (need_id, state);
CREATE INDEX match_offer ON match (offer_id, state);
CREATE INDEX match_supplier ON match (supplier_id, state, updated_at);
CREATE INDEX match_community ON match (community_id, state, updated_at);
CREATE INDEX match_authority ON match (authority_id, state, updated_at);
CREATE INDEX match_unanswered ON match (answer_by) WHERE state IN ('proposed', 'offered');
CREATE UNIQUE INDEX match_once ON match (need_id, offer_id) WHERE state IN ('proposed', 'offered');

CREATE TABLE message (
    id BLOB NOT NULL PRIMARY KEY,
    match_id BLOB NOT NULL REFERENCES match (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    person_id BLOB REFERENCES person (id),
    body TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX message_match ON message (match_id, at);

CREATE TABLE feedback (
    match_id BLOB NOT NULL REFERENCES match (id),
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (match_id, organisation_id)
) STRICT;

-- Made when a match is accepted, or for each pledge when a contract is entered into. Never edited.
CREATE TABLE commitment (
    id BLOB NOT NULL PRIMARY KEY,
    match_id BLOB UNIQUE REFERENCES match (id),
    contract_id BLOB,
    pledge INTEGER,
    need_id BLOB NOT NULL REFERENCES need (id),
    project_id BLOB NOT NULL REFERENCES project (id),
    community_id BLOB NOT NULL REFERENCES organisation (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price_pence INTEGER CHECK (unit_price_pence >= 0),
    price_version_id BLOB REFERENCES price_book_version (id),
    due_from TEXT NOT NULL,
    due_to TEXT NOT NULL,
    how TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    UNIQUE (contract_id, pledge),
    CHECK ((match_id IS NULL) <> (contract_id IS NULL)),
    CHECK ((contract_id IS NULL) = (pledge IS NULL)),
    CHECK (due_to >= due_from)
) STRICT;
CREATE INDEX commitment_supplier ON commitment (supplier_id, due_to);
CREATE INDEX commitment_community ON commitment (community_id, due_to);
CREATE INDEX commitment_authority ON commitment (authority_id, due_to);
CREATE INDEX commitment_project ON commitment (project_id);
CREATE INDEX commitment_need ON commitment (need_id);

CREATE TABLE delivery (
    id BLOB NOT NULL PRIMARY KEY,
    commitment_id BLOB NOT NULL REFERENCES commitment (id),
    -- From the form or request that made it: the same one sent twice claims once.
    request_key TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    delivered_on TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_by BLOB REFERENCES person (id),
    claimed_at INTEGER NOT NULL,
    confirmed INTEGER NOT NULL DEFAULT 0,
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    reason TEXT,
    UNIQUE (commitment_id, request_key),
    CHECK (confirmed >= 0 AND confirmed <= quantity)
) STRICT;
CREATE INDEX delivery_commitment ON delivery (commitment_id, claimed_at);

CREATE TABLE evidence (
    id BLOB NOT NULL PRIMARY KEY,
    delivery_id BLOB NOT NULL REFERENCES delivery (id),
    content_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    description TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_delivery ON evidence (delivery_id);

-- Double entry: each row takes a quantity from one account of a commitment and puts it into another. `outside` is where
-- promises and orders come from. Rows are never changed or removed; a correction is another row.
CREATE TABLE ledger_entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    commitment_id BLOB NOT NULL REFERENCES commitment (id),
    from_account TEXT NOT NULL CHECK (from_account IN ('outside', 'promised', 'ordered', 'claimed', 'validated', 'waived')),
    to_account TEXT NOT NULL CHECK (to_account IN ('outside', 'promised', 'ordered', 'claimed', 'validated', 'waived')),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    delivery_id BLOB REFERENCES delivery (id),
    at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    CHECK (from_account <> to_account)
) STRICT;
CREATE INDEX ledger_entry_commitment ON ledger_entry (commitment_id, seq);

-- The balance of each account: ordered is what is still to come, claimed what waits to be confirmed. None may fall below
-- nought, which is what keeps validated <= delivered <= ordered.
CREATE TABLE ledger_balance (
    commitment_id BLOB NOT NULL PRIMARY KEY REFERENCES commitment (id),
    promised INTEGER NOT NULL DEFAULT 0 CHECK (promised >= 0),
    ordered INTEGER NOT NULL DEFAULT 0 CHECK (ordered >= 0),
    claimed INTEGER NOT NULL DEFAULT 0 CHECK (claimed >= 0),
    validated INTEGER NOT NULL DEFAULT 0 CHECK (validated >= 0),
    waived INTEGER NOT NULL DEFAULT 0 CHECK (waived >= 0)
) STRICT;
