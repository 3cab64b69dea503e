-- People, organisations, who is what in which, and joining an authority's exchange.

CREATE TABLE person (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    email_verified_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    disabled_at TIMESTAMPTZ
);

CREATE TABLE organisation (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('authority', 'supplier', 'community', 'referrer', 'broker', 'operator')),
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    activities TEXT NOT NULL DEFAULT '',
    website TEXT,
    postcode TEXT,
    easting_m BIGINT,
    northing_m BIGINT,
    -- GSS code of the local authority where it is.
    local_authority TEXT,
    -- Imported from a register, and nobody has proved yet that it is theirs.
    unclaimed BOOLEAN NOT NULL,
    source TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK ((easting_m IS NULL) = (northing_m IS NULL))
);
CREATE INDEX organisation_kind ON organisation (kind, name);
-- Organisations at one postcode, and of one name, are what an approver looks twice at.
CREATE INDEX organisation_postcode ON organisation (postcode);
CREATE INDEX organisation_name ON organisation (LOWER(name));

CREATE TABLE organisation_identifier (
    scheme TEXT NOT NULL,
    identifier TEXT NOT NULL,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (scheme, identifier)
);
CREATE INDEX organisation_identifier_of ON organisation_identifier (organisation_id);

CREATE TABLE membership (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    person_id UUID NOT NULL REFERENCES person (id),
    roles TEXT NOT NULL CHECK (roles <> ''),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE invitation (
    token_sha256 BYTEA PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    email TEXT NOT NULL,
    roles TEXT NOT NULL CHECK (roles <> ''),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX invitation_of ON invitation (organisation_id);

CREATE TABLE session (
    id UUID PRIMARY KEY,
    token_sha256 BYTEA NOT NULL UNIQUE,
    person_id UUID NOT NULL REFERENCES person (id),
    organisation_id UUID REFERENCES organisation (id),
    csrf TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX session_person ON session (person_id);

-- Links sent by e-mail: to verify an address, to sign in, to choose a new password. Each works once.
CREATE TABLE email_link (
    token_sha256 BYTEA PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'sign-in', 'reset')),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

CREATE TABLE api_token (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    token_sha256 BYTEA NOT NULL UNIQUE,
    may_write BOOLEAN NOT NULL,
    created_by UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ
);
CREATE INDEX api_token_of ON api_token (organisation_id);

-- What an authority wants its exchange to achieve, in its own words.
CREATE TABLE outcome (
    authority_id UUID NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL,
    PRIMARY KEY (authority_id, code)
);

-- The areas that an authority serves, by GSS code.
CREATE TABLE authority_area (
    authority_id UUID NOT NULL REFERENCES organisation (id),
    local_authority TEXT NOT NULL,
    PRIMARY KEY (authority_id, local_authority)
);
CREATE INDEX authority_area_code ON authority_area (local_authority);

CREATE TABLE application (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    authority_id UUID NOT NULL REFERENCES organisation (id),
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Who has funded the organisation.
    funders TEXT NOT NULL DEFAULT '',
    -- What the authority asked, or why it decided as it did.
    note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    decided_at TIMESTAMPTZ,
    UNIQUE (organisation_id, authority_id)
);
CREATE INDEX application_authority ON application (authority_id, state, submitted_at);

CREATE TABLE claim (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    person_id UUID NOT NULL REFERENCES person (id),
    statement TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'declined')),
    note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ,
    decided_by UUID REFERENCES person (id)
);
CREATE INDEX claim_state ON claim (state, created_at);
CREATE UNIQUE INDEX claim_once ON claim (organisation_id, person_id) WHERE state = 'submitted';
