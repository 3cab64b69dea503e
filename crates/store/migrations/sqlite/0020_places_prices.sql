-- Full postcode files and boundaries, where they were loaded, and the price book.

CREATE TABLE place_load (
    kind TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    vintage TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    loaded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE postcode (
    postcode TEXT NOT NULL PRIMARY KEY,
    easting_m INTEGER NOT NULL,
    northing_m INTEGER NOT NULL,
    local_authority TEXT
) STRICT;

CREATE TABLE boundary (
    code TEXT NOT NULL,
    vintage TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- GeoJSON geometry, British National Grid metres.
    geometry TEXT NOT NULL,
    PRIMARY KEY (code, vintage)
) STRICT;

CREATE TABLE resource (
    code TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    -- One of it and several of it, as in ‘1 hour’ and ‘2 hours’.
    unit TEXT NOT NULL,
    units TEXT NOT NULL,
    -- How many digits after the point a quantity may have: 0 for what is counted whole.
    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 3),
    description TEXT NOT NULL,
    -- Other names by which people ask for it, joined by semicolons.
    synonyms TEXT NOT NULL DEFAULT '',
    retired_at INTEGER
) STRICT;

CREATE TABLE resource_substitute (
    resource TEXT NOT NULL REFERENCES resource (code),
    substitute TEXT NOT NULL REFERENCES resource (code),
    PRIMARY KEY (resource, substitute),
    CHECK (resource <> substitute)
) STRICT;

CREATE TABLE price_book_version (
    id BLOB NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE price (
    version_id BLOB NOT NULL REFERENCES price_book_version (id),
    resource TEXT NOT NULL REFERENCES resource (code),
    region TEXT NOT NULL,
    -- For one unit; NULL where no source is at hand.
    unit_price_pence INTEGER CHECK (unit_price_pence >= 0),
    statistic TEXT NOT NULL,
    data_points INTEGER NOT NULL CHECK (data_points >= 0),
    source TEXT NOT NULL,
    source_url TEXT,
    licence TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, resource, region, valid_from),
    CHECK (valid_to >= valid_from)
) STRICT;

CREATE TABLE price_point (
    version_id BLOB NOT NULL,
    resource TEXT NOT NULL,
    region TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    position INTEGER NOT NULL,
    value_pence INTEGER NOT NULL,
    source TEXT NOT NULL,
    observed_on TEXT,
    PRIMARY KEY (version_id, resource, region, valid_from, position),
    FOREIGN KEY (version_id, resource, region, valid_from) REFERENCES price (version_id, resource, region, valid_from)
) STRICT;
