-- The audit log as a Merkle tree (RFC 6962): each event is a leaf, in the order of the log.

-- The place of the event's leaf, from 0 without gaps. The program gives events from before this their places.
ALTER TABLE audit_event ADD COLUMN leaf_index INTEGER;
-- The nodes above the leaf that it completes, from its parent upwards, 32 bytes each.
ALTER TABLE audit_event ADD COLUMN nodes BLOB;
-- When who, why, the facts and the salt were erased. The leaf stays, so every proof still holds.
ALTER TABLE audit_event ADD COLUMN erased_at INTEGER;
CREATE UNIQUE INDEX audit_event_leaf ON audit_event (leaf_index);

-- One row, which every transaction that adds leaves writes before it commits: so there is one order of all leaves.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    -- The roots of the full subtrees from left to right, 32 bytes each: one for each bit that is set in the size.
    frontier BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (id, size, frontier) VALUES (1, 0, x'');

-- Signed heads of the log. They are published, so none is ever changed.
CREATE TABLE audit_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size > 0),
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
