-- name: insert-rental
INSERT INTO contacts_rental (import_id, expires_on, single_use) VALUES (:import_id, :expires_on, :single_use);

-- name: rentals
SELECT import_id, expires_on, single_use FROM contacts_rental ORDER BY import_id;

-- name: delete-empty-rental
DELETE FROM contacts_rental
WHERE import_id = :import_id
  AND NOT EXISTS (SELECT 1 FROM contacts_rented r WHERE r.import_id = contacts_rental.import_id);

-- name: any-rented
SELECT contact_id FROM contacts_rented ORDER BY contact_id LIMIT 1;

-- name: insert-rented
INSERT INTO contacts_rented (contact_id, import_id, rented_at) VALUES (:contact_id, :import_id, :rented_at);

-- name: find-rented
SELECT contact_id, import_id, rented_at FROM contacts_rented WHERE contact_id = :contact_id;

-- name: delete-rented
DELETE FROM contacts_rented WHERE contact_id = :contact_id;

-- name: rented-between
SELECT /*many*/ contact_id, import_id, rented_at FROM contacts_rented
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id;

-- name: rented-among
SELECT contact_id, import_id, rented_at FROM contacts_rented WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);
