-- name: retention-rules
SELECT id, name, category, source, event, term_days, action, active, version, created_at, updated_at
FROM contacts_retention_rule ORDER BY name;

-- name: find-retention-rule
SELECT id, name, category, source, event, term_days, action, active, version, created_at, updated_at
FROM contacts_retention_rule WHERE id = :id;

-- name: retention-rule-of-name
SELECT id FROM contacts_retention_rule WHERE name = :name;

-- name: insert-retention-rule
INSERT INTO contacts_retention_rule
    (id, name, category, source, event, term_days, action, active, version, created_at, updated_at)
VALUES (:id, :name, :category, :source, :event, :term_days, :action, :active, :version, :created_at, :updated_at);

-- name: update-retention-rule
-- :version is the new one; the row must still have the one before.
UPDATE contacts_retention_rule
SET name = :name, category = :category, source = :source, event = :event, term_days = :term_days, action = :action,
    active = :active, version = :version, updated_at = :updated_at
WHERE id = :id AND version = :version - 1;

-- name: delete-retention-rule
DELETE FROM contacts_retention_rule WHERE id = :id;

-- name: insert-retention-run
INSERT INTO contacts_retention_run
    (id, rule_id, rule_version, dry, state, started_by, started_at, finished_at, report)
VALUES (:id, :rule_id, :rule_version, :dry, :state, :started_by, :started_at, :finished_at, :report);

-- name: update-retention-run
UPDATE contacts_retention_run SET state = :state, finished_at = :finished_at, report = :report WHERE id = :id;

-- name: give-up-retention-runs
-- Whose job failed or was cancelled: an earlier run of the rule, or one that began long ago.
UPDATE contacts_retention_run SET state = 'stopped', finished_at = :finished_at
WHERE state = 'running' AND ((rule_id = :rule_id AND dry = :dry) OR started_at < :before);

-- name: retention-runs
SELECT id, rule_id, rule_version, dry, state, started_by, started_at, finished_at, report
FROM contacts_retention_run WHERE rule_id = :rule_id AND id < :before ORDER BY id DESC LIMIT :limit;

-- name: retention-dry-runs
SELECT COUNT(*) FROM contacts_retention_run
WHERE rule_id = :rule_id AND rule_version = :rule_version AND dry = 1 AND state = 'done';

-- name: retention-candidates
-- Who was there and unchanged long enough to be asked about; the rest is decided person by person.
SELECT id FROM contacts_contact
WHERE id > :after AND created_at <= :before
  AND NOT EXISTS (SELECT 1 FROM contacts_erased e WHERE e.contact_id = contacts_contact.id)
  AND NOT EXISTS (SELECT 1 FROM contacts_alias a WHERE a.contact_id = contacts_contact.id)
ORDER BY id LIMIT :limit;

-- name: count-postcode-area
SELECT COUNT(*) FROM (SELECT id FROM contacts_contact
    WHERE country = :country AND postcode >= :low AND postcode < :high LIMIT :limit) AS area;

-- name: newest-objection
SELECT COALESCE(MAX(created_at), 0) FROM contacts_suppression
WHERE contact_id = :contact_id AND kind = 'objection' AND channel = 'all';

-- name: consents-standing
SELECT COUNT(*) FROM contacts_consent_state WHERE contact_id = :contact_id AND given = 1;

-- name: newest-withdrawal
SELECT COALESCE(MAX(at), 0) FROM contacts_consent_state WHERE contact_id = :contact_id AND given = 0;

-- name: insert-hold
INSERT INTO contacts_hold (id, contact_id, reason, made_by, made_at, released_by, released_at)
VALUES (:id, :contact_id, :reason, :made_by, :made_at, :released_by, :released_at);

-- name: find-hold
SELECT id, contact_id, reason, made_by, made_at, released_by, released_at FROM contacts_hold WHERE id = :id;

-- name: holds-of
SELECT id, contact_id, reason, made_by, made_at, released_by, released_at FROM contacts_hold
WHERE contact_id = :contact_id ORDER BY id;

-- name: release-hold
UPDATE contacts_hold SET released_by = :released_by, released_at = :released_at WHERE id = :id AND released_at IS NULL;
