-- name: list-files
SELECT id, sku, language, file_name, content_type, bytes, created_at, created_by FROM downloads_file ORDER BY sku, language

-- name: files-of-item
SELECT id, sku, language, file_name, content_type, bytes, created_at, created_by FROM downloads_file
WHERE sku = :sku ORDER BY language

-- name: find-file
SELECT id, sku, language, file_name, content_type, bytes, created_at, created_by FROM downloads_file WHERE id = :id

-- name: insert-file
INSERT INTO downloads_file (id, sku, language, file_name, content_type, bytes, created_at, created_by)
VALUES (:id, :sku, :language, :file_name, :content_type, :bytes, :created_at, :created_by)

-- name: delete-file
DELETE FROM downloads_file WHERE id = :id

-- name: insert-content
INSERT INTO downloads_content (owner_id, part, content) VALUES (:owner_id, :part, :content)

-- name: find-content
SELECT content FROM downloads_content WHERE owner_id = :owner_id AND part = :part

-- name: delete-content
DELETE FROM downloads_content WHERE owner_id = :owner_id

-- name: insert-delivery
INSERT INTO downloads_delivery (id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at,
    downloads, first_at)
VALUES (:id, :order_id, :contact_id, :sku, :name, :language, :state, :mails, :token_hash, :sent_at, :expires_at,
    :downloads, :first_at)

-- name: update-delivery
UPDATE downloads_delivery SET state = :state, language = :language, mails = :mails, token_hash = :token_hash, sent_at = :sent_at,
    expires_at = :expires_at
WHERE id = :id

-- name: lock-delivery
UPDATE downloads_delivery SET mails = mails + 1 WHERE id = :id

-- name: find-delivery
SELECT id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at, downloads, first_at
FROM downloads_delivery WHERE id = :id

-- name: find-delivery-by-token
SELECT id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at, downloads, first_at
FROM downloads_delivery WHERE token_hash = :token_hash

-- name: deliveries-of-order
SELECT id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at, downloads, first_at
FROM downloads_delivery WHERE order_id = :order_id ORDER BY id

-- name: list-deliveries
SELECT id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at, downloads, first_at
FROM downloads_delivery
WHERE id < :before AND (:state = '' OR state = :state) AND (:order_id = 0 OR order_id = :order_id) ORDER BY id DESC LIMIT :limit

-- name: deliveries-of-contact
SELECT id, order_id, contact_id, sku, name, language, state, mails, token_hash, sent_at, expires_at, downloads, first_at
FROM downloads_delivery WHERE contact_id = :contact_id ORDER BY id

-- name: count-download
UPDATE downloads_delivery SET downloads = downloads + 1, first_at = COALESCE(first_at, :at) WHERE id = :id

-- name: erase-deliveries
UPDATE downloads_delivery SET token_hash = NULL, state = 'erased' WHERE contact_id = :contact_id AND state <> 'erased'

-- name: count-links-of-nobody
SELECT COUNT(*) FROM downloads_delivery
WHERE (token_hash IS NULL AND state = 'sent') OR (token_hash IS NOT NULL AND state <> 'sent')
