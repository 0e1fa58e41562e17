-- name: insert-import
INSERT INTO contacts_import
    (id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
     updated, unchanged, failed, created_at, finished_at, request_key, version, created_by, first_id, last_id,
     duplicates_sure, duplicates_perhaps, removed, restored, kept, undos, undone_by, undone_at)
VALUES
    (:id, :file_name, :stored_as, :file_bytes, :file_hash, :settings, :columns, :state, :reason, :operation_id, :records,
     :created, :updated, :unchanged, :failed, :created_at, :finished_at, :request_key, :version, :created_by, :first_id,
     :last_id, :duplicates_sure, :duplicates_perhaps, :removed, :restored, :kept, :undos, :undone_by, :undone_at);

-- name: find-import
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key, version, created_by, first_id, last_id,
       duplicates_sure, duplicates_perhaps, removed, restored, kept, undos, undone_by, undone_at
FROM contacts_import WHERE id = :id;

-- name: import-of-request
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key, version, created_by, first_id, last_id,
       duplicates_sure, duplicates_perhaps, removed, restored, kept, undos, undone_by, undone_at
FROM contacts_import WHERE request_key = :request_key;

-- name: page-imports
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key, version, created_by, first_id, last_id,
       duplicates_sure, duplicates_perhaps, removed, restored, kept, undos, undone_by, undone_at
FROM contacts_import WHERE id < :before ORDER BY id DESC LIMIT :limit;

-- name: imports-of-file
-- What was taken back or never done does not count.
SELECT COUNT(*) FROM contacts_import WHERE file_hash = :file_hash AND state IN ('queued', 'running', 'finished', 'stopped');

-- name: set-import-operation
UPDATE contacts_import SET operation_id = :operation_id WHERE id = :id;

-- name: change-import
-- :version is the new one; the row must still have the one before and nothing must have been done.
UPDATE contacts_import
SET settings = :settings, columns = :columns, state = :state, reason = :reason, records = :records, created = :created,
    updated = :updated, unchanged = :unchanged, failed = :failed, duplicates_sure = :duplicates_sure,
    duplicates_perhaps = :duplicates_perhaps, version = :version
WHERE id = :id AND version = :version - 1 AND state IN ('draft', 'checking', 'checked');

-- name: update-import-progress
-- An import that is taken back goes no further.
UPDATE contacts_import
SET state = :state, reason = :reason, records = :records, created = :created, updated = :updated, unchanged = :unchanged,
    failed = :failed, first_id = :first_id, last_id = :last_id, finished_at = :finished_at
WHERE id = :id AND state IN ('queued', 'running');

-- name: update-import-check
UPDATE contacts_import
SET state = :state, reason = :reason, records = :records, created = :created, updated = :updated, unchanged = :unchanged,
    failed = :failed, duplicates_sure = :duplicates_sure, duplicates_perhaps = :duplicates_perhaps
WHERE id = :id AND state = 'checking' AND version = :version;

-- name: start-import
-- What was looked at is what begins: nobody changed the settings meanwhile.
UPDATE contacts_import
SET state = 'queued', reason = '', records = 0, created = 0, updated = 0, unchanged = 0, failed = 0, version = version + 1
WHERE id = :id AND version = :version AND state IN ('draft', 'checking', 'checked');

-- name: start-import-undo
UPDATE contacts_import
SET state = 'undoing', undos = undos + 1, kept = 0, undone_by = :undone_by, version = version + 1
WHERE id = :id AND state IN ('queued', 'running', 'finished', 'stopped', 'undoing', 'undone');

-- name: update-import-undo
UPDATE contacts_import
SET state = :state, removed = :removed, restored = :restored, kept = :kept, undone_at = :undone_at
WHERE id = :id AND state = 'undoing' AND undos = :undos;

-- name: take-draft
UPDATE contacts_import SET version = version + 1 WHERE id = :id AND state IN ('draft', 'checking', 'checked');

-- name: delete-import
DELETE FROM contacts_import WHERE id = :id;

-- name: old-drafts
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key, version, created_by, first_id, last_id,
       duplicates_sure, duplicates_perhaps, removed, restored, kept, undos, undone_by, undone_at
FROM contacts_import WHERE state IN ('draft', 'checking', 'checked') AND created_at < :before ORDER BY id LIMIT 100;

-- name: insert-import-error
INSERT INTO contacts_import_error (import_id, line, seq, code, field, message, fields)
VALUES (:import_id, :line, :seq, :code, :field, :message, :fields);

-- name: import-errors
SELECT /*many*/ import_id, line, seq, code, field, message, fields FROM contacts_import_error
WHERE import_id = :import_id ORDER BY line, seq;

-- name: some-import-errors
SELECT import_id, line, seq, code, field, message, fields FROM contacts_import_error
WHERE import_id = :import_id ORDER BY line, seq LIMIT :limit;

-- name: delete-import-errors
DELETE FROM contacts_import_error WHERE import_id = :import_id;

-- name: stored-files
SELECT stored_as AS text FROM contacts_import WHERE state IN ('draft', 'checking', 'checked', 'queued', 'running');

-- name: imports-that-do-not-add-up
SELECT COUNT(*) FROM contacts_import i
WHERE i.state IN ('finished', 'stopped', 'undone')
  AND (i.records <> i.created + i.updated + i.unchanged + i.failed
       OR i.failed <> (SELECT COUNT(DISTINCT e.line) FROM contacts_import_error e WHERE e.import_id = i.id));

-- name: insert-import-change
INSERT INTO contacts_import_change (import_id, contact_id, version_after, version_before, version_undone, fields)
VALUES (:import_id, :contact_id, :version_after, :version_before, :version_undone, :fields);

-- name: changed-by-import
SELECT DISTINCT contact_id FROM contacts_import_change
WHERE import_id = :import_id AND contact_id > :after ORDER BY contact_id LIMIT :limit;

-- name: changes-between
SELECT /*many*/ import_id, contact_id, version_after, version_before, version_undone, fields
FROM contacts_import_change WHERE contact_id >= :low AND contact_id <= :high
ORDER BY contact_id, version_after;

-- name: set-change-undone
UPDATE contacts_import_change SET version_undone = :version_undone WHERE import_id = :import_id AND contact_id = :contact_id;

-- name: made-by-import
SELECT id, version FROM contacts_contact
WHERE id > :after AND id <= :last AND import_id = :import_id ORDER BY id LIMIT :limit;

-- name: insert-import-kept
INSERT INTO contacts_import_kept (import_id, contact_id, code, detail) VALUES (:import_id, :contact_id, :code, :detail);

-- name: import-kept
SELECT /*many*/ import_id, contact_id, code, detail FROM contacts_import_kept
WHERE import_id = :import_id ORDER BY contact_id, code;

-- name: import-kept-reasons
SELECT code, COUNT(*) AS contacts FROM contacts_import_kept WHERE import_id = :import_id GROUP BY code ORDER BY code;

-- name: delete-import-kept
DELETE FROM contacts_import_kept WHERE import_id = :import_id;

-- name: origins-of-contact
-- The files a person came from: the one that made it and those that changed it and were not taken back.
SELECT i.id AS import_id, i.file_name, i.created_at, i.created_by, i.settings, i.state, 'created' AS did
FROM contacts_contact c JOIN contacts_import i ON i.id = c.import_id WHERE c.id = :contact_id
UNION ALL
SELECT i.id AS import_id, i.file_name, i.created_at, i.created_by, i.settings, i.state, 'updated' AS did
FROM contacts_import i JOIN
    (SELECT DISTINCT import_id FROM contacts_import_change WHERE contact_id = :contact_id AND version_undone = 0) x
    ON x.import_id = i.id
ORDER BY import_id, did;

-- name: insert-profile
INSERT INTO contacts_import_profile (id, name, settings, version, created_at, updated_at)
VALUES (:id, :name, :settings, :version, :created_at, :updated_at);

-- name: update-profile
UPDATE contacts_import_profile SET name = :name, settings = :settings, version = :version, updated_at = :updated_at
WHERE id = :id AND version = :version - 1;

-- name: find-profile
SELECT id, name, settings, version, created_at, updated_at FROM contacts_import_profile WHERE id = :id;

-- name: page-profiles
SELECT id, name, settings, version, created_at, updated_at FROM contacts_import_profile
WHERE id > :after ORDER BY id LIMIT :limit;

-- name: delete-profile
DELETE FROM contacts_import_profile WHERE id = :id;
