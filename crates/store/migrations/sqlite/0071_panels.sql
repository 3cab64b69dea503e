-- Who marks a procurement: the chair, the terms, and a seat for each evaluator and question.
CREATE TABLE panel (
    procurement_id BLOB NOT NULL PRIMARY KEY REFERENCES procurement (id),
    chair_id BLOB NOT NULL REFERENCES person (id),
    -- The fewest marks of each answer.
    marks_min INTEGER NOT NULL CHECK (marks_min BETWEEN 1 AND 9),
    -- The last day for marks.
    due_on TEXT NOT NULL,
    -- The last day on which anyone was reminded by hand.
    reminded_on TEXT,
    -- When every mark was agreed for the first time: from then on prices and pledges are seen.
    moderated_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE panel_seat (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES panel (procurement_id),
    person_id BLOB NOT NULL REFERENCES person (id),
    criterion TEXT NOT NULL,
    question TEXT NOT NULL,
    invited_at INTEGER NOT NULL,
    -- When their marks of every bid were locked. Never taken back.
    submitted_at INTEGER,
    left_at INTEGER,
    left_why TEXT,
    left_reason TEXT NOT NULL DEFAULT '',
    -- What was done about a seat that was left.
    closed_at INTEGER,
    closed_how TEXT,
    CHECK ((left_at IS NULL) = (left_why IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_how IS NULL)),
    CHECK (closed_at IS NULL OR left_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX panel_seat_once ON panel_seat (procurement_id, person_id, criterion, question) WHERE left_at IS NULL;
CREATE INDEX panel_seat_person ON panel_seat (person_id, procurement_id);

-- What an evaluator declared about a bidder. None is ever changed: a later one stands in place of an earlier.
CREATE TABLE panel_declaration (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES panel (procurement_id),
    person_id BLOB NOT NULL REFERENCES person (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    has_conflict INTEGER NOT NULL,
    nature TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    CHECK (has_conflict = 0 OR nature <> '')
) STRICT;
CREATE INDEX panel_declaration_procurement ON panel_declaration (procurement_id, at);

-- What the officer decided about a declared conflict.
CREATE TABLE panel_decision (
    declaration_id BLOB NOT NULL PRIMARY KEY REFERENCES panel_declaration (id),
    goes_on INTEGER NOT NULL,
    reason TEXT NOT NULL,
    mitigation TEXT NOT NULL DEFAULT '',
    person_id BLOB NOT NULL REFERENCES person (id),
    at INTEGER NOT NULL
) STRICT;

-- Marks as they are being made. They are copied to the table of marks when they are locked.
CREATE TABLE panel_draft (
    seat_id BLOB NOT NULL REFERENCES panel_seat (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (seat_id, bid_id)
) STRICT;

-- The seat by which a mark was given. Marks from before there were panels have none.
ALTER TABLE mark ADD COLUMN seat_id BLOB REFERENCES panel_seat (id);
-- One mark of each bid for each seat: what is locked stays locked.
CREATE UNIQUE INDEX mark_seat ON mark (seat_id, bid_id) WHERE seat_id IS NOT NULL;

-- Going on without somebody: the chair proposes, another person decides.
CREATE TABLE panel_waiver (
    id BLOB NOT NULL PRIMARY KEY,
    seat_id BLOB NOT NULL REFERENCES panel_seat (id),
    reason TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES person (id),
    proposed_at INTEGER NOT NULL,
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    agreed INTEGER,
    note TEXT NOT NULL DEFAULT '',
    CHECK ((decided_at IS NULL) = (agreed IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by)
) STRICT;
CREATE UNIQUE INDEX panel_waiver_open ON panel_waiver (seat_id) WHERE decided_at IS NULL;

-- What the panel agreed. None is ever changed: a correction is a later one, with its reason.
CREATE TABLE agreed_mark (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES panel (procurement_id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    criterion TEXT NOT NULL,
    question TEXT NOT NULL,
    -- Which one, from 1.
    version INTEGER NOT NULL CHECK (version > 0),
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Why an earlier one is corrected.
    correction TEXT NOT NULL DEFAULT '',
    chair_id BLOB NOT NULL REFERENCES person (id),
    at INTEGER NOT NULL,
    UNIQUE (bid_id, criterion, question, version),
    CHECK (version = 1 OR correction <> '')
) STRICT;
CREATE INDEX agreed_mark_procurement ON agreed_mark (procurement_id, at);

-- Who was present.
CREATE TABLE agreed_present (
    agreed_mark_id BLOB NOT NULL REFERENCES agreed_mark (id),
    person_id BLOB NOT NULL REFERENCES person (id),
    PRIMARY KEY (agreed_mark_id, person_id)
) STRICT;

-- Why an evaluation was opened again.
CREATE TABLE evaluation_reopening (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    person_id BLOB REFERENCES person (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, version)
) STRICT;
