-- Full postcode files and boundaries, where they were loaded, and the price book.

CREATE TABLE place_load (
    kind TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    vintage TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE postcode (
    postcode TEXT PRIMARY KEY,
    easting_m BIGINT NOT NULL,
    northing_m BIGINT NOT NULL,
    local_authority TEXT
);

CREATE TABLE boundary (
    code TEXT NOT NULL,
    vintage TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- GeoJSON geometry, British National Grid metres.
    geometry JSONB NOT NULL,
    PRIMARY KEY (code, vintage)
);

CREATE TABLE resource (
    code TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    -- One of it and several of it, as in ‘1 hour’ and ‘2 hours’.
    unit TEXT NOT NULL,
    units TEXT NOT NULL,
    -- How many digits after the point a quantity may have: 0 for what is counted whole.
    decimals BIGINT NOT NULL CHECK (decimals BETWEEN 0 AND 3),
    description TEXT NOT NULL,
    -- Other names by which people ask for it, joined by semicolons.
    synonyms TEXT NOT NULL DEFAULT '',
    retired_at TIMESTAMPTZ
);

CREATE TABLE resource_substitute (
    resource TEXT NOT NULL REFERENCES resource (code),
    substitute TEXT NOT NULL REFERENCES resource (code),
    PRIMARY KEY (resource, substitute),
    CHECK (resource <> substitute)
);

CREATE TABLE price_book_version (
    id UUID PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    valid_from DATE NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    sha256 TEXT NOT NULL
);

CREATE TABLE price (
    version_id UUID NOT NULL REFERENCES price_book_version (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    region TEXT NOT NULL,
    -- For one unit; NULL where no source is at hand.
    unit_price_pence BIGINT CHECK (unit_price_pence >= 0),
    statistic TEXT NOT NULL,
    data_points BIGINT NOT NULL CHECK (data_points >= 0),
    source TEXT NOT NULL,
    source_url TEXT,
    licence TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, resource, region, valid_from),
    CHECK (valid_to >= valid_from)
);

CREATE TABLE price_point (
    version_id UUID NOT NULL,
    resource TEXT NOT NULL,
    region TEXT NOT NULL,
    valid_from DATE NOT NULL,
    position BIGINT NOT NULL,
    value_pence BIGINT NOT NULL,
    source TEXT NOT NULL,
    observed_on DATE,
    PRIMARY KEY (version_id, resource, region, valid_from, position),
    FOREIGN KEY (version_id, resource, region, valid_from) REFERENCES price (version_id, resource, region, valid_from)
);
