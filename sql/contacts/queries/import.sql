-- name: insert-import
INSERT INTO contacts_import
    (id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
     updated, unchanged, failed, created_at, finished_at, request_key)
VALUES
    (:id, :file_name, :stored_as, :file_bytes, :file_hash, :settings, :columns, :state, :reason, :operation_id, :records,
     :created, :updated, :unchanged, :failed, :created_at, :finished_at, :request_key);

-- name: find-import
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key
FROM contacts_import WHERE id = :id;

-- name: import-of-request
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key
FROM contacts_import WHERE request_key = :request_key;

-- name: page-imports
SELECT id, file_name, stored_as, file_bytes, file_hash, settings, columns, state, reason, operation_id, records, created,
       updated, unchanged, failed, created_at, finished_at, request_key
FROM contacts_import WHERE id < :before ORDER BY id DESC LIMIT :limit;

-- name: imports-of-file
SELECT COUNT(*) FROM contacts_import WHERE file_hash = :file_hash;

-- name: set-import-operation
UPDATE contacts_import SET operation_id = :operation_id WHERE id = :id;

-- name: update-import-progress
UPDATE contacts_import
SET state = :state, reason = :reason, records = :records, created = :created, updated = :updated, unchanged = :unchanged,
    failed = :failed, finished_at = :finished_at
WHERE id = :id;

-- name: insert-import-error
INSERT INTO contacts_import_error (import_id, line, seq, code, field, message, fields)
VALUES (:import_id, :line, :seq, :code, :field, :message, :fields);

-- name: import-errors
SELECT /*many*/ import_id, line, seq, code, field, message, fields FROM contacts_import_error
WHERE import_id = :import_id ORDER BY line, seq;

-- name: stored-files
SELECT stored_as AS text FROM contacts_import WHERE state IN ('queued', 'running');

-- name: imports-that-do-not-add-up
SELECT COUNT(*) FROM contacts_import i
WHERE i.records <> i.created + i.updated + i.unchanged + i.failed
   OR i.failed <> (SELECT COUNT(DISTINCT e.line) FROM contacts_import_error e WHERE e.import_id = i.id);

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
