-- name: insert-order-change
INSERT INTO fulfilment_order_change (id, order_id, kind, line_id, before_text, after_text, note, changed_at, changed_by)
VALUES (:id, :order_id, :kind, :line_id, :before, :after, :note, :changed_at, :changed_by)

-- name: changes-of-order
SELECT c.id, c.order_id, c.kind, c.line_id, COALESCE(i.sku, '') AS sku, c.before_text AS "before", c.after_text AS "after", c.note,
    c.changed_at, c.changed_by
FROM fulfilment_order_change c LEFT JOIN fulfilment_line l ON l.id = c.line_id LEFT JOIN fulfilment_item i ON i.id = l.item_id
WHERE c.order_id = :order_id ORDER BY c.id

-- name: addresses-of-order
SELECT kind, name, address_line2, street, house_number, postcode, city, country
FROM fulfilment_order_address WHERE order_id = :order_id ORDER BY kind

-- name: find-order-address
SELECT kind, name, address_line2, street, house_number, postcode, city, country
FROM fulfilment_order_address WHERE order_id = :order_id AND kind = :kind

-- name: insert-order-address
INSERT INTO fulfilment_order_address (order_id, kind, name, address_line2, street, house_number, postcode, city, country)
VALUES (:order_id, :kind, :name, :address_line2, :street, :house_number, :postcode, :city, :country)

-- name: drop-order-address
DELETE FROM fulfilment_order_address WHERE order_id = :order_id AND kind = :kind

-- name: erase-order-changes
UPDATE fulfilment_order_change SET before_text = CASE WHEN kind IN ('shipTo', 'billTo') THEN '' ELSE before_text END,
    after_text = CASE WHEN kind IN ('shipTo', 'billTo') THEN '' ELSE after_text END, note = ''
WHERE (note <> '' OR (kind IN ('shipTo', 'billTo') AND (before_text <> '' OR after_text <> '')))
    AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- name: erase-hold-notes
UPDATE fulfilment_hold SET note = '', release_note = ''
WHERE (note <> '' OR release_note <> '') AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- name: erase-order-addresses
DELETE FROM fulfilment_order_address WHERE order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)
