-- name: insert-entry
INSERT INTO partners_entry (id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version)
VALUES (
    :id, :source, :entry_key, :digest, :state, :reason, :title, :told, :amount_minor, :currency, :payer_iban,
    :happened_at, :reference_id, :response_id, :contact_id, :piece_id, :campaign_id, :order_id, :capture_reference,
    :reversed_by, :remark, :decided_by, :decided_at, :taken_at, :version)

-- name: update-entry
UPDATE partners_entry SET
    digest = :digest, state = :state, reason = :reason, title = :title, told = :told, amount_minor = :amount_minor,
    currency = :currency, payer_iban = :payer_iban, happened_at = :happened_at, reference_id = :reference_id,
    response_id = :response_id, contact_id = :contact_id, piece_id = :piece_id, campaign_id = :campaign_id,
    order_id = :order_id, capture_reference = :capture_reference, reversed_by = :reversed_by, remark = :remark,
    decided_by = :decided_by, decided_at = :decided_at, version = version + 1
WHERE id = :id AND version = :version

-- name: find-entry
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE id = :id

-- name: find-entry-by-key
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE source = :source AND entry_key = :entry_key

-- name: list-entries
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE state = :state AND (:any_source = 1 OR source = :source) AND id > :after
ORDER BY id LIMIT :limit

-- name: entries-to-erase
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE contact_id = :contact_id AND title <> :erased ORDER BY id LIMIT 200

-- name: entries-of-nobody
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE contact_id IS NULL AND taken_at < :before AND title <> :erased ORDER BY id LIMIT 200

-- name: find-paid
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE reference_id = :reference_id AND amount_minor = :amount_minor AND currency = :currency AND reversed_by IS NULL
    AND state IN ('captured', 'duplicate') ORDER BY id DESC LIMIT 1

-- name: paid-of-order
SELECT id, source, entry_key, digest, state, reason, title, told, amount_minor, currency, payer_iban, happened_at, reference_id,
    response_id, contact_id, piece_id, campaign_id, order_id, capture_reference, reversed_by, remark, decided_by, decided_at,
    taken_at, version
FROM partners_entry WHERE contact_id = :contact_id AND order_id = :order_id AND source = 'payments' AND reference_id IS NULL
    AND amount_minor = :amount_minor AND currency = :currency AND reversed_by IS NULL AND state IN ('captured', 'duplicate')
ORDER BY id DESC LIMIT 100

-- name: insert-telling
INSERT INTO partners_telling (entry_id, digest) VALUES (:entry_id, :digest)

-- name: was-told
SELECT COUNT(*) FROM partners_telling WHERE entry_id = :entry_id AND digest = :digest

-- name: contacts-of-iban
SELECT contact_id AS id FROM partners_entry WHERE payer_iban = :payer_iban AND contact_id IS NOT NULL
GROUP BY contact_id ORDER BY MAX(id) DESC LIMIT 5

-- name: count-entries-nowhere
SELECT COUNT(*) FROM partners_entry WHERE state IN ('captured', 'duplicate') AND contact_id IS NULL

-- name: insert-reference
INSERT INTO partners_reference (id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor,
    payments, issued_at, issued_by)
VALUES (:id, :reference, :piece_id, :order_id, :contact_id, :campaign_id, :amount_minor, :currency, :paid_minor, :payments,
    :issued_at, :issued_by)

-- name: find-reference
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE id = :id

-- name: find-reference-by-text
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE reference = :reference

-- name: find-reference-of-piece
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE piece_id = :piece_id

-- name: find-reference-of-order
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE order_id = :order_id

-- name: list-references
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE id < :before AND (:open_only = 0 OR (amount_minor IS NOT NULL AND paid_minor <> amount_minor))
ORDER BY id DESC LIMIT :limit

-- name: open-references
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE currency = :currency AND amount_minor = :amount_minor AND paid_minor = 0 ORDER BY id DESC LIMIT 5

-- name: reference-of-contact
SELECT id, reference, piece_id, order_id, contact_id, campaign_id, amount_minor, currency, paid_minor, payments, issued_at, issued_by
FROM partners_reference WHERE contact_id = :contact_id ORDER BY id DESC LIMIT 1

-- name: pay-reference
UPDATE partners_reference SET paid_minor = paid_minor + :minor, payments = payments + :times WHERE id = :id

-- name: count-wrong-references
SELECT COUNT(*) FROM partners_reference r WHERE r.paid_minor <> (SELECT COALESCE(SUM(e.amount_minor), 0) FROM partners_entry e
    WHERE e.reference_id = r.id AND e.state IN ('captured', 'duplicate'))

-- name: list-quality
SELECT list_name, mailed, returned, moved, unknown_there, deceased, corrected, emailed, bounced, no_mailbox, counted_at
FROM partners_quality ORDER BY mailed + emailed DESC, list_name LIMIT 1000

-- name: delete-quality
DELETE FROM partners_quality

-- name: insert-quality
INSERT INTO partners_quality (list_name, mailed, returned, moved, unknown_there, deceased, corrected, emailed, bounced,
    no_mailbox, counted_at)
VALUES (:list_name, :mailed, :returned, :moved, :unknown_there, :deceased, :corrected, :emailed, :bounced,
    :no_mailbox, :counted_at)
