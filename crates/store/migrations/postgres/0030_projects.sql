-- What communities need and what suppliers can spare.

CREATE TABLE project (
    id UUID PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    beneficiaries TEXT NOT NULL DEFAULT '',
    beneficiary_count BIGINT CHECK (beneficiary_count >= 0),
    starts_on DATE,
    ends_on DATE,
    postcode TEXT,
    easting_m BIGINT,
    northing_m BIGINT,
    local_authority TEXT,
    state TEXT NOT NULL,
    review_note TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    listed_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    CHECK ((easting_m IS NULL) = (northing_m IS NULL)),
    CHECK (ends_on >= starts_on)
);
CREATE INDEX project_ending ON project (ends_on) WHERE state IN ('listed', 'paused');
CREATE INDEX project_waiting ON project (submitted_at) WHERE state = 'submitted';
CREATE INDEX project_organisation ON project (organisation_id, updated_at);

CREATE TABLE project_authority (
    project_id UUID NOT NULL REFERENCES project (id),
    authority_id UUID NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (authority_id, project_id)
);
CREATE INDEX project_authority_of ON project_authority (project_id);

CREATE TABLE project_outcome (
    project_id UUID NOT NULL REFERENCES project (id),
    authority_id UUID NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (project_id, authority_id, outcome),
    FOREIGN KEY (authority_id, outcome) REFERENCES outcome (authority_id, code)
);
CREATE INDEX project_outcome_of ON project_outcome (authority_id, outcome);

CREATE TABLE need (
    id UUID PRIMARY KEY,
    project_id UUID NOT NULL REFERENCES project (id),
    position BIGINT NOT NULL,
    resource TEXT NOT NULL REFERENCES resource (code),
    description TEXT NOT NULL DEFAULT '',
    -- In thousandths of the resource's unit, as all quantities are.
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    -- What accepted matches and contracts have promised to it.
    matched BIGINT NOT NULL DEFAULT 0,
    priority BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 5),
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    remote BOOLEAN NOT NULL,
    -- Tags joined by semicolons, such as dbs;delivery.
    requires TEXT NOT NULL DEFAULT '',
    divisible BOOLEAN NOT NULL,
    removed_at TIMESTAMPTZ,
    CHECK (matched >= 0 AND matched <= quantity),
    CHECK (to_on >= from_on)
);
CREATE INDEX need_project ON need (project_id, position);
CREATE INDEX need_resource ON need (resource) WHERE removed_at IS NULL;

CREATE TABLE offer (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    capacity BIGINT NOT NULL CHECK (capacity > 0),
    -- What accepted matches have taken of it.
    committed BIGINT NOT NULL DEFAULT 0,
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    postcode TEXT,
    easting_m BIGINT,
    northing_m BIGINT,
    local_authority TEXT,
    radius_m BIGINT NOT NULL CHECK (radius_m >= 0),
    remote BOOLEAN NOT NULL,
    provides TEXT NOT NULL DEFAULT '',
    budget_pence BIGINT CHECK (budget_pence >= 0),
    state TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    listed_at TIMESTAMPTZ,
    CHECK (committed >= 0 AND committed <= capacity),
    CHECK (to_on >= from_on),
    CHECK ((easting_m IS NULL) = (northing_m IS NULL))
);
CREATE INDEX offer_listed ON offer (resource) WHERE state = 'listed';
CREATE INDEX offer_ending ON offer (to_on) WHERE state IN ('listed', 'paused');
CREATE INDEX offer_organisation ON offer (organisation_id, updated_at);

-- What the public search reads: a row for each project that was ever listed. `doc` grows in the order of listing, so the
-- newest come first without sorting. Only rows with `listed` have words.
CREATE TABLE project_search (
    doc BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id UUID NOT NULL UNIQUE REFERENCES project (id),
    listed BOOLEAN NOT NULL,
    easting_m BIGINT,
    northing_m BIGINT,
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    -- Words of the story and of the needs, and tokens for resources, authorities and outcomes: see the module `search`.
    words TSVECTOR
);
CREATE INDEX project_search_listed ON project_search (doc, from_on, to_on) WHERE listed;
CREATE INDEX project_search_place ON project_search (easting_m, northing_m, from_on, to_on) WHERE listed;
CREATE INDEX project_search_words ON project_search USING gin (words) WHERE listed;
