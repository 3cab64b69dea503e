-- Matches, and what follows acceptance: commitments, deliveries, and the ledger that the four numbers come from.

CREATE TABLE match (
    id UUID PRIMARY KEY,
    need_id UUID NOT NULL REFERENCES need (id),
    offer_id UUID NOT NULL REFERENCES offer (id),
    project_id UUID NOT NULL REFERENCES project (id),
    community_id UUID NOT NULL REFERENCES organisation (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    -- Exactly one of the project's authorities.
    authority_id UUID NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    state TEXT NOT NULL,
    -- The organisation that made the first move.
    proposed_by UUID NOT NULL REFERENCES organisation (id),
    note TEXT NOT NULL DEFAULT '',
    reason TEXT,
    -- A match that is not answered by then lapses.
    answer_by TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    FOREIGN KEY (authority_id, project_id) REFERENCES project_authority (authority_id, project_id)
);
CREATE INDEX match_need ON match (need_id, state);
CREATE INDEX match_offer ON match (offer_id, state);
CREATE INDEX match_supplier ON match (supplier_id, state, updated_at);
CREATE INDEX match_community ON match (community_id, state, updated_at);
CREATE INDEX match_authority ON match (authority_id, state, updated_at);
CREATE INDEX match_unanswered ON match (answer_by) WHERE state IN ('proposed', 'offered');
CREATE UNIQUE INDEX match_once ON match (need_id, offer_id) WHERE state IN ('proposed', 'offered');

CREATE TABLE message (
    id UUID PRIMARY KEY,
    match_id UUID NOT NULL REFERENCES match (id),
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    person_id UUID REFERENCES person (id),
    body TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX message_match ON message (match_id, at);

CREATE TABLE feedback (
    match_id UUID NOT NULL REFERENCES match (id),
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    rating BIGINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment TEXT NOT NULL DEFAULT '',
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (match_id, organisation_id)
);

-- Made when a match is accepted, or for each pledge when a contract is entered into. Never edited.
CREATE TABLE commitment (
    id UUID PRIMARY KEY,
    match_id UUID UNIQUE REFERENCES match (id),
    contract_id UUID,
    pledge BIGINT,
    need_id UUID NOT NULL REFERENCES need (id),
    project_id UUID NOT NULL REFERENCES project (id),
    community_id UUID NOT NULL REFERENCES organisation (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    authority_id UUID NOT NULL REFERENCES organisation (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_pence BIGINT CHECK (unit_price_pence >= 0),
    price_version_id UUID REFERENCES price_book_version (id),
    due_from DATE NOT NULL,
    due_to DATE NOT NULL,
    how TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (contract_id, pledge),
    CHECK ((match_id IS NULL) <> (contract_id IS NULL)),
    CHECK ((contract_id IS NULL) = (pledge IS NULL)),
    CHECK (due_to >= due_from)
);
CREATE INDEX commitment_supplier ON commitment (supplier_id, due_to);
CREATE INDEX commitment_community ON commitment (community_id, due_to);
CREATE INDEX commitment_authority ON commitment (authority_id, due_to);
CREATE INDEX commitment_project ON commitment (project_id);
CREATE INDEX commitment_need ON commitment (need_id);

CREATE TABLE delivery (
    id UUID PRIMARY KEY,
    commitment_id UUID NOT NULL REFERENCES commitment (id),
    -- From the form or request that made it: the same one sent twice claims once.
    request_key TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    delivered_on DATE NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_by UUID REFERENCES person (id),
    claimed_at TIMESTAMPTZ NOT NULL,
    confirmed BIGINT NOT NULL DEFAULT 0,
    decided_by UUID REFERENCES person (id),
    decided_at TIMESTAMPTZ,
    reason TEXT,
    UNIQUE (commitment_id, request_key),
    CHECK (confirmed >= 0 AND confirmed <= quantity)
);
CREATE INDEX delivery_commitment ON delivery (commitment_id, claimed_at);

CREATE TABLE evidence (
    id UUID PRIMARY KEY,
    delivery_id UUID NOT NULL REFERENCES delivery (id),
    content_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    description TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX evidence_delivery ON evidence (delivery_id);

-- Double entry: each row takes a quantity from one account of a commitment and puts it into another. `outside` is where
-- promises and orders come from. Rows are never changed or removed; a correction is another row.
CREATE TABLE ledger_entry (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    commitment_id UUID NOT NULL REFERENCES commitment (id),
    from_account TEXT NOT NULL CHECK (from_account IN ('outside', 'promised', 'ordered', 'claimed', 'validated', 'waived')),
    to_account TEXT NOT NULL CHECK (to_account IN ('outside', 'promised', 'ordered', 'claimed', 'validated', 'waived')),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    delivery_id UUID REFERENCES delivery (id),
    at TIMESTAMPTZ NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    CHECK (from_account <> to_account)
);
CREATE INDEX ledger_entry_commitment ON ledger_entry (commitment_id, seq);

-- The balance of each account: ordered is what is still to come, claimed what waits to be confirmed. None may fall below
-- nought, which is what keeps validated <= delivered <= ordered.
CREATE TABLE ledger_balance (
    commitment_id UUID PRIMARY KEY REFERENCES commitment (id),
    promised BIGINT NOT NULL DEFAULT 0 CHECK (promised >= 0),
    ordered BIGINT NOT NULL DEFAULT 0 CHECK (ordered >= 0),
    claimed BIGINT NOT NULL DEFAULT 0 CHECK (claimed >= 0),
    validated BIGINT NOT NULL DEFAULT 0 CHECK (validated >= 0),
    waived BIGINT NOT NULL DEFAULT 0 CHECK (waived >= 0)
);
