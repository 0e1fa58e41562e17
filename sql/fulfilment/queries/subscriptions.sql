-- name: insert-subscription
INSERT INTO fulfilment_subscription (id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every,
    period, anchor_day, next_day, wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by,
    updated_at, turns, version)
VALUES (:id, :response_id, :reference, :contact_id, :campaign_id, :cell_id, :segment, :currency, :state, :every, :period,
    :anchor_day, :next_day, :wake_day, :delivered, :deliveries, :until_day, :held_by, :held_until, :reason, :note, :made_at,
    :made_by, :updated_at, 0, :version)

-- name: lock-subscription
UPDATE fulfilment_subscription SET turns = turns + 1 WHERE id = :id

-- name: update-subscription
UPDATE fulfilment_subscription SET state = :state, every = :every, period = :period, anchor_day = :anchor_day, next_day = :next_day,
    wake_day = :wake_day, delivered = :delivered, deliveries = :deliveries, until_day = :until_day, held_by = :held_by,
    held_until = :held_until, reason = :reason, updated_at = :updated_at, version = :version
WHERE id = :id

-- name: set-subscription-currency
UPDATE fulfilment_subscription SET currency = :currency WHERE id = :id

-- name: find-subscription
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription WHERE id = :id

-- name: find-subscription-by-reference
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription WHERE reference = :reference

-- name: newest-subscriptions
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: newest-subscriptions-in-state
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit

-- name: newest-subscriptions-of-campaign
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription
WHERE campaign_id = :campaign_id AND id < :before AND (:state = '' OR state = :state) ORDER BY id DESC LIMIT :limit

-- name: subscriptions-of-contact
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, currency, state, every, period, anchor_day, next_day,
    wake_day, delivered, deliveries, until_day, held_by, held_until, reason, note, made_at, made_by, updated_at, version
FROM fulfilment_subscription WHERE contact_id = :contact_id ORDER BY id DESC

-- name: subscription-of-order
SELECT s.id, s.response_id, s.reference, s.contact_id, s.campaign_id, s.cell_id, s.segment, s.currency, s.state, s.every, s.period,
    s.anchor_day, s.next_day, s.wake_day, s.delivered, s.deliveries, s.until_day, s.held_by, s.held_until, s.reason, s.note, s.made_at,
    s.made_by, s.updated_at, s.version
FROM fulfilment_delivery d JOIN fulfilment_subscription s ON s.id = d.subscription_id WHERE d.order_id = :order_id

-- name: due-subscriptions
SELECT id FROM fulfilment_subscription WHERE wake_day <= :today AND id > :after ORDER BY id LIMIT :limit

-- name: subscriptions-of-response
SELECT id FROM fulfilment_subscription WHERE response_id = :response_id ORDER BY id

-- name: insert-subscription-line
INSERT INTO fulfilment_subscription_line (subscription_id, position, item_id, quantity, unit_price_minor)
VALUES (:subscription_id, :position, :item_id, :quantity, :unit_price_minor)

-- name: drop-subscription-lines
DELETE FROM fulfilment_subscription_line WHERE subscription_id = :subscription_id

-- name: lines-of-subscription
SELECT l.position, i.sku, i.name, l.quantity, l.unit_price_minor
FROM fulfilment_subscription_line l JOIN fulfilment_item i ON i.id = l.item_id
WHERE l.subscription_id = :subscription_id ORDER BY l.position

-- name: insert-delivery
INSERT INTO fulfilment_delivery (subscription_id, number, due_day, order_id, made_at)
VALUES (:subscription_id, :number, :due_day, :order_id, :made_at)

-- name: deliveries-of-subscription
SELECT d.number, d.due_day, d.order_id, o.state, o.held, o.currency, o.value_minor, d.made_at
FROM fulfilment_delivery d JOIN fulfilment_order o ON o.id = d.order_id
WHERE d.subscription_id = :subscription_id ORDER BY d.number

-- name: orders-of-subscription
SELECT order_id FROM fulfilment_delivery WHERE subscription_id = :subscription_id ORDER BY number

-- name: count-credit-holds
SELECT COUNT(*) FROM fulfilment_order o JOIN fulfilment_hold h ON h.order_id = o.id
WHERE o.contact_id = :contact_id AND o.held = 1 AND h.released_at IS NULL AND h.reason IN ('creditCheck', 'creditRefused')

-- name: subscriptions-by-state
SELECT s.state, COUNT(*) AS subscriptions, SUM(s.delivered) AS deliveries
FROM fulfilment_subscription s WHERE s.campaign_id = :campaign_id GROUP BY s.state ORDER BY s.state

-- name: subscription-timeline
SELECT id, made_at AS at, '' AS title, state AS detail, campaign_id FROM fulfilment_subscription WHERE contact_id = :contact_id ORDER BY id

-- name: erase-subscriptions
UPDATE fulfilment_subscription SET state = CASE WHEN state IN ('active', 'held') THEN 'cancelled' ELSE state END, next_day = NULL,
    wake_day = NULL, held_by = 'nobody', held_until = NULL, reason = '', note = '', version = version + 1
WHERE contact_id = :contact_id AND (state IN ('active', 'held') OR note <> '' OR reason <> '')

-- Asked by `rejoinder verify`.

-- name: count-wrong-subscriptions
SELECT COUNT(*) FROM fulfilment_subscription s LEFT JOIN (SELECT subscription_id, COUNT(*) AS orders, MAX(number) AS newest
    FROM fulfilment_delivery GROUP BY subscription_id) d ON d.subscription_id = s.id
WHERE s.delivered <> COALESCE(d.orders, 0) OR s.delivered <> COALESCE(d.newest, 0)
    OR (s.state = 'active' AND (s.next_day IS NULL OR s.wake_day IS NULL OR s.wake_day <> s.next_day))
    OR (s.state IN ('ended', 'cancelled') AND (s.next_day IS NOT NULL OR s.wake_day IS NOT NULL))
    OR (s.state = 'held' AND s.held_by = 'nobody') OR (s.state <> 'held' AND s.held_by <> 'nobody')
