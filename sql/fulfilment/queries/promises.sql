-- name: insert-promise
INSERT INTO fulfilment_promise (order_id, due_at, ship_by, waiting, alarmed, notices, answer_by, shipped_at)
VALUES (:order_id, :due_at, :ship_by, 1, 0, 0, NULL, NULL)

-- name: end-promise
UPDATE fulfilment_promise SET waiting = 0, answer_by = NULL, shipped_at = :shipped_at WHERE order_id = :order_id

-- name: find-promise
SELECT order_id, due_at, ship_by, waiting, notices, answer_by, shipped_at FROM fulfilment_promise
WHERE order_id = :order_id

-- name: set-delay
UPDATE fulfilment_promise SET ship_by = :ship_by, notices = :notices, answer_by = :answer_by WHERE order_id = :order_id

-- name: promise-ages
SELECT o.state, CASE WHEN p.due_at < :week_ago THEN 0 WHEN p.due_at < :day_ago THEN 1 WHEN p.due_at < :now THEN 2
    WHEN p.due_at < :soon THEN 3 ELSE 4 END AS age, COUNT(*) AS orders
FROM fulfilment_promise p JOIN fulfilment_order o ON o.id = p.order_id
WHERE p.waiting = 1 GROUP BY o.state, age ORDER BY o.state, age

-- name: kept-promises
SELECT COUNT(*) AS shipped, COALESCE(SUM(CASE WHEN shipped_at <= due_at THEN 1 ELSE 0 END), 0) AS kept
FROM fulfilment_promise WHERE shipped_at >= :since

-- name: list-promises
SELECT p.order_id AS id, o.contact_id, o.state, o.held, o.purchase, o.ordered_at, p.due_at, p.ship_by, p.notices, p.answer_by
FROM fulfilment_promise p JOIN fulfilment_order o ON o.id = p.order_id
WHERE p.waiting = 1 AND (p.due_at > :due OR (p.due_at = :due AND p.order_id > :after)) AND p.due_at < :before
    AND (:state = '' OR o.state = :state)
ORDER BY p.due_at, p.order_id LIMIT :limit

-- name: list-delay-duties
SELECT p.order_id AS id, o.contact_id, o.state, o.held, o.purchase, o.ordered_at, p.due_at, p.ship_by, p.notices, p.answer_by
FROM fulfilment_promise p JOIN fulfilment_order o ON o.id = p.order_id
WHERE p.waiting = 1 AND p.ship_by <= :until ORDER BY p.ship_by, p.order_id LIMIT :limit

-- name: orders-soon-late
SELECT order_id FROM fulfilment_promise WHERE waiting = 1 AND alarmed = 0 AND due_at < :soon
ORDER BY due_at, order_id LIMIT :limit

-- name: mark-alarmed
UPDATE fulfilment_promise SET alarmed = 1 WHERE order_id = :order_id AND alarmed = 0

-- name: orders-without-consent
SELECT order_id FROM fulfilment_promise WHERE waiting = 1 AND answer_by < :today ORDER BY order_id LIMIT :limit

-- name: insert-delay-notice
INSERT INTO fulfilment_delay_notice (id, order_id, number, ship_by, new_day, answer_by, answer, channel, told_at, told_by,
    answered_at, version)
VALUES (:id, :order_id, :number, :ship_by, :new_day, :answer_by, :answer, :channel, :told_at, :told_by, NULL, 1)

-- name: answer-delay-notice
UPDATE fulfilment_delay_notice SET answer = :answer, answered_at = :answered_at, version = version + 1
WHERE id = :id AND version = :version

-- name: find-delay-notice
SELECT id, order_id, number, ship_by, new_day, answer_by, answer, channel, told_at, told_by, answered_at, version
FROM fulfilment_delay_notice WHERE id = :id

-- name: delay-notices-of-order
SELECT id, order_id, number, ship_by, new_day, answer_by, answer, channel, told_at, told_by, answered_at, version
FROM fulfilment_delay_notice WHERE order_id = :order_id ORDER BY number

-- name: delay-mails-of-contact
SELECT n.id FROM fulfilment_order o JOIN fulfilment_delay_notice n ON n.order_id = o.id
WHERE o.contact_id = :contact_id AND n.channel = 'email' ORDER BY n.id

-- name: newest-delay-notices
SELECT id, order_id, number, ship_by, new_day, answer_by, answer, channel, told_at, told_by, answered_at, version
FROM fulfilment_delay_notice WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: count-wrong-promises
SELECT COUNT(*) FROM fulfilment_order o LEFT JOIN fulfilment_promise p ON p.order_id = o.id
WHERE p.order_id IS NULL OR p.waiting <> CASE WHEN o.state IN ('shipped', 'cancelled') THEN 0 ELSE 1 END
    OR (o.state = 'shipped' AND p.shipped_at IS NULL) OR (o.state <> 'shipped' AND p.shipped_at IS NOT NULL)

-- name: count-wrong-delays
SELECT COUNT(*) FROM fulfilment_promise p LEFT JOIN (SELECT order_id, COUNT(*) AS notices, MAX(number) AS newest,
        SUM(CASE WHEN answer = 'awaited' THEN 1 ELSE 0 END) AS awaited
    FROM fulfilment_delay_notice GROUP BY order_id) n ON n.order_id = p.order_id
WHERE p.notices <> COALESCE(n.notices, 0) OR p.notices <> COALESCE(n.newest, 0)
    OR (p.waiting = 1 AND COALESCE(n.awaited, 0) <> CASE WHEN p.answer_by IS NULL THEN 0 ELSE 1 END)
