-- name: place-tables
SELECT country, mark, source, places, loaded_at FROM contacts_place_table ORDER BY country;

-- name: insert-place-table
INSERT INTO contacts_place_table (country, mark, source, places, loaded_at)
VALUES (:country, :mark, :source, :places, :loaded_at);

-- name: delete-place-table
DELETE FROM contacts_place_table WHERE country = :country;

-- name: insert-place
INSERT INTO contacts_place (country, postcode, name, name_fold, latitude, longitude)
VALUES (:country, :postcode, :name, :name_fold, :latitude, :longitude);

-- name: delete-places
DELETE FROM contacts_place WHERE country = :country;

-- name: places-of-country
SELECT /*many*/ country, postcode, name, latitude, longitude FROM contacts_place WHERE country = :country ORDER BY postcode;

-- name: places-by-postcode
SELECT country, postcode, name, latitude, longitude FROM contacts_place
WHERE postcode >= :low AND postcode < :high ORDER BY postcode, country LIMIT :limit;

-- name: places-by-postcode-in
SELECT country, postcode, name, latitude, longitude FROM contacts_place
WHERE country = :country AND postcode >= :low AND postcode < :high ORDER BY postcode LIMIT :limit;

-- name: places-by-name
SELECT country, postcode, name, latitude, longitude FROM contacts_place
WHERE name_fold >= :low AND name_fold < :high ORDER BY name_fold, country, postcode LIMIT :limit;
