-- Amendments of published procurements: each version of the rules stays as it was published.

ALTER TABLE procurement ADD COLUMN rules_version BIGINT NOT NULL DEFAULT 1;
-- The version under which a bid must have been submitted or confirmed to be opened.
ALTER TABLE procurement ADD COLUMN binding_version BIGINT NOT NULL DEFAULT 1;
-- The version of the rules under which a bid was submitted.
ALTER TABLE submission ADD COLUMN rules_version BIGINT NOT NULL DEFAULT 1;

CREATE TABLE rules_version (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    version BIGINT NOT NULL CHECK (version > 0),
    setup JSONB NOT NULL,
    rules TEXT NOT NULL,
    rules_sha256 TEXT NOT NULL,
    bids_until TIMESTAMPTZ,
    -- Why it was amended; empty for the first.
    reason TEXT NOT NULL,
    -- What changed, as a list of what it was and what it is.
    changes JSONB NOT NULL,
    -- What it asks of those who had submitted a bid before.
    asks TEXT NOT NULL CHECK (asks IN ('nothing', 'confirm', 'submit')),
    person_id UUID REFERENCES person (id),
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (procurement_id, version)
);

INSERT INTO rules_version (procurement_id, version, setup, rules, rules_sha256, bids_until, reason, changes, asks, at)
SELECT id, 1, setup, rules, rules_sha256, bids_until, '', CAST('[]' AS JSONB), 'nothing', published_at
FROM procurement WHERE rules IS NOT NULL AND published_at IS NOT NULL;

-- How much of a need is asked for from a version on; the register as it was published stays as it was.
CREATE TABLE amended_need (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    need_id UUID NOT NULL REFERENCES need (id),
    version BIGINT NOT NULL CHECK (version > 1),
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (procurement_id, need_id, version)
);
CREATE INDEX amended_need_need ON amended_need (need_id);

-- An amendment that is being written; nobody but the authority sees it.
CREATE TABLE amendment_draft (
    procurement_id UUID NOT NULL PRIMARY KEY REFERENCES procurement (id),
    setup JSONB NOT NULL,
    -- New quantities by the id of the need.
    quantities JSONB NOT NULL,
    bids_until TIMESTAMPTZ,
    updated_at TIMESTAMPTZ NOT NULL
);

-- A bidder's word that a submission stands under a later version of the rules.
CREATE TABLE bid_confirmation (
    bid_id UUID NOT NULL REFERENCES bid (id),
    submission BIGINT NOT NULL,
    rules_version BIGINT NOT NULL,
    person_id UUID REFERENCES person (id),
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (bid_id, submission, rules_version),
    FOREIGN KEY (bid_id, submission) REFERENCES submission (bid_id, version)
);
