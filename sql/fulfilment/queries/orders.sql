-- name: insert-order
INSERT INTO fulfilment_order (id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held,
    currency, value_minor, cost, note, problem, ordered_at, updated_at, version)
VALUES (:id, :response_id, :reference, :contact_id, :campaign_id, :cell_id, :segment, :state, :purchase, :held,
    :currency, :value_minor, :cost, :note, :problem, :ordered_at, :updated_at, :version)

-- name: lock-order
UPDATE fulfilment_order SET version = version + 1, updated_at = :updated_at WHERE id = :id

-- name: update-order
UPDATE fulfilment_order SET state = :state, purchase = :purchase, held = :held, currency = :currency,
    value_minor = :value_minor, cost = :cost
WHERE id = :id

-- name: set-problem
UPDATE fulfilment_order SET problem = :problem WHERE id = :id

-- name: find-order
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE id = :id

-- name: find-order-by-response
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE response_id = :response_id

-- name: find-order-by-reference
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE reference = :reference

-- name: list-orders
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-orders-in-state
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE state = :state AND id > :after ORDER BY id LIMIT :limit

-- name: list-orders-of-campaign
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order
WHERE campaign_id = :campaign_id AND id > :after AND (:state = '' OR state = :state) ORDER BY id LIMIT :limit

-- name: list-orders-of-contact
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order
WHERE contact_id = :contact_id AND id > :after AND (:campaign_id = 0 OR campaign_id = :campaign_id)
    AND (:state = '' OR state = :state)
ORDER BY id LIMIT :limit

-- name: newest-orders
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-orders-in-state
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order WHERE state = :state AND id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-orders-of-campaign
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order
WHERE campaign_id = :campaign_id AND id < :after AND (:state = '' OR state = :state) ORDER BY id DESC LIMIT :limit

-- name: newest-orders-of-contact
SELECT id, response_id, reference, contact_id, campaign_id, cell_id, segment, state, purchase, held, currency, value_minor,
    cost, note, problem, ordered_at, updated_at, version
FROM fulfilment_order
WHERE contact_id = :contact_id AND id < :after AND (:campaign_id = 0 OR campaign_id = :campaign_id)
    AND (:state = '' OR state = :state)
ORDER BY id DESC LIMIT :limit

-- name: insert-line
INSERT INTO fulfilment_line (id, order_id, item_id, stocked, purchase, unit_price_minor, unit_cost, ordered, reserved,
    picked, back_ordered, shipped, cancelled, waiting, role, kit_line_id, per_kit, instead_of_id, house_id)
VALUES (:id, :order_id, :item_id, :stocked, :purchase, :unit_price_minor, :unit_cost, :ordered, :reserved,
    :picked, :back_ordered, :shipped, :cancelled, CASE WHEN :back_ordered > 0 THEN 1 ELSE 0 END,
    :role, :kit_line_id, :per_kit, :instead_of_id, (SELECT house_id FROM fulfilment_item WHERE id = :item_id))

-- name: update-line
UPDATE fulfilment_line SET ordered = :ordered, reserved = :reserved, picked = :picked, back_ordered = :back_ordered, shipped = :shipped,
    cancelled = :cancelled, waiting = CASE WHEN :back_ordered > 0 THEN 1 ELSE 0 END
WHERE id = :id

-- name: lines-of-order
SELECT l.id, l.order_id, l.item_id, i.sku, i.name, i.bin, l.stocked, l.purchase, l.unit_price_minor, l.unit_cost,
    l.ordered, l.reserved, l.picked, l.back_ordered, l.shipped, l.cancelled, l.role, l.kit_line_id, l.per_kit, l.instead_of_id,
    COALESCE(s.sku, '') AS instead_of, i.lots, l.house_id
FROM fulfilment_line l JOIN fulfilment_item i ON i.id = l.item_id LEFT JOIN fulfilment_item s ON s.id = l.instead_of_id
WHERE l.order_id = :order_id ORDER BY l.id

-- name: waiting-lines
SELECT id, order_id FROM fulfilment_line WHERE item_id = :item_id AND waiting = 1 ORDER BY id LIMIT :limit

-- name: newest-reserved-lines
SELECT id, order_id FROM fulfilment_line WHERE item_id = :item_id AND reserved > picked ORDER BY id DESC LIMIT :limit

-- name: insert-shipment
INSERT INTO fulfilment_shipment (id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by)
VALUES (:id, :order_id, :contact_id, :carrier, :tracking_number, :shipped_at, :shipped_by)

-- name: insert-shipment-line
INSERT INTO fulfilment_shipment_line (shipment_id, line_id, quantity) VALUES (:shipment_id, :line_id, :quantity)

-- name: find-shipment
SELECT id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by FROM fulfilment_shipment WHERE id = :id

-- name: list-shipments
SELECT id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by
FROM fulfilment_shipment WHERE id > :after ORDER BY id LIMIT :limit

-- name: list-shipments-of-order
SELECT id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by
FROM fulfilment_shipment WHERE order_id = :order_id AND id > :after ORDER BY id LIMIT :limit

-- name: newest-shipments
SELECT id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by
FROM fulfilment_shipment WHERE id < :after ORDER BY id DESC LIMIT :limit

-- name: newest-shipments-of-order
SELECT id, order_id, contact_id, carrier, tracking_number, shipped_at, shipped_by
FROM fulfilment_shipment WHERE order_id = :order_id AND id < :after ORDER BY id DESC LIMIT :limit

-- name: lines-of-shipment
SELECT s.line_id, i.sku, s.quantity
FROM fulfilment_shipment_line s JOIN fulfilment_line l ON l.id = s.line_id JOIN fulfilment_item i ON i.id = l.item_id
WHERE s.shipment_id = :shipment_id ORDER BY s.line_id
