-- name: find-contact
SELECT id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street,
       house_number, address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased,
       version, created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines,
       restricted
FROM contacts_contact WHERE id = :id;

-- name: contacts-between
SELECT /*many*/ id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street,
       house_number, address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased,
       version, created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines,
       restricted
FROM contacts_contact WHERE id >= :low AND id <= :high ORDER BY id;

-- name: contacts-among
SELECT id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street,
       house_number, address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased,
       version, created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines,
       restricted
FROM contacts_contact WHERE id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: insert-contact
INSERT INTO contacts_contact
    (id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street, house_number,
     address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased, version,
     created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines, restricted,
     name_fold, email_norm, reach, household, import_id)
VALUES
    (:id, :kind, NULLIF(:external_key, ''), :salutation, :title, :given_name, :family_name, :company_name, :language,
     :street, :house_number, :address_line2, :postcode, :city, :region, :country, :email, :phone, :source,
     :address_undeliverable, :deceased, :version, :created_at, :updated_at, :name_suffix, :department, :care_of, :building,
     :po_box, :district, :address_lines, :restricted, :name_fold, :email_norm, :reach, :household, :import_id);

-- name: update-contact
-- :version is the new one; the row must still have the one before.
UPDATE contacts_contact
SET kind = :kind, external_key = NULLIF(:external_key, ''), salutation = :salutation, title = :title,
    given_name = :given_name, family_name = :family_name, company_name = :company_name, language = :language,
    street = :street, house_number = :house_number, address_line2 = :address_line2, postcode = :postcode, city = :city,
    region = :region, country = :country, email = :email, phone = :phone, source = :source,
    address_undeliverable = :address_undeliverable, deceased = :deceased, version = :version, updated_at = :updated_at,
    name_suffix = :name_suffix, department = :department, care_of = :care_of, building = :building, po_box = :po_box,
    district = :district, address_lines = :address_lines, restricted = :restricted,
    name_fold = :name_fold, email_norm = :email_norm, reach = :reach, household = :household
WHERE id = :id AND version = :version - 1;

-- name: touch-contact
UPDATE contacts_contact SET touched = touched + 1 WHERE id = :id;

-- name: all-ids
SELECT id FROM contacts_contact ORDER BY id;

-- name: page-by-id
SELECT id, '' AS text FROM contacts_contact WHERE id > :after ORDER BY id LIMIT :limit;

-- name: page-by-name
SELECT id, name_fold AS text FROM contacts_contact
WHERE name_fold >= :low AND name_fold < :high AND (name_fold, id) > (:after_text, :after)
ORDER BY name_fold, id LIMIT :limit;

-- name: page-by-said-name
-- "anna mull": whose family name begins so and is followed by the given name. The index alone answers.
SELECT id, name_fold AS text FROM contacts_contact
WHERE name_fold >= :low AND name_fold < :high AND (name_fold, id) > (:after_text, :after) AND INSTR(name_fold, :said) > 0
ORDER BY name_fold, id LIMIT :limit;

-- name: page-by-email
SELECT id, email_norm AS text FROM contacts_contact
WHERE email_norm >= :low AND email_norm < :high AND (email_norm, id) > (:after_text, :after)
ORDER BY email_norm, id LIMIT :limit;

-- name: page-by-key
SELECT id, external_key AS text FROM contacts_contact
WHERE external_key >= :low AND external_key < :high AND (external_key, id) > (:after_text, :after)
ORDER BY external_key, id LIMIT :limit;

-- name: page-by-phone
SELECT id, phone AS text FROM contacts_contact
WHERE phone >= :low AND phone < :high AND (phone, id) > (:after_text, :after)
ORDER BY phone, id LIMIT :limit;

-- name: page-by-postcode
-- Within a postcode by name, as the index has them.
SELECT id, postcode AS text FROM contacts_contact
WHERE postcode >= :low AND postcode < :high
  AND (postcode, name_fold, street, id) > (:after_text, COALESCE((SELECT name_fold FROM contacts_contact WHERE id = :after), ''),
       COALESCE((SELECT street FROM contacts_contact WHERE id = :after), ''), :after)
ORDER BY postcode, name_fold, street, id LIMIT :limit;

-- name: id-of-key
SELECT id FROM contacts_contact WHERE external_key = :key;

-- name: keys-between
SELECT /*many*/ external_key, id FROM contacts_contact WHERE external_key >= :low AND external_key <= :high
ORDER BY external_key;

-- name: keys-among
SELECT external_key, id FROM contacts_contact WHERE external_key IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: reach-between
SELECT /*many*/ id, reach FROM contacts_contact WHERE id >= :low AND id <= :high ORDER BY id;

-- name: reach-among
SELECT id, reach FROM contacts_contact WHERE id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: rows-with-derived
SELECT /*many*/ id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street,
       house_number, address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased,
       version, created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines,
       restricted, name_fold, email_norm, reach, household
FROM contacts_contact ORDER BY id;

-- name: rows-to-derive
SELECT id, kind, external_key, salutation, title, given_name, family_name, company_name, language, street,
       house_number, address_line2, postcode, city, region, country, email, phone, source, address_undeliverable, deceased,
       version, created_at, updated_at, name_suffix, department, care_of, building, po_box, district, address_lines,
       restricted, name_fold, email_norm, reach, household
FROM contacts_contact WHERE id > :after ORDER BY id LIMIT :limit;

-- name: set-derived
UPDATE contacts_contact SET name_fold = :name_fold, email_norm = :email_norm, reach = :reach, household = :household
WHERE id = :id AND version = :version;

-- name: derived-rules
SELECT rules FROM contacts_derived WHERE id = 1;

-- name: insert-derived-rules
INSERT INTO contacts_derived (id, rules) VALUES (1, :rules);

-- name: derived-rules-noted
SELECT COUNT(*) FROM contacts_derived WHERE id = 1;

-- name: set-derived-rules
UPDATE contacts_derived SET rules = :rules WHERE id = 1;

-- name: households
SELECT id, household FROM contacts_contact ORDER BY id;

-- name: households-between
SELECT /*many*/ id, household FROM contacts_contact WHERE id >= :low AND id <= :high ORDER BY id;

-- name: households-among
SELECT id, household FROM contacts_contact WHERE id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: any-contact
SELECT COUNT(*) FROM (SELECT id FROM contacts_contact ORDER BY id LIMIT 1) AS one_row;

-- name: household-members-between
SELECT /*many*/ id, household FROM contacts_contact WHERE household >= :low AND household <= :high ORDER BY household;

-- name: household-members-among
SELECT id, household FROM contacts_contact WHERE household IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);
