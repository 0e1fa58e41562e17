-- name: insert-order-payment
INSERT INTO fulfilment_order_payment (order_id, kind, reference) VALUES (:order_id, :kind, :reference)

-- name: drop-order-payment
DELETE FROM fulfilment_order_payment WHERE order_id = :order_id

-- name: payment-of-order
SELECT kind, reference FROM fulfilment_order_payment WHERE order_id = :order_id

-- name: insert-credit-check
INSERT INTO fulfilment_credit_check (id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at,
    answered_at, next_at)
VALUES (:id, :order_id, :revision, :state, :amount_minor, :currency, 0, '', :made_at, NULL, NULL, NULL)

-- name: update-credit-check
UPDATE fulfilment_credit_check SET state = :state, tries = :tries, reason = :reason, asked_at = :asked_at, answered_at = :answered_at,
    next_at = :next_at
WHERE id = :id

-- name: find-credit-check
SELECT id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at, answered_at, next_at
FROM fulfilment_credit_check WHERE id = :id

-- name: newest-credit-check-of-order
SELECT id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at, answered_at, next_at
FROM fulfilment_credit_check WHERE order_id = :order_id ORDER BY revision DESC LIMIT 1

-- name: credit-checks-of-order
SELECT id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at, answered_at, next_at
FROM fulfilment_credit_check WHERE order_id = :order_id ORDER BY revision

-- name: newest-credit-checks
SELECT id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at, answered_at, next_at
FROM fulfilment_credit_check WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: newest-credit-checks-in-state
SELECT id, order_id, revision, state, amount_minor, currency, tries, reason, made_at, asked_at, answered_at, next_at
FROM fulfilment_credit_check WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit

-- name: credit-check-timeline
SELECT c.id, c.made_at AS at, 'creditCheck' AS kind, c.currency, c.state, c.amount_minor, 0 AS number, o.campaign_id
FROM fulfilment_order o JOIN fulfilment_credit_check c ON c.order_id = o.id WHERE o.contact_id = :contact_id ORDER BY c.id

-- name: erase-credit-checks
UPDATE fulfilment_credit_check SET reason = ''
WHERE reason <> '' AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- name: erase-order-payments
UPDATE fulfilment_order_payment SET reference = ''
WHERE reference <> '' AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- Asked by `rejoinder verify`.

-- name: count-wrong-credit-checks
SELECT COUNT(*) FROM fulfilment_hold h LEFT JOIN fulfilment_credit_check c ON c.order_id = h.order_id AND c.state IN ('waiting', 'dropped')
WHERE h.released_at IS NULL AND h.reason = 'creditCheck' AND c.id IS NULL
