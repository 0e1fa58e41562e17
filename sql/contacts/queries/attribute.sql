-- name: attributes-of
SELECT contact_id, name, value_text, value_number FROM contacts_attribute WHERE contact_id = :contact_id ORDER BY name;

-- name: attributes-between
SELECT /*many*/ contact_id, name, value_text, value_number FROM contacts_attribute
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id, name;

-- name: attributes-among
SELECT contact_id, name, value_text, value_number FROM contacts_attribute WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63)
ORDER BY contact_id, name;

-- name: attribute-names
SELECT name, kind FROM contacts_attribute_name ORDER BY name;

-- name: insert-attribute-name
INSERT INTO contacts_attribute_name (name, kind) VALUES (:name, :kind);

-- name: update-attribute-name
UPDATE contacts_attribute_name SET kind = :kind WHERE name = :name;

-- name: insert-attribute
INSERT INTO contacts_attribute (contact_id, name, value_text, value_number)
VALUES (:contact_id, :name, :value_text, :value_number);

-- name: delete-attribute
DELETE FROM contacts_attribute WHERE contact_id = :contact_id AND name = :name;

-- name: values-between
-- The name is hidden from the planner: the index by name would read everybody's value for each walk.
SELECT /*many*/ contact_id, value_text FROM contacts_attribute
WHERE contact_id >= :low AND contact_id <= :high AND name || '' = :name ORDER BY contact_id;

-- name: values-among
SELECT contact_id, value_text FROM contacts_attribute WHERE name = :name AND contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: attribute-exists
SELECT contact_id FROM contacts_attribute WHERE name = :name;

-- name: attribute-number-range
SELECT contact_id FROM contacts_attribute WHERE name = :name AND value_number >= :low AND value_number <= :high;

-- name: attribute-text-range
SELECT contact_id FROM contacts_attribute
WHERE name = :name AND value_number IS NULL AND value_text >= :low AND value_text < :high;

-- name: attributes-without-contact
SELECT COUNT(*) FROM contacts_attribute a WHERE NOT EXISTS (SELECT 1 FROM contacts_contact c WHERE c.id = a.contact_id);

-- name: attributes-without-name
SELECT COUNT(*) FROM (SELECT DISTINCT name FROM contacts_attribute) a
WHERE NOT EXISTS (SELECT 1 FROM contacts_attribute_name n WHERE n.name = a.name);
