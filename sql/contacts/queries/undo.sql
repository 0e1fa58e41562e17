-- What goes with the contacts that an import made, when it is taken back.

-- name: remove-attributes
DELETE FROM contacts_attribute WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-consent-states
DELETE FROM contacts_consent_state WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-consents
DELETE FROM contacts_consent WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-identities
DELETE FROM contacts_identity WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-pairs-low
DELETE FROM contacts_duplicate WHERE low_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-pairs-high
DELETE FROM contacts_duplicate WHERE high_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-changes
DELETE FROM contacts_import_change WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-rented
DELETE FROM contacts_rented WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: remove-contacts
DELETE FROM contacts_contact WHERE id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: import-of-contact
SELECT COALESCE(import_id, 0) FROM contacts_contact WHERE id = :id;

-- name: import-of-consent
SELECT COALESCE(import_id, 0) FROM contacts_consent WHERE id = :id AND event = 'given';

-- name: changes-of
SELECT import_id, contact_id, version_after, version_before, version_undone, fields
FROM contacts_import_change WHERE import_id = :import_id AND contact_id = :contact_id ORDER BY version_after;

-- name: delete-unused-attribute-name
DELETE FROM contacts_attribute_name
WHERE name = :name AND NOT EXISTS (SELECT 1 FROM contacts_attribute a WHERE a.name = contacts_attribute_name.name);

-- name: held-between
SELECT DISTINCT contact_id FROM contacts_hold
WHERE contact_id >= :low AND contact_id <= :high AND released_at IS NULL ORDER BY contact_id;
