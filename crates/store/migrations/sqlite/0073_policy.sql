-- Policy packs of authorities, the measures that procurements choose from them, and licensed proxy values.

CREATE TABLE policy_pack (
    id BLOB NOT NULL PRIMARY KEY,
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    -- Its name in addresses, unique within the authority.
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (authority_id, slug)
) STRICT;

-- A version that is published is never changed: a new one supersedes it.
CREATE TABLE policy_version (
    id BLOB NOT NULL PRIMARY KEY,
    pack_id BLOB NOT NULL REFERENCES policy_pack (id),
    number INTEGER NOT NULL CHECK (number > 0),
    -- The first day of commencement that it is for.
    from_on TEXT,
    source TEXT NOT NULL,
    most_measures INTEGER CHECK (most_measures > 0),
    sha256 TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_at INTEGER,
    UNIQUE (pack_id, number),
    CHECK ((published_at IS NULL) = (sha256 IS NULL)),
    CHECK (published_at IS NULL OR from_on IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX policy_version_draft ON policy_version (pack_id) WHERE published_at IS NULL;

CREATE TABLE policy_measure (
    version_id BLOB NOT NULL REFERENCES policy_version (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    theme TEXT NOT NULL,
    outcome TEXT NOT NULL,
    title TEXT NOT NULL,
    unit TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (version_id, code)
) STRICT;

-- How many measures of a theme must be chosen at least.
CREATE TABLE policy_theme_rule (
    version_id BLOB NOT NULL REFERENCES policy_version (id),
    theme TEXT NOT NULL,
    least INTEGER NOT NULL CHECK (least > 0),
    PRIMARY KEY (version_id, theme)
) STRICT;

-- The version that a procurement chose, which does not change after publication.
CREATE TABLE procurement_policy (
    procurement_id BLOB NOT NULL PRIMARY KEY REFERENCES procurement (id),
    version_id BLOB NOT NULL REFERENCES policy_version (id)
) STRICT;
CREATE INDEX procurement_policy_version ON procurement_policy (version_id);

CREATE TABLE procurement_measure (
    procurement_id BLOB NOT NULL REFERENCES procurement_policy (procurement_id),
    code TEXT NOT NULL,
    PRIMARY KEY (procurement_id, code)
) STRICT;

-- A rule that a choice of measures departs from, with the reason, and what a second person decided.
CREATE TABLE measure_waiver (
    id BLOB NOT NULL PRIMARY KEY,
    procurement_id BLOB NOT NULL REFERENCES procurement (id),
    rule TEXT NOT NULL,
    -- The fingerprint of the version and the measures that it was asked for: another choice needs another waiver.
    choice_sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by BLOB NOT NULL REFERENCES person (id),
    asked_at INTEGER NOT NULL,
    decided_by BLOB REFERENCES person (id),
    decided_at INTEGER,
    approved INTEGER,
    decision TEXT,
    CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (approved IS NULL)
        AND (decided_at IS NULL) = (decision IS NULL)),
    CHECK (decided_by <> asked_by)
) STRICT;
CREATE INDEX measure_waiver_procurement ON measure_waiver (procurement_id, asked_at);

-- Files of proxy values that an authority has a licence for: its own officers' alone.
CREATE TABLE proxy_set (
    id BLOB NOT NULL PRIMARY KEY,
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    layout TEXT NOT NULL,
    licence TEXT NOT NULL,
    source TEXT NOT NULL,
    year INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
CREATE INDEX proxy_set_authority ON proxy_set (authority_id, imported_at);

CREATE TABLE proxy_value (
    set_id BLOB NOT NULL REFERENCES proxy_set (id),
    position INTEGER NOT NULL,
    reference TEXT NOT NULL,
    theme TEXT NOT NULL,
    outcome TEXT NOT NULL,
    measure TEXT NOT NULL,
    unit TEXT NOT NULL,
    value_pence INTEGER CHECK (value_pence >= 0),
    PRIMARY KEY (set_id, position)
) STRICT;
