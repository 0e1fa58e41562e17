-- What a mandate is good for depends on the day; `state` is filled in by who reads it.

-- name: insert-mandate
INSERT INTO fulfilment_mandate (id, contact_id, reference, iban, holder, signed_on, kind, last_used_on, created_at, created_by,
    withdrawn_at, withdrawn_by, version)
VALUES (:id, :contact_id, :reference, :iban, :holder, :signed_on, :kind, :last_used_on, :created_at, :created_by, NULL, '', 1)

-- name: count-mandates-of-reference
SELECT COUNT(*) FROM fulfilment_mandate WHERE reference = :reference

-- name: lock-mandate
UPDATE fulfilment_mandate SET version = version + 1 WHERE id = :id

-- name: withdraw-mandate
UPDATE fulfilment_mandate SET withdrawn_at = :withdrawn_at, withdrawn_by = :withdrawn_by WHERE id = :id

-- name: find-mandate
SELECT id, contact_id, reference, iban, holder, signed_on, kind, 'active' AS state, last_used_on, created_at, created_by, withdrawn_at,
    withdrawn_by, version
FROM fulfilment_mandate WHERE id = :id

-- name: find-mandate-by-reference
SELECT id, contact_id, reference, iban, holder, signed_on, kind, 'active' AS state, last_used_on, created_at, created_by, withdrawn_at,
    withdrawn_by, version
FROM fulfilment_mandate WHERE reference = :reference

-- name: mandates-of-contact
SELECT id, contact_id, reference, iban, holder, signed_on, kind, 'active' AS state, last_used_on, created_at, created_by, withdrawn_at,
    withdrawn_by, version
FROM fulfilment_mandate WHERE contact_id = :contact_id ORDER BY id DESC

-- name: mandate-timeline
SELECT id, created_at AS at, reference AS title, '' AS detail, NULL AS campaign_id
FROM fulfilment_mandate WHERE contact_id = :contact_id ORDER BY id

-- name: end-mandates-of-contact
UPDATE fulfilment_mandate SET withdrawn_at = :withdrawn_at, withdrawn_by = :withdrawn_by, version = version + 1
WHERE contact_id = :contact_id AND withdrawn_at IS NULL

-- name: erase-mandates
UPDATE fulfilment_mandate SET iban = '', holder = '' WHERE contact_id = :contact_id AND iban <> ''

-- Asked by `rejoinder verify`.

-- name: every-mandate
SELECT id, contact_id, reference, iban, holder, signed_on, kind, 'active' AS state, last_used_on, created_at, created_by, withdrawn_at,
    withdrawn_by, version
FROM fulfilment_mandate
