-- name: insert-file
INSERT INTO partners_file (id, source, form, digest, name, bytes, state, fault, mapping, controls, line_count, received_at,
    received_by, version)
VALUES (:id, :source, :form, :digest, :name, :bytes, :state, '', :mapping, '[]', 0, :received_at, :received_by, 1)

-- name: find-file
SELECT id, source, form, name, bytes, state, fault, mapping, controls, line_count, received_at, received_by, version
FROM partners_file WHERE id = :id

-- name: find-file-by-digest
SELECT id, source, form, name, bytes, state, fault, mapping, controls, line_count, received_at, received_by, version
FROM partners_file WHERE source = :source AND digest = :digest

-- name: list-files
SELECT id, source, form, name, bytes, state, fault, mapping, controls, line_count, received_at, received_by, version
FROM partners_file WHERE (:any_source = 1 OR source = :source) AND id < :before ORDER BY id DESC LIMIT :limit

-- name: map-file
UPDATE partners_file SET mapping = :mapping, state = :state, version = version + 1 WHERE id = :id

-- name: note-controls
UPDATE partners_file SET controls = :controls, line_count = :line_count WHERE id = :id

-- name: end-file
UPDATE partners_file SET state = :state, fault = :fault, version = version + 1 WHERE id = :id

-- name: insert-content
INSERT INTO partners_content (owner_id, part, content) VALUES (:owner_id, :part, :content)

-- name: find-content
SELECT content FROM partners_content WHERE owner_id = :owner_id AND part = :part

-- name: delete-content
DELETE FROM partners_content WHERE owner_id = :owner_id

-- name: insert-line
INSERT INTO partners_line (file_id, number, entry_id, known, reason) VALUES (:file_id, :number, :entry_id, :known, :reason)

-- name: has-line
SELECT COUNT(*) FROM partners_line WHERE file_id = :file_id AND number = :number

-- name: list-lines
SELECT l.number, l.known, l.reason, l.entry_id, e.state, e.title, e.reason AS entry_reason, e.amount_minor, e.currency,
    e.contact_id
FROM partners_line l LEFT JOIN partners_entry e ON e.id = l.entry_id
WHERE l.file_id = :file_id AND l.number > :after ORDER BY l.number LIMIT :limit

-- name: count-lines
SELECT CASE WHEN l.entry_id IS NULL THEN 'refused' WHEN l.known = 1 THEN 'known' ELSE e.state END AS outcome,
    COUNT(*) AS line_count
FROM partners_line l LEFT JOIN partners_entry e ON e.id = l.entry_id
WHERE l.file_id = :file_id
GROUP BY CASE WHEN l.entry_id IS NULL THEN 'refused' WHEN l.known = 1 THEN 'known' ELSE e.state END

-- name: list-profiles
SELECT id, source, name, mapping FROM partners_profile WHERE source = :source ORDER BY name

-- name: find-profile
SELECT id, source, name, mapping FROM partners_profile WHERE id = :id

-- name: find-profile-by-name
SELECT id, source, name, mapping FROM partners_profile WHERE source = :source AND name = :name

-- name: insert-profile
INSERT INTO partners_profile (id, source, name, mapping) VALUES (:id, :source, :name, :mapping)

-- name: change-profile
UPDATE partners_profile SET mapping = :mapping WHERE id = :id

-- name: delete-profile
DELETE FROM partners_profile WHERE id = :id

-- name: count-incomplete-files
SELECT COUNT(*) FROM partners_file f
WHERE f.state = 'read' AND f.line_count <> (SELECT COUNT(*) FROM partners_line l WHERE l.file_id = f.id)

-- name: unread-files
SELECT id FROM partners_file f
WHERE f.state IN ('failed', 'mapping') AND f.received_at < :before
    AND EXISTS (SELECT 1 FROM partners_content c WHERE c.owner_id = f.id) ORDER BY id LIMIT 50
