-- name: insert-suppression
INSERT INTO contacts_suppression (id, kind, channel, contact_id, hash, hash_key_id, source, created_at)
VALUES (:id, :kind, :channel, :contact_id, :hash, :hash_key_id, :source, :created_at);

-- name: find-suppression
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression WHERE id = :id;

-- name: find-objection
SELECT id FROM contacts_suppression WHERE contact_id = :contact_id AND channel = :channel;

-- name: find-hash
SELECT id FROM contacts_suppression WHERE hash = :hash AND kind = :kind AND channel = :channel;

-- name: hash-blocks
SELECT COUNT(*) FROM contacts_suppression WHERE hash = :hash AND kind = :kind AND channel IN ('all', :channel);

-- name: page-suppressions
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression
WHERE id > :after ORDER BY id LIMIT :limit;

-- name: page-suppressions-of-contact
SELECT id, kind, channel, contact_id, hash, hash_key_id, source, created_at FROM contacts_suppression
WHERE contact_id = :contact_id AND id > :after ORDER BY id LIMIT :limit;

-- name: delete-suppression
DELETE FROM contacts_suppression WHERE id = :id;

-- name: suppression-hashes
SELECT /*many*/ hash AS text FROM contacts_suppression WHERE hash IS NOT NULL;

-- name: suppression-mark
SELECT mark, hashes FROM contacts_suppression_mark WHERE id = 1;

-- name: insert-suppression-mark
INSERT INTO contacts_suppression_mark (id, mark, hashes) VALUES (1, :mark, :hashes);

-- name: update-suppression-mark
UPDATE contacts_suppression_mark SET mark = :mark, hashes = hashes + :hashes WHERE id = 1;

-- name: suppression-hash-count
SELECT COUNT(*) FROM contacts_suppression WHERE hash IS NOT NULL;

-- name: suppression-hashes-noted
SELECT COALESCE(SUM(hashes), 0) FROM contacts_suppression_mark;

-- name: suppression-foreign-keys
SELECT COUNT(*) FROM contacts_suppression WHERE hash IS NOT NULL AND hash_key_id <> :key_id;

-- name: objections-between
SELECT /*many*/ contact_id, channel FROM contacts_suppression
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id;

-- name: objections-among
SELECT contact_id, channel FROM contacts_suppression WHERE contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);
