-- Procurements, sealed bids, marks, evaluation, award and contract.

CREATE TABLE procurement (
    id UUID PRIMARY KEY,
    ocid TEXT NOT NULL UNIQUE,
    authority_id UUID NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL CHECK (category IN ('goods', 'services', 'works')),
    procedure TEXT NOT NULL DEFAULT '',
    value_pence BIGINT CHECK (value_pence >= 0),
    includes_vat BOOLEAN NOT NULL,
    -- The publication of the tender notice: it decides which national policy applies. NULL where it is not known.
    commenced_on DATE,
    bids_from TIMESTAMPTZ,
    bids_until TIMESTAMPTZ,
    contract_from DATE,
    contract_to DATE,
    state TEXT NOT NULL,
    -- The criteria while they are drafted; frozen with their hash at publication.
    rules JSONB NOT NULL,
    rules_sha256 TEXT,
    price_version_id UUID REFERENCES price_book_version (id),
    -- The release that it was imported from, whole.
    release JSONB,
    reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    awarded_at TIMESTAMPTZ,
    CHECK (bids_until > bids_from),
    CHECK (contract_to >= contract_from)
);
CREATE INDEX procurement_authority ON procurement (authority_id, updated_at);
CREATE INDEX procurement_closing ON procurement (bids_until) WHERE state = 'bidding';
CREATE INDEX procurement_opening ON procurement (bids_from) WHERE state = 'published';

CREATE TABLE procurement_area (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    local_authority TEXT NOT NULL,
    PRIMARY KEY (procurement_id, local_authority)
);

-- The register of needs that bidders pledge to, as it stood at publication.
CREATE TABLE procurement_need (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    need_id UUID NOT NULL REFERENCES need (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_pence BIGINT CHECK (unit_price_pence >= 0),
    PRIMARY KEY (procurement_id, need_id)
);

CREATE TABLE procurement_key (
    procurement_id UUID PRIMARY KEY REFERENCES procurement (id),
    recipient TEXT NOT NULL,
    -- The private key, itself sealed to the installation's key, which is not in the database.
    sealed_identity BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE registration (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (procurement_id, supplier_id)
);
CREATE INDEX registration_supplier ON registration (supplier_id);

CREATE TABLE bid (
    id UUID PRIMARY KEY,
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    state TEXT NOT NULL,
    -- The draft, sealed to the installation's key: a draft is as secret as a bid.
    draft BYTEA,
    -- The submission, sealed to the procurement's key.
    sealed BYTEA,
    sealed_sha256 TEXT,
    -- What was inside, written when all bids are opened.
    opened JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    opened_at TIMESTAMPTZ,
    UNIQUE (procurement_id, supplier_id)
);
CREATE INDEX bid_supplier ON bid (supplier_id, updated_at);

-- Marks are never changed: a later mark of the same question by the same evaluator stands in place of the earlier.
CREATE TABLE mark (
    id UUID PRIMARY KEY,
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    bid_id UUID NOT NULL REFERENCES bid (id),
    criterion TEXT NOT NULL,
    question TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    evaluator_id UUID NOT NULL REFERENCES person (id),
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX mark_bid ON mark (bid_id, criterion, question, at);

CREATE TABLE evaluation (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    version BIGINT NOT NULL,
    tender JSONB NOT NULL,
    result JSONB NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (procurement_id, version)
);

CREATE TABLE contract (
    id UUID PRIMARY KEY,
    procurement_id UUID NOT NULL UNIQUE REFERENCES procurement (id),
    bid_id UUID NOT NULL REFERENCES bid (id),
    authority_id UUID NOT NULL REFERENCES organisation (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    price_pence BIGINT NOT NULL CHECK (price_pence >= 0),
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    awarded_at TIMESTAMPTZ NOT NULL,
    reason TEXT NOT NULL,
    CHECK (to_on >= from_on)
);
CREATE INDEX contract_supplier ON contract (supplier_id);
CREATE INDEX contract_authority ON contract (authority_id);
