-- A table of places is loaded in steps under a mark of its own, and counts once all of it is there.
ALTER TABLE contacts_place RENAME TO contacts_place_before;

CREATE TABLE contacts_place (
    country VARCHAR(2) NOT NULL,
    mark BIGINT NOT NULL,
    postcode VARCHAR(20) NOT NULL,      -- letters and digits only, capitals
    name VARCHAR(200) NOT NULL,
    name_fold VARCHAR(200) NOT NULL,
    latitude DOUBLE NOT NULL,           -- degrees, north and east positive
    longitude DOUBLE NOT NULL,
    PRIMARY KEY (country, mark, postcode)
) /*clustered*/;

INSERT INTO contacts_place (country, mark, postcode, name, name_fold, latitude, longitude)
SELECT p.country, t.mark, p.postcode, p.name, p.name_fold, p.latitude, p.longitude
FROM contacts_place_before p JOIN contacts_place_table t ON t.country = p.country;

DROP TABLE contacts_place_before;

CREATE INDEX contacts_place_by_postcode ON contacts_place (postcode, country);

CREATE INDEX contacts_place_by_name ON contacts_place (name_fold, country, postcode);
