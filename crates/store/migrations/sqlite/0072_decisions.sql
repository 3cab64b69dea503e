-- From the evaluation to the award that stands: doubts about bids and how they were resolved, the decision of two people,
-- assessment summaries, the contract award notice with its standstill, challenges.

-- A doubt about a bid, with the figures to ask with: raised by the scoring rules, or by an officer.
CREATE TABLE flag (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    -- The criterion and its part, joined by points; empty for the bid as a whole.
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The evaluation that raised it; NULL where an officer did.
    evaluation_version INTEGER,
    raised_by BLOB REFERENCES person (id),
    raised_at INTEGER NOT NULL,
    -- The same figures are asked about once.
    UNIQUE (bid_id, subject, reason)
) STRICT;
CREATE INDEX flag_procurement ON flag (procurement_id, raised_at);

-- Questions to the supplier about a doubt. An answer is written once, and only before its deadline.
CREATE TABLE clarification (
    id BLOB NOT NULL PRIMARY KEY,
    flag_id BLOB NOT NULL REFERENCES flag (id),
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    question TEXT NOT NULL,
    asked_by BLOB REFERENCES person (id),
    asked_at INTEGER NOT NULL,
    answer_by INTEGER NOT NULL,
    answer TEXT,
    answered_by BLOB REFERENCES person (id),
    answered_at INTEGER,
    CHECK (answer_by > asked_at),
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK (answered_at <= answer_by)
) STRICT;
CREATE INDEX clarification_flag ON clarification (flag_id, asked_at);
CREATE INDEX clarification_supplier ON clarification (supplier_id, answer_by) WHERE answered_at IS NULL;

-- What is to follow from a doubt: one person proposes, another confirms or sends it back. None is ever changed after that.
CREATE TABLE flag_decision (
    flag_id BLOB NOT NULL REFERENCES flag (id),
    number INTEGER NOT NULL CHECK (number > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('explained', 'set-aside', 'no-action')),
    -- The pledge of which a part is set aside, and how much of it still counts.
    need_id BLOB REFERENCES need (id),
    counts INTEGER CHECK (counts >= 0),
    reason TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES person (id),
    proposed_at INTEGER NOT NULL,
    is_confirmed INTEGER,
    decided_reason TEXT,
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    PRIMARY KEY (flag_id, number),
    CHECK ((outcome = 'set-aside') = (need_id IS NOT NULL)),
    CHECK ((need_id IS NULL) = (counts IS NULL)),
    CHECK ((is_confirmed IS NULL) = (decided_by IS NULL) AND (is_confirmed IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by <> proposed_by)
) STRICT;

-- The decision to whom to award. At most one of a procurement is proposed or approved at any time.
CREATE TABLE award_decision (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    version INTEGER NOT NULL CHECK (version > 0),
    evaluation_version INTEGER NOT NULL,
    bid_id BLOB NOT NULL REFERENCES bid (id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_by BLOB NOT NULL REFERENCES person (id),
    proposed_at INTEGER NOT NULL,
    decided_reason TEXT,
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    set_aside_reason TEXT,
    set_aside_at INTEGER,
    PRIMARY KEY (procurement_id, version),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (state = 'proposed')),
    CHECK ((set_aside_at IS NULL) = (state <> 'set-aside')),
    CHECK (decided_by <> proposed_by),
    FOREIGN KEY (procurement_id, evaluation_version) REFERENCES evaluation (procurement_id, version)
) STRICT;
CREATE UNIQUE INDEX award_decision_current ON award_decision (procurement_id) WHERE state IN ('proposed', 'approved');

-- What each assessed supplier was told. Never changed: a correction is a further version.
CREATE TABLE assessment_summary (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    bid_id BLOB NOT NULL REFERENCES bid (id),
    version INTEGER NOT NULL CHECK (version > 0),
    decision_version INTEGER NOT NULL,
    supplier_id BLOB NOT NULL REFERENCES organisation (id),
    -- JSON, kept as text so that its fingerprint stays that of what was issued.
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    -- The tender file with which the supplier can check its own marks.
    own_copy TEXT NOT NULL,
    -- What a later version corrects; empty in the first.
    correction TEXT NOT NULL DEFAULT '',
    issued_by BLOB REFERENCES person (id),
    issued_at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, bid_id, version),
    FOREIGN KEY (procurement_id, decision_version) REFERENCES award_decision (procurement_id, version)
) STRICT;

CREATE TABLE award_notice (
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    decision_version INTEGER NOT NULL,
    -- Procurement Act 2023 s.51: eight working days or more.
    working_days INTEGER NOT NULL CHECK (working_days >= 8),
    last_day TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    published_by BLOB REFERENCES person (id),
    published_at INTEGER NOT NULL,
    PRIMARY KEY (procurement_id, decision_version),
    CHECK (ends_at > published_at),
    FOREIGN KEY (procurement_id, decision_version) REFERENCES award_decision (procurement_id, version)
) STRICT;

CREATE TABLE challenge (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    decision_version INTEGER NOT NULL,
    challenger TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('representation', 'proceedings')),
    -- When the authority was told.
    notified_on TEXT NOT NULL,
    grounds TEXT NOT NULL,
    state TEXT NOT NULL,
    recorded_by BLOB REFERENCES person (id),
    recorded_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('dismissed', 'withdrawn', 'upheld')),
    outcome_reason TEXT,
    proposed_by BLOB REFERENCES person (id),
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    CHECK ((outcome IS NULL) = (state = 'open')),
    CHECK ((decided_by IS NULL) = (state <> 'resolved')),
    CHECK (decided_by <> proposed_by),
    FOREIGN KEY (procurement_id, decision_version) REFERENCES award_decision (procurement_id, version)
) STRICT;
CREATE INDEX challenge_procurement ON challenge (procurement_id, recorded_at);
