-- Where postcodes lie, from tables that the user loads: always whole for a country.
CREATE TABLE contacts_place (
    country VARCHAR(2) NOT NULL,
    postcode VARCHAR(20) NOT NULL,      -- letters and digits only, capitals
    name VARCHAR(200) NOT NULL,
    name_fold VARCHAR(200) NOT NULL,
    latitude DOUBLE NOT NULL,           -- degrees, north and east positive
    longitude DOUBLE NOT NULL,
    PRIMARY KEY (country, postcode)
) /*clustered*/;
CREATE INDEX contacts_place_postcode ON contacts_place (postcode, country);
CREATE INDEX contacts_place_name ON contacts_place (name_fold, country, postcode);

-- Which countries are there; the mark is another one with each table that is loaded.
CREATE TABLE contacts_place_table (
    country VARCHAR(2) NOT NULL PRIMARY KEY,
    mark BIGINT NOT NULL,
    source VARCHAR(200) NOT NULL,
    places BIGINT NOT NULL,
    loaded_at BIGINT NOT NULL
);
