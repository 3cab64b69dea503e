-- What every part of the exchange stands on: the audit log, jobs, the outbox and idempotency keys.

CREATE TABLE audit_event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    person_id BLOB,
    token_id BLOB,
    system TEXT,
    organisation_id BLOB,
    reason TEXT,
    detail TEXT NOT NULL,
    salt BLOB NOT NULL,
    -- SHA-256 of the salted event: the leaf of the log's tree. It stays when payload and salt are erased.
    leaf BLOB NOT NULL
) STRICT;
CREATE INDEX audit_event_subject ON audit_event (subject_id, seq);
CREATE INDEX audit_event_organisation ON audit_event (organisation_id, seq);

CREATE TABLE job (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- At most one unfinished job has a given key.
    dedupe TEXT,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER,
    done_at INTEGER,
    failed_at INTEGER,
    error TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX job_failed ON job (failed_at) WHERE failed_at IS NOT NULL;
CREATE UNIQUE INDEX job_dedupe ON job (dedupe) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    failed_at INTEGER,
    error TEXT
) STRICT;
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX outbox_due ON outbox (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE idempotency (
    owner_id BLOB NOT NULL,
    key TEXT NOT NULL,
    request_sha256 BLOB NOT NULL,
    -- NULL between the change and its answer.
    status INTEGER,
    body TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, key)
) STRICT;

-- Counts of attempts in a window of time, by account or address, so that limits hold across instances.
CREATE TABLE throttle (
    key TEXT NOT NULL PRIMARY KEY,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT;
