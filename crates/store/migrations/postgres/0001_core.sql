-- What every part of the exchange stands on: the audit log, jobs, the outbox and idempotency keys.

CREATE TABLE audit_event (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    at TIMESTAMPTZ NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID,
    person_id UUID,
    token_id UUID,
    system TEXT,
    organisation_id UUID,
    reason TEXT,
    detail JSONB NOT NULL,
    salt BYTEA NOT NULL,
    -- SHA-256 of the salted event: the leaf of the log's tree. It stays when payload and salt are erased.
    leaf BYTEA NOT NULL
);
CREATE INDEX audit_event_subject ON audit_event (subject_id, seq);
CREATE INDEX audit_event_organisation ON audit_event (organisation_id, seq);

CREATE TABLE job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    -- At most one unfinished job has a given key.
    dedupe TEXT,
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    leased_until TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    error TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX job_failed ON job (failed_at) WHERE failed_at IS NOT NULL;
CREATE UNIQUE INDEX job_dedupe ON job (dedupe) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
    id UUID PRIMARY KEY,
    topic TEXT NOT NULL,
    payload JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    next_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    sent_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    error TEXT
);
CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX outbox_due ON outbox (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE idempotency (
    owner_id UUID NOT NULL,
    key TEXT NOT NULL,
    request_sha256 BYTEA NOT NULL,
    -- NULL between the change and its answer.
    status BIGINT,
    body TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner_id, key)
);

-- Counts of attempts in a window of time, by account or address, so that limits hold across instances.
CREATE TABLE throttle (
    key TEXT PRIMARY KEY,
    window_start TIMESTAMPTZ NOT NULL,
    count BIGINT NOT NULL CHECK (count > 0)
);
