-- name: place-tables
SELECT country, mark, source, places, loaded_at FROM contacts_place_table ORDER BY country;

-- name: insert-place-table
INSERT INTO contacts_place_table (country, mark, source, places, loaded_at)
VALUES (:country, :mark, :source, :places, :loaded_at);

-- name: delete-place-table
DELETE FROM contacts_place_table WHERE country = :country;

-- name: insert-place
INSERT INTO contacts_place (country, mark, postcode, name, name_fold, latitude, longitude)
VALUES (:country, :mark, :postcode, :name, :name_fold, :latitude, :longitude);

-- name: count-places
SELECT COUNT(*) FROM contacts_place WHERE country = :country AND mark = :mark;

-- name: oldest-places
SELECT COALESCE(MIN(mark), 0) FROM contacts_place WHERE country = :country AND mark <= :mark;

-- name: place-after
SELECT country, postcode, name, latitude, longitude FROM contacts_place
WHERE country = :country AND mark = :mark ORDER BY postcode LIMIT 1 OFFSET 5000;

-- name: delete-places
DELETE FROM contacts_place WHERE country = :country AND mark = :mark AND postcode <= :upto;

-- name: places-of-country
SELECT /*many*/ country, postcode, name, latitude, longitude FROM contacts_place
WHERE country = :country AND mark = :mark ORDER BY postcode;

-- name: places-by-postcode
SELECT p.country, p.postcode, p.name, p.latitude, p.longitude
FROM contacts_place p JOIN contacts_place_table t ON t.country = p.country AND t.mark = p.mark
WHERE p.postcode >= :low AND p.postcode < :high ORDER BY p.postcode, p.country LIMIT :limit;

-- name: places-by-postcode-in
SELECT p.country, p.postcode, p.name, p.latitude, p.longitude
FROM contacts_place p JOIN contacts_place_table t ON t.country = p.country AND t.mark = p.mark
WHERE p.country = :country AND p.postcode >= :low AND p.postcode < :high ORDER BY p.postcode LIMIT :limit;

-- name: places-by-name
SELECT p.country, p.postcode, p.name, p.latitude, p.longitude
FROM contacts_place p JOIN contacts_place_table t ON t.country = p.country AND t.mark = p.mark
WHERE p.name_fold >= :low AND p.name_fold < :high ORDER BY p.name_fold, p.country, p.postcode LIMIT :limit;
