-- What communities need and what suppliers can spare.

CREATE TABLE project (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    beneficiaries TEXT NOT NULL DEFAULT '',
    beneficiary_count INTEGER CHECK (beneficiary_count >= 0),
    starts_on TEXT,
    ends_on TEXT,
    postcode TEXT,
    easting_m INTEGER,
    northing_m INTEGER,
    local_authority TEXT,
    state TEXT NOT NULL,
    review_note TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER,
    listed_at INTEGER,
    closed_at INTEGER,
    CHECK ((easting_m IS NULL) = (northing_m IS NULL)),
    CHECK (ends_on >= starts_on)
) STRICT;
CREATE INDEX project_ending ON project (ends_on) WHERE state IN ('listed', 'paused');
CREATE INDEX project_waiting ON project (submitted_at) WHERE state = 'submitted';
CREATE INDEX project_organisation ON project (organisation_id, updated_at);

CREATE TABLE project_authority (
    project_id BLOB NOT NULL REFERENCES project (id),
    authority_id BLOB NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (authority_id, project_id)
) STRICT;
CREATE INDEX project_authority_of ON project_authority (project_id);

CREATE TABLE project_outcome (
    project_id BLOB NOT NULL REFERENCES project (id),
    authority_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (project_id, authority_id, outcome),
    FOREIGN KEY (authority_id, outcome) REFERENCES outcome (authority_id, code)
) STRICT;
CREATE INDEX project_outcome_of ON project_outcome (authority_id, outcome);

CREATE TABLE need (
    id BLOB NOT NULL PRIMARY KEY,
    project_id BLOB NOT NULL REFERENCES project (id),
    position INTEGER NOT NULL,
    resource TEXT NOT NULL REFERENCES resource (code),
    description TEXT NOT NULL DEFAULT '',
    -- In thousandths of the resource's unit, as all quantities are.
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    -- What accepted matches and contracts have promised to it.
    matched INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 5),
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    remote INTEGER NOT NULL,
    -- Tags joined by semicolons, such as dbs;delivery.
    requires TEXT NOT NULL DEFAULT '',
    divisible INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK (matched >= 0 AND matched <= quantity),
    CHECK (to_on >= from_on)
) STRICT;
CREATE INDEX need_project ON need (project_id, position);
CREATE INDEX need_resource ON need (resource) WHERE removed_at IS NULL;

CREATE TABLE offer (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    capacity INTEGER NOT NULL CHECK (capacity > 0),
    -- What accepted matches have taken of it.
    committed INTEGER NOT NULL DEFAULT 0,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    postcode TEXT,
    easting_m INTEGER,
    northing_m INTEGER,
    local_authority TEXT,
    radius_m INTEGER NOT NULL CHECK (radius_m >= 0),
    remote INTEGER NOT NULL,
    provides TEXT NOT NULL DEFAULT '',
    budget_pence INTEGER CHECK (budget_pence >= 0),
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    listed_at INTEGER,
    CHECK (committed >= 0 AND committed <= capacity),
    CHECK (to_on >= from_on),
    CHECK ((easting_m IS NULL) = (northing_m IS NULL))
) STRICT;
CREATE INDEX offer_listed ON offer (resource) WHERE state = 'listed';
CREATE INDEX offer_ending ON offer (to_on) WHERE state IN ('listed', 'paused');
CREATE INDEX offer_organisation ON offer (organisation_id, updated_at);

-- What the public search reads: a row for each project that was ever listed. `doc` grows in the order of listing, so the
-- newest come first without sorting. Only rows with `listed` have words.
CREATE TABLE project_search (
    doc INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id BLOB NOT NULL UNIQUE REFERENCES project (id),
    listed INTEGER NOT NULL,
    easting_m INTEGER,
    northing_m INTEGER,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL
) STRICT;
CREATE INDEX project_search_listed ON project_search (doc, from_on, to_on) WHERE listed;
CREATE INDEX project_search_place ON project_search (easting_m, northing_m, from_on, to_on) WHERE listed;

-- Words of the story and of the needs, and tokens for resources, authorities and outcomes: see the module `search`.
CREATE VIRTUAL TABLE project_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 tokenchars '_'"
);
