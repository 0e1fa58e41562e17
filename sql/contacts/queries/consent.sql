-- name: insert-consent
INSERT INTO contacts_consent
    (id, contact_id, channel, purpose, event, at, recorded_at, source, text_version, text_hash, import_id)
VALUES
    (:id, :contact_id, :channel, :purpose, :event, :at, :recorded_at, :source, :text_version, :text_hash, :import_id);

-- name: consents-of
SELECT id, contact_id, channel, purpose, event, at, recorded_at, source, text_version, text_hash, import_id
FROM contacts_consent WHERE contact_id = :contact_id AND id > :after ORDER BY id LIMIT :limit;

-- name: insert-consent-text
INSERT INTO contacts_consent_text (text_hash, text, first_used_at)
SELECT s.text_hash, s.text, s.first_used_at
FROM (SELECT :text_hash AS text_hash, :text AS text, :first_used_at AS first_used_at) s
WHERE NOT EXISTS (SELECT 1 FROM contacts_consent_text t WHERE t.text_hash = s.text_hash);

-- name: find-consent-text
SELECT text_hash, text, first_used_at FROM contacts_consent_text WHERE text_hash = :text_hash;

-- name: find-consent-state
SELECT contact_id, channel, purpose, given, at, consent_id FROM contacts_consent_state
WHERE contact_id = :contact_id AND channel = :channel AND purpose = :purpose;

-- name: delete-consent-state
DELETE FROM contacts_consent_state WHERE contact_id = :contact_id AND channel = :channel AND purpose = :purpose;

-- name: insert-consent-state
INSERT INTO contacts_consent_state (contact_id, channel, purpose, given, at, consent_id)
VALUES (:contact_id, :channel, :purpose, :given, :at, :consent_id);

-- name: consent-between
-- :name is "channel:purpose".
SELECT /*many*/ contact_id, given, at, used_at, consent_id FROM contacts_consent_state
WHERE contact_id >= :low AND contact_id <= :high AND channel || ':' || purpose = :name
ORDER BY contact_id;

-- name: consent-among
SELECT contact_id, given, at, used_at, consent_id FROM contacts_consent_state
WHERE channel || ':' || purpose = :name AND contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63);

-- name: consent-is-annulled
SELECT COUNT(*) FROM contacts_consent WHERE id = :id AND event = 'annulled';

-- name: consent-imports-between
-- Which imports the consents of some contacts came with; 0: none.
SELECT /*many*/ contact_id, channel, purpose, COALESCE(import_id, 0) AS import_id FROM contacts_consent
WHERE contact_id >= :low AND contact_id <= :high ORDER BY contact_id, id;

-- name: insert-consent-use
INSERT INTO contacts_consent_use (id, consent_id, at, used_for) VALUES (:id, :consent_id, :at, :used_for);

-- name: note-consent-use
UPDATE contacts_consent_state SET used_at = :at WHERE contact_id = :contact_id AND consent_id = :consent_id AND used_at < :at;

-- name: contact-of-consent
SELECT contact_id FROM contacts_consent WHERE id = :id;

-- name: consent-uses
SELECT id, consent_id, at, used_for FROM contacts_consent_use WHERE consent_id = :consent_id ORDER BY id;

-- name: consent-state-wrong
-- The state must be what the newest event (by time, then by id) says.
SELECT COUNT(*) FROM contacts_consent_state s
WHERE NOT EXISTS (
    SELECT 1 FROM contacts_consent c
    WHERE c.id = s.consent_id AND c.contact_id = s.contact_id AND c.channel = s.channel AND c.purpose = s.purpose
      AND c.at = s.at AND (CASE WHEN c.event = 'given' THEN 1 ELSE 0 END) = s.given
      AND NOT EXISTS (
          SELECT 1 FROM contacts_consent d
          WHERE d.contact_id = c.contact_id AND d.channel = c.channel AND d.purpose = c.purpose
            AND (d.at, d.id) > (c.at, c.id)));

-- name: consent-state-missing
SELECT COUNT(*) FROM contacts_consent c
WHERE NOT EXISTS (
    SELECT 1 FROM contacts_consent_state s
    WHERE s.contact_id = c.contact_id AND s.channel = c.channel AND s.purpose = c.purpose);
