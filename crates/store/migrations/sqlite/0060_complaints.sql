-- Complaints about the exchange. They are kept as they were made; closing one adds what was done.

CREATE TABLE complaint (
    id BLOB NOT NULL PRIMARY KEY,
    -- What the person is given to ask about it by.
    reference TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL,
    statement TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    person_id BLOB REFERENCES person (id),
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by BLOB REFERENCES person (id),
    note TEXT,
    CHECK ((closed_at IS NULL) = (note IS NULL))
) STRICT;
CREATE INDEX complaint_open ON complaint (created_at) WHERE closed_at IS NULL;
CREATE INDEX complaint_closed ON complaint (created_at) WHERE closed_at IS NOT NULL;
