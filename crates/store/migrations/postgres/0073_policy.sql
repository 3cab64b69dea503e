-- Policy packs of authorities, the measures that procurements choose from them, and licensed proxy values.

CREATE TABLE policy_pack (
    id UUID PRIMARY KEY,
    authority_id UUID NOT NULL REFERENCES organisation (id),
    -- Its name in addresses, unique within the authority.
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (authority_id, slug)
);

-- A version that is published is never changed: a new one supersedes it.
CREATE TABLE policy_version (
    id UUID PRIMARY KEY,
    pack_id UUID NOT NULL REFERENCES policy_pack (id),
    number BIGINT NOT NULL CHECK (number > 0),
    -- The first day of commencement that it is for.
    from_on DATE,
    source TEXT NOT NULL,
    most_measures BIGINT CHECK (most_measures > 0),
    sha256 TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    UNIQUE (pack_id, number),
    CHECK ((published_at IS NULL) = (sha256 IS NULL)),
    CHECK (published_at IS NULL OR from_on IS NOT NULL)
);
CREATE UNIQUE INDEX policy_version_draft ON policy_version (pack_id) WHERE published_at IS NULL;

CREATE TABLE policy_measure (
    version_id UUID NOT NULL REFERENCES policy_version (id),
    code TEXT NOT NULL,
    position BIGINT NOT NULL,
    theme TEXT NOT NULL,
    outcome TEXT NOT NULL,
    title TEXT NOT NULL,
    unit TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (version_id, code)
);

-- How many measures of a theme must be chosen at least.
CREATE TABLE policy_theme_rule (
    version_id UUID NOT NULL REFERENCES policy_version (id),
    theme TEXT NOT NULL,
    least BIGINT NOT NULL CHECK (least > 0),
    PRIMARY KEY (version_id, theme)
);

-- The version that a procurement chose, which does not change after publication.
CREATE TABLE procurement_policy (
    procurement_id UUID PRIMARY KEY REFERENCES procurement (id),
    version_id UUID NOT NULL REFERENCES policy_version (id)
);
CREATE INDEX procurement_policy_version ON procurement_policy (version_id);

CREATE TABLE procurement_measure (
    procurement_id UUID NOT NULL REFERENCES procurement_policy (procurement_id),
    code TEXT NOT NULL,
    PRIMARY KEY (procurement_id, code)
);

-- A rule that a choice of measures departs from, with the reason, and what a second person decided.
CREATE TABLE measure_waiver (
    id UUID PRIMARY KEY,
    procurement_id UUID NOT NULL REFERENCES procurement (id),
    rule TEXT NOT NULL,
    -- The fingerprint of the version and the measures that it was asked for: another choice needs another waiver.
    choice_sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by UUID NOT NULL REFERENCES person (id),
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES person (id),
    decided_at TIMESTAMPTZ,
    approved BOOLEAN,
    decision TEXT,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (approved IS NULL)
        AND (decided_at IS NULL) = (decision IS NULL)),
    CHECK (decided_by <> asked_by)
);
CREATE INDEX measure_waiver_procurement ON measure_waiver (procurement_id, asked_at);

-- Files of proxy values that an authority has a licence for: its own officers' alone.
CREATE TABLE proxy_set (
    id UUID PRIMARY KEY,
    authority_id UUID NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    layout TEXT NOT NULL,
    licence TEXT NOT NULL,
    source TEXT NOT NULL,
    year BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ
);
CREATE INDEX proxy_set_authority ON proxy_set (authority_id, imported_at);

CREATE TABLE proxy_value (
    set_id UUID NOT NULL REFERENCES proxy_set (id),
    position BIGINT NOT NULL,
    reference TEXT NOT NULL,
    theme TEXT NOT NULL,
    outcome TEXT NOT NULL,
    measure TEXT NOT NULL,
    unit TEXT NOT NULL,
    value_pence BIGINT CHECK (value_pence >= 0),
    PRIMARY KEY (set_id, position)
);
