-- name: match-rows
-- Everybody, as far as it is compared; who was merged away is somebody else's.
SELECT /*many*/ id, given_name, family_name, company_name, street, house_number, address_line2, postcode, city, country,
       email, phone, import_id
FROM contacts_contact ORDER BY id;

-- name: match-births
SELECT /*many*/ contact_id, value_text FROM contacts_attribute WHERE name = :name ORDER BY contact_id;

-- name: same-email
SELECT id FROM contacts_contact WHERE email_norm = :text ORDER BY id LIMIT :limit;

-- name: same-phone
SELECT id FROM contacts_contact WHERE phone = :text ORDER BY id LIMIT :limit;

-- name: same-name
SELECT id FROM contacts_contact WHERE name_fold >= :low AND name_fold < :high ORDER BY name_fold, id LIMIT :limit;

-- name: near-postcode
-- Those in a postcode whose folded name begins alike, or who live in a street that does.
SELECT id FROM contacts_contact
WHERE postcode = :postcode
  AND ((name_fold >= :low AND name_fold < :high) OR (street >= :street_low AND street < :street_high))
ORDER BY id LIMIT :limit;

-- name: insert-duplicate
INSERT INTO contacts_duplicate (id, low_id, high_id, score, verdict, reasons, state, found_by, found_at, decided_by, decided_at)
VALUES (:id, :low_id, :high_id, :score, :verdict, :reasons, :state, :found_by, :found_at, :decided_by, :decided_at);

-- name: find-duplicate
SELECT id, low_id, high_id, score, verdict, reasons, state, found_by, found_at, decided_by, decided_at
FROM contacts_duplicate WHERE id = :id;

-- name: page-duplicates
SELECT id, low_id, high_id, score, verdict, reasons, state, found_by, found_at, decided_by, decided_at
FROM contacts_duplicate
WHERE state = :state AND score <= :score AND (score, id) < (:score, :before) ORDER BY score DESC, id DESC LIMIT :limit;

-- name: pairs-between
SELECT /*many*/ low_id, high_id FROM contacts_duplicate WHERE low_id >= :low AND low_id <= :high ORDER BY low_id;

-- name: pairs-among
SELECT low_id, high_id FROM contacts_duplicate WHERE low_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: decide-duplicate
UPDATE contacts_duplicate SET state = :state, decided_by = :decided_by, decided_at = :decided_at WHERE id = :id;

-- name: duplicate-counts
SELECT state, verdict, COUNT(*) AS pairs FROM contacts_duplicate GROUP BY state, verdict ORDER BY state, verdict;

-- name: duplicate-id-of-pair
SELECT id FROM contacts_duplicate WHERE low_id = :low_id AND high_id = :high_id;
