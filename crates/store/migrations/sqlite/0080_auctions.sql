-- Auctions on the social value part of procurements. What is in a bid is sealed to the procurement's key; what is held to
-- rank bids while they come in is sealed to the installation's, which is not in the database.

CREATE TABLE auction (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL UNIQUE REFERENCES procurement (id),
    -- What the officer set.
    settings TEXT NOT NULL,
    -- The frozen rules, as the published file has them, and their fingerprint.
    rules TEXT,
    rules_sha256 TEXT,
    -- How many events there are. Everyone who adds some writes this row first.
    events INTEGER NOT NULL DEFAULT 0 CHECK (events >= 0),
    created_at INTEGER NOT NULL,
    frozen_at INTEGER,
    CHECK ((rules IS NULL) = (rules_sha256 IS NULL) AND (rules IS NULL) = (frozen_at IS NULL)),
    CHECK (events = 0 OR rules IS NOT NULL)
) STRICT;

CREATE TABLE auction_bidder (
    auction_id BLOB NOT NULL REFERENCES auction (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    -- The id under which it takes part, which says nothing of it.
    bidder_id BLOB NOT NULL,
    -- The pledges that it is making, sealed to the installation's key.
    draft BLOB,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (auction_id, supplier_id),
    UNIQUE (auction_id, bidder_id)
) STRICT;
CREATE INDEX auction_bidder_supplier ON auction_bidder (supplier_id);

-- Everything that happened, sealed to the installation's key. Nothing here is ever changed.
CREATE TABLE auction_event (
    auction_id BLOB NOT NULL REFERENCES auction (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    event BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (auction_id, seq)
) STRICT;

-- Each accepted bid, sealed to the procurement's key.
CREATE TABLE auction_bid (
    auction_id BLOB NOT NULL REFERENCES auction (id),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    bidder_id BLOB NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    -- What the client named the request.
    request_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    -- The bidder's signed receipt.
    receipt TEXT NOT NULL,
    person_id BLOB REFERENCES person (id),
    at INTEGER NOT NULL,
    -- What was inside, written when all bids are opened.
    opened TEXT,
    PRIMARY KEY (auction_id, sequence),
    UNIQUE (auction_id, bidder_id, request_key),
    UNIQUE (auction_id, bidder_id, number),
    FOREIGN KEY (auction_id, bidder_id) REFERENCES auction_bidder (auction_id, bidder_id)
) STRICT;
