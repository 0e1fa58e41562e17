-- name: insert-house
INSERT INTO fulfilment_house (id, name, folder, send_at, answer_hours, parcel_cost, piece_cost, mapping, active, sent_on, version)
VALUES (:id, :name, :folder, :send_at, :answer_hours, :parcel_cost, :piece_cost, :mapping, 1, NULL, 1)

-- name: update-house
UPDATE fulfilment_house SET name = :name, folder = :folder, send_at = :send_at, answer_hours = :answer_hours,
    parcel_cost = :parcel_cost, piece_cost = :piece_cost, mapping = :mapping, active = :active, version = version + 1
WHERE id = :id

-- name: house-of-name
SELECT COUNT(*) FROM fulfilment_house WHERE name = :name AND id <> :id

-- name: house-of-folder
SELECT COUNT(*) FROM fulfilment_house WHERE folder = :folder AND id <> :id

-- name: find-house
SELECT id, name, folder, send_at, answer_hours, parcel_cost, piece_cost, mapping, active, sent_on, version
FROM fulfilment_house WHERE id = :id

-- name: list-houses
SELECT id, name, folder, send_at, answer_hours, parcel_cost, piece_cost, mapping, active, sent_on, version
FROM fulfilment_house ORDER BY name, id

-- name: house-figures
SELECT COALESCE(SUM(CASE WHEN waiting = 1 THEN 1 ELSE 0 END), 0) AS away,
    COALESCE(SUM(CASE WHEN waiting = 1 AND answer_by < :now THEN 1 ELSE 0 END), 0) AS late
FROM fulfilment_house_line WHERE house_id = :house_id AND waiting = 1

-- name: lock-house
UPDATE fulfilment_house SET version = version WHERE id = :id

-- name: take-house-day
UPDATE fulfilment_house SET sent_on = :day WHERE id = :id AND (sent_on IS NULL OR sent_on < :day)

-- name: items-of-house
SELECT i.id, i.sku, i.name, i.on_hand, i.reserved, i.on_hand - i.reserved AS available, i.back_ordered
FROM fulfilment_item i WHERE i.house_id = :house_id ORDER BY i.sku

-- name: house-of-item
SELECT COALESCE(house_id, 0) FROM fulfilment_item WHERE id = :id

-- name: set-house-of-item
UPDATE fulfilment_item SET house_id = :house_id WHERE id = :id

-- name: set-house-of-lines
UPDATE fulfilment_line SET house_id = :house_id WHERE item_id = :item_id AND ordered > shipped + cancelled

-- name: place-holds
SELECT COALESCE(SUM(quantity), 0) FROM fulfilment_balance WHERE item_id = :item_id AND location = :location

-- name: picked-of-item
SELECT COALESCE(SUM(picked), 0) FROM fulfilment_line WHERE item_id = :item_id AND picked > 0

-- name: kits-with-item
SELECT COUNT(*) FROM fulfilment_kit_part WHERE item_id = :item_id

-- name: lines-for-house
SELECT l.id, l.order_id, l.role, p.due_at
FROM fulfilment_line l JOIN fulfilment_order o ON o.id = l.order_id JOIN fulfilment_promise p ON p.order_id = o.id
WHERE l.house_id = :house_id AND l.reserved > 0 AND l.reserved > l.picked AND o.held = 0 AND o.state <> 'entered'
ORDER BY p.due_at, l.order_id, l.id LIMIT :limit

-- name: insert-house-file
INSERT INTO fulfilment_house_file (id, house_id, state, orders, line_count, made_at, made_by, handing_at, handed_at, version)
VALUES (:id, :house_id, :state, :orders, :line_count, :made_at, :made_by, NULL, NULL, 1)

-- name: insert-house-line
INSERT INTO fulfilment_house_line (id, file_id, house_id, order_id, line_id, quantity, shipped, refused, address, language, due_at,
    answer_by, waiting, told)
VALUES (:id, :file_id, :house_id, :order_id, :line_id, :quantity, 0, 0, :address, :language, :due_at, :answer_by, 1, 0)

-- name: find-house-file
SELECT f.id, f.house_id, h.name AS house, f.state, f.orders, f.line_count, f.made_at, f.made_by, f.handing_at, f.handed_at, f.version
FROM fulfilment_house_file f JOIN fulfilment_house h ON h.id = f.house_id WHERE f.id = :id

-- name: newest-house-files
SELECT f.id, f.house_id, h.name AS house, f.state, f.orders, f.line_count, f.made_at, f.made_by, f.handing_at, f.handed_at, f.version
FROM fulfilment_house_file f JOIN fulfilment_house h ON h.id = f.house_id
WHERE f.house_id = :house_id AND f.id < :before ORDER BY f.id DESC LIMIT :limit

-- name: house-files-in-state
SELECT f.id, f.house_id, h.name AS house, f.state, f.orders, f.line_count, f.made_at, f.made_by, f.handing_at, f.handed_at, f.version
FROM fulfilment_house_file f JOIN fulfilment_house h ON h.id = f.house_id
WHERE f.state = :state AND h.folder <> '' ORDER BY f.id LIMIT 100

-- name: set-house-file
UPDATE fulfilment_house_file SET state = :state, handing_at = :handing_at, handed_at = :handed_at, version = version + 1
WHERE id = :id AND version = :version

-- name: answered-files
UPDATE fulfilment_house_file SET state = 'handed', handed_at = :now, version = version + 1
WHERE house_id = :house_id AND state <> 'handed'
    AND EXISTS (SELECT 1 FROM fulfilment_house_line l WHERE l.file_id = fulfilment_house_file.id AND l.shipped + l.refused > 0)

-- name: lines-of-house-file
SELECT l.id, l.order_id, l.line_id, i.sku, i.name, l.quantity, l.shipped, l.refused, l.address, l.language, l.due_at, l.answer_by, l.waiting
FROM fulfilment_house_line l JOIN fulfilment_line o ON o.id = l.line_id JOIN fulfilment_item i ON i.id = o.item_id
WHERE l.file_id = :file_id ORDER BY l.due_at, l.order_id, l.id

-- name: waiting-house-lines
SELECT l.id, l.order_id, l.line_id, i.sku, i.name, l.quantity, l.shipped, l.refused, l.address, l.language, l.due_at, l.answer_by, l.waiting
FROM fulfilment_house_line l JOIN fulfilment_line o ON o.id = l.line_id JOIN fulfilment_item i ON i.id = o.item_id
WHERE l.house_id = :house_id AND l.waiting = 1 ORDER BY l.answer_by, l.id LIMIT :limit

-- name: house-lines-of-order
SELECT l.id, l.order_id, l.line_id, i.sku, i.name, l.quantity, l.shipped, l.refused, l.address, l.language, l.due_at, l.answer_by, l.waiting
FROM fulfilment_house_line l JOIN fulfilment_line o ON o.id = l.line_id JOIN fulfilment_item i ON i.id = o.item_id
WHERE l.order_id = :order_id AND l.house_id = :house_id AND l.waiting = 1 ORDER BY l.id

-- name: answer-house-line
UPDATE fulfilment_house_line SET waiting = CASE WHEN shipped + refused + :shipped + :refused < quantity THEN 1 ELSE 0 END,
    shipped = shipped + :shipped, refused = refused + :refused
WHERE id = :id AND waiting = 1

-- name: count-late-houses
SELECT COUNT(*) FROM fulfilment_house_line WHERE waiting = 1 AND told < :today AND answer_by < :now

-- name: tell-late-houses
UPDATE fulfilment_house_line SET told = :today WHERE waiting = 1 AND told < :today AND answer_by < :now

-- name: find-house-answer
SELECT id, house_id, file_name, line_count, applied, again, faults, received_at, received_by
FROM fulfilment_house_answer WHERE id = :id

-- name: house-answer-of-digest
SELECT id, house_id, file_name, line_count, applied, again, faults, received_at, received_by
FROM fulfilment_house_answer WHERE house_id = :house_id AND digest = :digest

-- name: newest-house-answers
SELECT id, house_id, file_name, line_count, applied, again, faults, received_at, received_by
FROM fulfilment_house_answer WHERE house_id = :house_id AND id < :before ORDER BY id DESC LIMIT :limit

-- name: insert-house-answer
INSERT INTO fulfilment_house_answer (id, house_id, digest, file_name, line_count, applied, again, faults, received_at, received_by)
VALUES (:id, :house_id, :digest, :file_name, :line_count, :applied, :again, :faults, :received_at, :received_by)

-- name: insert-house-answer-line
INSERT INTO fulfilment_house_answer_line (answer_id, line_no, entry, state, fault, order_id, sku, quantity, outcome, shipment_id,
    tracking_number, lot, reason)
VALUES (:answer_id, :line_no, :entry, :state, :fault, :order_id, :sku, :quantity, :outcome, :shipment_id, :tracking_number, :lot, :reason)

-- name: lines-of-house-answer
SELECT line_no, state, fault, order_id, sku, quantity, outcome, shipment_id, tracking_number, lot, reason
FROM fulfilment_house_answer_line WHERE answer_id = :answer_id ORDER BY line_no

-- name: count-house-entry
SELECT COUNT(*) FROM fulfilment_house_answer_line WHERE entry = :entry

-- name: insert-house-shipment
INSERT INTO fulfilment_house_shipment (shipment_id, house_id) VALUES (:shipment_id, :house_id)

-- name: set-shipped-at
UPDATE fulfilment_promise SET shipped_at = (SELECT MAX(s.shipped_at) FROM fulfilment_shipment s WHERE s.order_id = :order_id)
WHERE order_id = :order_id AND shipped_at IS NOT NULL

-- name: erase-house-addresses
UPDATE fulfilment_house_line SET address = ''
WHERE address <> '' AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- name: erase-house-reasons
UPDATE fulfilment_house_answer_line SET reason = ''
WHERE reason <> '' AND order_id IN (SELECT id FROM fulfilment_order WHERE contact_id = :contact_id)

-- name: house-timeline
SELECT l.order_id AS id, f.made_at AS at, h.name AS title, '' AS detail, o.campaign_id
FROM fulfilment_order o JOIN fulfilment_house_line l ON l.order_id = o.id JOIN fulfilment_house_file f ON f.id = l.file_id
JOIN fulfilment_house h ON h.id = f.house_id
WHERE o.contact_id = :contact_id GROUP BY l.order_id, f.made_at, h.name, o.campaign_id ORDER BY f.made_at

-- name: count-wrong-house-lines
SELECT COUNT(*) FROM fulfilment_line l LEFT JOIN (SELECT line_id, SUM(quantity - shipped - refused) AS away FROM fulfilment_house_line
    GROUP BY line_id) h ON h.line_id = l.id
WHERE (l.house_id IS NOT NULL AND l.picked <> COALESCE(h.away, 0)) OR (l.house_id IS NULL AND COALESCE(h.away, 0) <> 0)

-- name: count-wrong-house-waiting
SELECT COUNT(*) FROM fulfilment_house_line WHERE waiting <> CASE WHEN shipped + refused < quantity THEN 1 ELSE 0 END

-- name: count-wrong-house-stock
SELECT COUNT(*) FROM fulfilment_item i JOIN fulfilment_balance b ON b.item_id = i.id
WHERE (i.house_id IS NULL AND b.location = 'house' AND b.quantity <> 0)
    OR (i.house_id IS NOT NULL AND b.location = 'stock' AND b.quantity <> 0)
