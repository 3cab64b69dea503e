-- Auctions on the social value part of procurements. What is in a bid is sealed to the procurement's key; what is held to
-- rank bids while they come in is sealed to the installation's, which is not in the database.

CREATE TABLE auction (
    id UUID PRIMARY KEY,
    procurement_id UUID NOT NULL UNIQUE REFERENCES procurement (id),
    -- What the officer set.
    settings JSONB NOT NULL,
    -- The frozen rules, as the published file has them, and their fingerprint.
    rules TEXT,
    rules_sha256 TEXT,
    -- How many events there are. Everyone who adds some writes this row first.
    events BIGINT NOT NULL DEFAULT 0 CHECK (events >= 0),
    created_at TIMESTAMPTZ NOT NULL,
    frozen_at TIMESTAMPTZ,
    CHECK ((rules IS NULL) = (rules_sha256 IS NULL) AND (rules IS NULL) = (frozen_at IS NULL)),
    CHECK (events = 0 OR rules IS NOT NULL)
);

CREATE TABLE auction_bidder (
    auction_id UUID NOT NULL REFERENCES auction (id),
    supplier_id UUID NOT NULL REFERENCES organisation (id),
    -- The id under which it takes part, which says nothing of it.
    bidder_id UUID NOT NULL,
    -- The pledges that it is making, sealed to the installation's key.
    draft BYTEA,
    joined_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (auction_id, supplier_id),
    UNIQUE (auction_id, bidder_id)
);
CREATE INDEX auction_bidder_supplier ON auction_bidder (supplier_id);

-- Everything that happened, sealed to the installation's key. Nothing here is ever changed.
CREATE TABLE auction_event (
    auction_id UUID NOT NULL REFERENCES auction (id),
    seq BIGINT NOT NULL CHECK (seq > 0),
    event BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (auction_id, seq)
);

-- Each accepted bid, sealed to the procurement's key.
CREATE TABLE auction_bid (
    auction_id UUID NOT NULL REFERENCES auction (id),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    bidder_id UUID NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    -- What the client named the request.
    request_key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    -- The bidder's signed receipt.
    receipt TEXT NOT NULL,
    person_id UUID REFERENCES person (id),
    at TIMESTAMPTZ NOT NULL,
    -- What was inside, written when all bids are opened.
    opened JSONB,
    PRIMARY KEY (auction_id, sequence),
    UNIQUE (auction_id, bidder_id, request_key),
    UNIQUE (auction_id, bidder_id, number),
    FOREIGN KEY (auction_id, bidder_id) REFERENCES auction_bidder (auction_id, bidder_id)
);
