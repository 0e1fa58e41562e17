-- name: insert-merge
INSERT INTO contacts_merge (id, contact_id, merged_id, choices, before_fields, after_fields, merged_by, merged_at, undone_by, undone_at)
VALUES (:id, :contact_id, :merged_id, :choices, :before_fields, :after_fields, :merged_by, :merged_at, :undone_by, :undone_at);

-- name: find-merge
SELECT id, contact_id, merged_id, choices, before_fields, after_fields, merged_by, merged_at, undone_by, undone_at
FROM contacts_merge WHERE id = :id;

-- name: merges-into
SELECT id, contact_id, merged_id, choices, before_fields, after_fields, merged_by, merged_at, undone_by, undone_at
FROM contacts_merge WHERE contact_id = :contact_id ORDER BY id;

-- name: update-merge-fields
UPDATE contacts_merge SET before_fields = :before_fields, after_fields = :after_fields WHERE id = :id;

-- name: undo-merge
UPDATE contacts_merge SET undone_by = :undone_by, undone_at = :undone_at WHERE id = :id AND undone_at IS NULL;

-- name: insert-alias
INSERT INTO contacts_alias (contact_id, direct_id, root_id, merge_id) VALUES (:contact_id, :direct_id, :root_id, :merge_id);

-- name: find-alias
SELECT contact_id, direct_id, root_id, merge_id FROM contacts_alias WHERE contact_id = :contact_id;

-- name: aliases-of
SELECT contact_id, direct_id, root_id, merge_id FROM contacts_alias WHERE root_id = :root_id ORDER BY contact_id;

-- name: any-alias
SELECT contact_id FROM contacts_alias ORDER BY contact_id LIMIT 1;

-- name: alias-ids
SELECT /*many*/ contact_id FROM contacts_alias ORDER BY contact_id;

-- name: set-alias-root
UPDATE contacts_alias SET root_id = :root_id WHERE contact_id = :contact_id;

-- name: delete-alias
DELETE FROM contacts_alias WHERE contact_id = :contact_id;

-- name: aliases-between
SELECT /*many*/ contact_id, direct_id, root_id, merge_id FROM contacts_alias
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id;

-- name: aliases-among
SELECT contact_id, direct_id, root_id, merge_id FROM contacts_alias WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: roots-between
SELECT /*many*/ contact_id, direct_id, root_id, merge_id FROM contacts_alias
WHERE root_id >= :low AND root_id <= :high ORDER BY root_id, contact_id;

-- name: roots-among
SELECT contact_id, direct_id, root_id, merge_id FROM contacts_alias WHERE root_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63)
ORDER BY root_id, contact_id;

-- name: alias-loops
-- Nobody stands for somebody else and is merged away at once.
SELECT COUNT(*) FROM contacts_alias a WHERE EXISTS (SELECT 1 FROM contacts_alias b WHERE b.contact_id = a.root_id);

-- name: aliases-without-merge
SELECT COUNT(*) FROM contacts_alias a
WHERE NOT EXISTS (SELECT 1 FROM contacts_merge m WHERE m.id = a.merge_id AND m.merged_id = a.contact_id
                  AND m.contact_id = a.direct_id AND m.undone_at IS NULL);

-- name: all-aliases
SELECT /*many*/ contact_id, direct_id, root_id, merge_id FROM contacts_alias ORDER BY contact_id;
