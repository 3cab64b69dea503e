-- Keys of procurements that no one holds alone: of three shares, two open the bids. For such a key, sealed_identity in
-- procurement_key is empty: nobody keeps the private key.

CREATE TABLE key_share (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 3),
    -- The officer whose share it is; none for the one that is kept outside.
    person_id UUID REFERENCES person (id),
    -- The share, sealed, until its officer collects it. Never more than one of a procurement waits.
    waiting BYTEA,
    collected_at TIMESTAMPTZ,
    PRIMARY KEY (procurement_id, number)
);

-- Shares that officers gave to open the bids, sealed to the installation's key. They go when the bids are opened.
CREATE TABLE key_part (
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    number BIGINT NOT NULL,
    person_id UUID NOT NULL REFERENCES person (id),
    sealed BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (procurement_id, number),
    UNIQUE (procurement_id, person_id)
);
