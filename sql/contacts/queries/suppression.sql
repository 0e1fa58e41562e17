-- name: insert-suppression
INSERT INTO contacts_suppression (id, kind, channel, contact_id, hash, hash_key_id, source, created_at, seq)
VALUES (:id, :kind, :channel, :contact_id, :hash, :hash_key_id, :source, :created_at, :seq);

-- name: find-suppression
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression WHERE id = :id;

-- name: find-objection
SELECT id FROM contacts_suppression WHERE contact_id = :contact_id AND channel = :channel;

-- name: find-hash
SELECT id FROM contacts_suppression WHERE hash = :hash AND kind = :kind AND channel = :channel;

-- name: hash-blocks
SELECT id FROM contacts_suppression WHERE hash = :hash AND kind = :kind AND channel IN ('all', :channel)
ORDER BY id LIMIT 1;

-- name: page-suppressions
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression
WHERE id > :after ORDER BY id LIMIT :limit;

-- name: suppressions-of
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression
WHERE contact_id = :contact_id ORDER BY id;

-- name: delete-suppression
DELETE FROM contacts_suppression WHERE id = :id;

-- name: suppression-hashes-since
SELECT /*many*/ hash AS text FROM contacts_suppression WHERE seq > :since AND seq <= :upto AND hash IS NOT NULL;

-- name: suppression-hashes-of-old
SELECT /*many*/ hash AS text FROM contacts_suppression WHERE seq = 0 AND hash IS NOT NULL;

-- name: insert-suppression-change
INSERT INTO contacts_suppression_change (seq, mark) VALUES (:seq, :mark);

-- name: suppression-change-is
SELECT COUNT(*) FROM contacts_suppression_change WHERE seq = :seq AND mark = :mark;

-- name: suppression-mark
SELECT seq, mark, hashes FROM contacts_suppression_mark WHERE id = 1;

-- name: insert-suppression-mark
INSERT INTO contacts_suppression_mark (id, mark, hashes, seq) VALUES (1, :mark, :hashes, 1);

-- name: update-suppression-mark
UPDATE contacts_suppression_mark SET mark = :mark, hashes = hashes + :hashes, seq = seq + 1 WHERE id = 1;

-- name: suppression-hash-count
SELECT COUNT(*) FROM contacts_suppression WHERE hash IS NOT NULL;

-- name: suppression-hashes-noted
SELECT COALESCE(SUM(hashes), 0) FROM contacts_suppression_mark;

-- name: suppression-foreign-keys
SELECT COUNT(*) FROM contacts_suppression WHERE hash IS NOT NULL AND hash_key_id <> :key_id;

-- name: objections-between
SELECT /*many*/ id, contact_id, channel FROM contacts_suppression
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id;

-- name: objections-among
SELECT id, contact_id, channel FROM contacts_suppression WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: insert-suppression-list
INSERT INTO contacts_suppression_list
    (id, name, kind, channel, scope, digest, source, dated, state, hash_key_id, stored_as, entries, wrong, created_at)
VALUES
    (:id, :name, :kind, :channel, :scope, :digest, :source, :dated, :state, :hash_key_id, :stored_as, :entries, :wrong,
     :created_at);

-- name: find-suppression-list
SELECT id, name, kind, channel, scope, digest, source, dated, state, hash_key_id, stored_as, entries, wrong, created_at
FROM contacts_suppression_list WHERE id = :id;

-- name: page-suppression-lists
SELECT id, name, kind, channel, scope, digest, source, dated, state, hash_key_id, stored_as, entries, wrong, created_at
FROM contacts_suppression_list WHERE id < :before ORDER BY id DESC LIMIT :limit;

-- name: active-suppression-lists
SELECT id, name, kind, channel, scope, digest, source, dated, state, hash_key_id, stored_as, entries, wrong, created_at
FROM contacts_suppression_list WHERE state = 'active' ORDER BY id;

-- name: set-suppression-list
UPDATE contacts_suppression_list SET state = :state, entries = :entries, wrong = :wrong WHERE id = :id;

-- name: replace-suppression-lists
UPDATE contacts_suppression_list SET state = 'replaced' WHERE name = :name AND state = 'active' AND id <> :id;

-- name: insert-suppression-entry
INSERT INTO contacts_suppression_entry (list_id, mac) VALUES (:list_id, :mac);

-- name: suppression-entries
SELECT /*many*/ mac FROM contacts_suppression_entry WHERE list_id = :list_id ORDER BY mac;

-- name: replaced-suppression-lists
SELECT id FROM contacts_suppression_list WHERE state = 'replaced' AND entries > 0 ORDER BY id;

-- name: delete-suppression-entries
DELETE FROM contacts_suppression_entry WHERE list_id = :list_id AND mac <= :upto;

-- name: suppression-entry-after
SELECT mac FROM contacts_suppression_entry WHERE list_id = :list_id ORDER BY mac LIMIT 1 OFFSET 5000;

-- name: identity-between
SELECT /*many*/ c.id, c.reach, c.version, COALESCE(i.contact_version, 0) AS contact_version,
       COALESCE(i.hash_key_id, '') AS hash_key_id, COALESCE(i.email_mac, 0) AS email_mac,
       COALESCE(i.phone_mac, 0) AS phone_mac, COALESCE(i.address_mac, 0) AS address_mac
FROM contacts_contact c LEFT JOIN contacts_identity i ON i.contact_id = c.id
WHERE c.id >= :low AND c.id <= :high ORDER BY c.id;

-- name: identity-among
SELECT c.id, c.reach, c.version, COALESCE(i.contact_version, 0) AS contact_version,
       COALESCE(i.hash_key_id, '') AS hash_key_id, COALESCE(i.email_mac, 0) AS email_mac,
       COALESCE(i.phone_mac, 0) AS phone_mac, COALESCE(i.address_mac, 0) AS address_mac
FROM contacts_contact c LEFT JOIN contacts_identity i ON i.contact_id = c.id
WHERE c.id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: insert-identity
INSERT INTO contacts_identity (contact_id, contact_version, hash_key_id, email_mac, phone_mac, address_mac)
VALUES (:contact_id, :contact_version, :hash_key_id, :email_mac, :phone_mac, :address_mac);

-- name: delete-identity
DELETE FROM contacts_identity WHERE contact_id = :contact_id;

-- name: stale-identities
-- Contacts whose hashes are missing or old, from an id on.
SELECT c.id FROM contacts_contact c LEFT JOIN contacts_identity i ON i.contact_id = c.id
WHERE c.id > :after AND (i.contact_version IS NULL OR i.contact_version <> c.version OR i.hash_key_id <> :key_id)
ORDER BY c.id LIMIT 2000;
