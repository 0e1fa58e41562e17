-- name: insert-batch
INSERT INTO channel_scan_batch (id, name, type_key, campaign_id, pages_expected, day_key, created_at, created_by, version)
VALUES (:id, :name, :type, :campaign_id, :pages_expected, :day_key, :created_at, :created_by, 1)

-- name: find-batch
SELECT id, name, type_key AS type, campaign_id, pages_expected, created_at, created_by, version
FROM channel_scan_batch WHERE id = :id

-- name: batch-of-day
SELECT id FROM channel_scan_batch WHERE day_key = :day_key

-- name: list-batches
SELECT id, name, type_key AS type, campaign_id, pages_expected, created_at, created_by, version
FROM channel_scan_batch WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: change-batch
UPDATE channel_scan_batch SET name = :name, pages_expected = :pages_expected, version = version + 1 WHERE id = :id

-- name: files-of-batch
SELECT id, name, bytes, pages, finished, received_at FROM channel_scan_file WHERE batch_id = :batch_id ORDER BY id

-- name: count-pages
SELECT state, COUNT(*) AS pages FROM channel_scan_page WHERE batch_id = :batch_id GROUP BY state

-- name: insert-file
INSERT INTO channel_scan_file (id, batch_id, digest, name, content_type, bytes, pages, finished, received_at)
VALUES (:id, :batch_id, :digest, :name, :content_type, :bytes, 1, 0, :received_at)

-- name: find-file
SELECT id, batch_id, content_type, pages, finished, received_at FROM channel_scan_file WHERE id = :id

-- name: find-file-by-digest
SELECT id, batch_id, content_type, pages, finished, received_at FROM channel_scan_file WHERE digest = :digest

-- name: set-file-pages
UPDATE channel_scan_file SET pages = :pages WHERE id = :id

-- name: finish-file
UPDATE channel_scan_file SET finished = 1 WHERE id = :id

-- name: insert-content
INSERT INTO channel_scan_content (owner_id, part, content) VALUES (:owner_id, :part, :content)

-- name: find-content
SELECT content FROM channel_scan_content WHERE owner_id = :owner_id AND part = :part

-- name: delete-content
DELETE FROM channel_scan_content WHERE owner_id = :owner_id

-- name: insert-page
INSERT INTO channel_scan_page (id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id,
    clearing_version, contact_id, content_type, read_at)
VALUES (:id, :batch_id, :file_id, :number, :state, :reason, :code, :boxes, :response_id, :clearing_id,
    :clearing_version, :contact_id, :content_type, :read_at)

-- name: find-page
SELECT id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id, clearing_version, contact_id,
    content_type, read_at
FROM channel_scan_page WHERE id = :id

-- name: find-page-of-file
SELECT id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id, clearing_version, contact_id,
    content_type, read_at
FROM channel_scan_page WHERE file_id = :file_id AND number = :number

-- name: find-page-of-clearing
SELECT id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id, clearing_version, contact_id,
    content_type, read_at
FROM channel_scan_page WHERE clearing_id = :clearing_id

-- name: list-pages
SELECT id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id, clearing_version, contact_id,
    content_type, read_at
FROM channel_scan_page
WHERE batch_id = :batch_id AND (:any_state = 1 OR state = :state) AND id > :after
ORDER BY id LIMIT :limit

-- name: decide-page
UPDATE channel_scan_page SET state = :state, response_id = :response_id, contact_id = :contact_id,
    clearing_version = :clearing_version
WHERE id = :id

-- name: forget-picture
UPDATE channel_scan_page SET content_type = '', code = '', boxes = '[]' WHERE id = :id

-- name: pages-of-contact
SELECT id, batch_id, file_id, number, state, reason, code, boxes, response_id, clearing_id, clearing_version, contact_id,
    content_type, read_at
FROM channel_scan_page WHERE contact_id = :contact_id AND id > :after ORDER BY id LIMIT 500

-- name: pages-without-person
SELECT p.id, p.batch_id, p.file_id, p.number, p.state, p.reason, p.code, p.boxes, p.response_id, p.clearing_id,
    p.clearing_version, p.contact_id, p.content_type, p.read_at
FROM channel_scan_page p
WHERE p.contact_id IS NULL AND p.state = 'rejected' AND p.read_at < :before
    AND EXISTS (SELECT 1 FROM channel_scan_content c WHERE c.owner_id = p.id OR c.owner_id = p.file_id)
    AND EXISTS (SELECT 1 FROM channel_scan_file f WHERE f.id = p.file_id AND f.finished = 1)
ORDER BY p.id LIMIT :limit

-- name: turned-away
SELECT read_at - read_at % 86400000000 AS day_begin, COUNT(*) AS pages FROM channel_scan_page
WHERE state = 'rejected' AND clearing_id IS NULL AND read_at >= :since AND read_at < :until
GROUP BY read_at - read_at % 86400000000 ORDER BY 1

-- name: count-unreadable
SELECT COUNT(*) FROM channel_scan_page WHERE file_id = :file_id AND reason = 'channel-scan.unreadable'

-- name: count-forgotten
SELECT COUNT(*) FROM channel_scan_page
WHERE file_id = :file_id AND content_type = '' AND reason <> 'channel-scan.unreadable'

-- name: file-finished
SELECT finished FROM channel_scan_file WHERE id = :id

-- name: count-incomplete-files
SELECT COUNT(*) FROM channel_scan_file f
WHERE f.finished = 1 AND f.pages <> (SELECT COUNT(*) FROM channel_scan_page p WHERE p.file_id = f.id)

-- name: count-pages-nowhere
SELECT COUNT(*) FROM channel_scan_page
WHERE (state IN ('captured', 'duplicate') AND response_id IS NULL) OR (state = 'clearing' AND clearing_id IS NULL)
