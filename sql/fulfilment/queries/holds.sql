-- name: insert-hold
INSERT INTO fulfilment_hold (id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version)
VALUES (:id, :order_id, :reason, :note, :held_at, :held_by, NULL, '', '', 1)

-- name: release-hold
UPDATE fulfilment_hold SET released_at = :released_at, released_by = :released_by, release_note = :release_note,
    version = version + 1
WHERE id = :id AND released_at IS NULL

-- name: end-holds
UPDATE fulfilment_hold SET released_at = :released_at, released_by = :released_by, version = version + 1
WHERE order_id = :order_id AND released_at IS NULL

-- name: find-hold
SELECT id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version
FROM fulfilment_hold WHERE id = :id

-- name: open-holds-of-order
SELECT id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version
FROM fulfilment_hold WHERE order_id = :order_id AND released_at IS NULL ORDER BY id

-- name: list-holds-of-order
SELECT id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version
FROM fulfilment_hold WHERE order_id = :order_id AND id > :after ORDER BY id LIMIT :limit

-- name: list-open-holds
SELECT id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version
FROM fulfilment_hold WHERE released_at IS NULL AND id > :after AND (:reason = '' OR reason = :reason) ORDER BY id LIMIT :limit

-- name: count-open-holds
SELECT reason, COUNT(*) AS orders FROM fulfilment_hold WHERE released_at IS NULL GROUP BY reason ORDER BY reason

-- name: let-lines-rest
UPDATE fulfilment_line SET waiting = 0 WHERE order_id = :order_id AND waiting = 1

-- name: let-line-rest
UPDATE fulfilment_line SET waiting = 0 WHERE id = :id

-- name: count-purchases-of-contact
SELECT COUNT(*) FROM fulfilment_order WHERE contact_id = :contact_id AND purchase = 1 AND state <> 'cancelled'

-- name: count-wrong-holds
SELECT COUNT(*) FROM fulfilment_order o LEFT JOIN (SELECT order_id, COUNT(*) AS holds FROM fulfilment_hold
    WHERE released_at IS NULL GROUP BY order_id) h ON h.order_id = o.id
WHERE o.held <> CASE WHEN COALESCE(h.holds, 0) > 0 THEN 1 ELSE 0 END OR (o.state = 'entered' AND o.held = 0)
    OR (o.state IN ('shipped', 'cancelled') AND o.held = 1)
