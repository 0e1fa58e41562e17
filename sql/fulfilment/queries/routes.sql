-- name: insert-route
INSERT INTO fulfilment_route (id, name, kind, response_type, item_id, house_id, approval, approvers, days, assignee, active, version)
VALUES (:id, :name, :kind, :response_type, :item_id, :house_id, :approval, :approvers, :days, :assignee, :active, 1)

-- name: update-route
UPDATE fulfilment_route SET name = :name, approval = :approval, approvers = :approvers, days = :days, assignee = :assignee,
    active = :active, version = version + 1
WHERE id = :id AND version = :version

-- name: find-route
SELECT r.id, r.name, r.kind, r.response_type, r.item_id, COALESCE(i.sku, '') AS sku, r.house_id, r.approval, r.approvers, r.days,
    r.assignee, r.active, r.version
FROM fulfilment_route r LEFT JOIN fulfilment_item i ON i.id = r.item_id WHERE r.id = :id

-- name: list-routes
SELECT r.id, r.name, r.kind, r.response_type, r.item_id, COALESCE(i.sku, '') AS sku, r.house_id, r.approval, r.approvers, r.days,
    r.assignee, r.active, r.version
FROM fulfilment_route r LEFT JOIN fulfilment_item i ON i.id = r.item_id ORDER BY r.response_type, sku, r.id

-- name: routes-of-order
SELECT r.id, r.name, r.kind, r.response_type, r.item_id, COALESCE(i.sku, '') AS sku, r.house_id, r.approval, r.approvers, r.days,
    r.assignee, r.active, r.version
FROM fulfilment_route r LEFT JOIN fulfilment_item i ON i.id = r.item_id
WHERE r.active = 1 AND (r.response_type = '' OR r.response_type = :response_type)
    AND (r.item_id IS NULL OR r.item_id IN (SELECT l.item_id FROM fulfilment_line l WHERE l.order_id = :order_id))
ORDER BY CASE WHEN r.item_id IS NULL THEN 1 ELSE 0 END, r.id

-- name: appointments-of-type
SELECT r.id, r.name, r.kind, r.response_type, r.item_id, '' AS sku, r.house_id, r.approval, r.approvers, r.days,
    r.assignee, r.active, r.version
FROM fulfilment_route r
WHERE r.active = 1 AND r.kind = 'appointment' AND r.item_id IS NULL AND r.response_type = :response_type ORDER BY r.id

-- name: insert-order-route
INSERT INTO fulfilment_order_route (order_id, kind, route_id) VALUES (:order_id, :kind, :route_id)

-- name: find-order-route
SELECT kind FROM fulfilment_order_route WHERE order_id = :order_id

-- name: send-lines-from-house
UPDATE fulfilment_line SET house_id = :house_id
WHERE order_id = :order_id AND stocked = 0 AND role = 'ordered' AND house_id IS NULL AND (:item_id = 0 OR item_id = :item_id)

-- name: insert-appointment
INSERT INTO fulfilment_appointment (id, source, route_id, contact_id, response_id, order_id, state, due_on, assignee, note, made_at,
    done_at, done_by, version)
VALUES (:id, :source, :route_id, :contact_id, :response_id, :order_id, :state, :due_on, :assignee, '', :made_at, NULL, '', 1)

-- name: find-appointment
SELECT a.id, a.route_id, r.name AS route, a.contact_id, a.response_id, a.order_id, a.state, a.due_on, a.assignee, a.note, a.made_at,
    a.done_at, a.done_by, a.version
FROM fulfilment_appointment a JOIN fulfilment_route r ON r.id = a.route_id WHERE a.id = :id

-- name: list-appointments
SELECT a.id, a.route_id, r.name AS route, a.contact_id, a.response_id, a.order_id, a.state, a.due_on, a.assignee, a.note, a.made_at,
    a.done_at, a.done_by, a.version
FROM fulfilment_appointment a JOIN fulfilment_route r ON r.id = a.route_id
WHERE a.state = :state AND (:assignee = '' OR a.assignee = :assignee) ORDER BY a.due_on, a.id LIMIT :limit

-- name: set-appointment
UPDATE fulfilment_appointment SET state = :state, due_on = :due_on, assignee = :assignee, note = :note, done_at = :done_at,
    done_by = :done_by, version = version + 1
WHERE id = :id AND version = :version

-- name: appointments-of-response
SELECT id FROM fulfilment_appointment WHERE response_id = :response_id AND state IN ('waiting', 'open') ORDER BY id

-- name: appointments-of-order
SELECT id FROM fulfilment_appointment WHERE order_id = :order_id AND state IN ('waiting', 'open') ORDER BY id

-- name: open-appointments-of-contact
SELECT id FROM fulfilment_appointment WHERE contact_id = :contact_id AND state IN ('waiting', 'open') ORDER BY id

-- name: orders-to-approve-of-contact
SELECT DISTINCT order_id FROM fulfilment_approval
WHERE contact_id = :contact_id AND state = 'waiting' AND order_id IS NOT NULL ORDER BY order_id

-- name: approval-timeline
SELECT a.id, COALESCE(a.decided_at, a.asked_at) AS at, r.name AS title, a.reason AS detail, o.campaign_id
FROM fulfilment_approval a JOIN fulfilment_route r ON r.id = a.route_id LEFT JOIN fulfilment_order o ON o.id = a.order_id
WHERE a.contact_id = :contact_id ORDER BY a.id

-- name: insert-approval
INSERT INTO fulfilment_approval (id, route_id, contact_id, order_id, appointment_id, state, approvers, asked_at, decided_at,
    decided_by, reason, version)
VALUES (:id, :route_id, :contact_id, :order_id, :appointment_id, 'waiting', :approvers, :asked_at, NULL, '', '', 1)

-- name: find-approval
SELECT a.id, a.route_id, r.name AS route, r.kind, a.contact_id, a.order_id, a.appointment_id, a.state, CASE WHEN a.state = 'waiting' THEN r.approvers ELSE a.approvers END AS approvers, a.asked_at,
    a.decided_at, a.decided_by, a.reason, a.version
FROM fulfilment_approval a JOIN fulfilment_route r ON r.id = a.route_id WHERE a.id = :id

-- name: waiting-approvals
SELECT a.id, a.route_id, r.name AS route, r.kind, a.contact_id, a.order_id, a.appointment_id, a.state, CASE WHEN a.state = 'waiting' THEN r.approvers ELSE a.approvers END AS approvers, a.asked_at,
    a.decided_at, a.decided_by, a.reason, a.version
FROM fulfilment_approval a JOIN fulfilment_route r ON r.id = a.route_id
WHERE a.state = 'waiting' AND a.id > :after ORDER BY a.id LIMIT :limit

-- name: decided-approvals
SELECT a.id, a.route_id, r.name AS route, r.kind, a.contact_id, a.order_id, a.appointment_id, a.state, a.approvers, a.asked_at,
    a.decided_at, a.decided_by, a.reason, a.version
FROM fulfilment_approval a JOIN fulfilment_route r ON r.id = a.route_id
WHERE a.state <> 'waiting' AND a.id < :before ORDER BY a.id DESC LIMIT :limit

-- name: decide-approval
UPDATE fulfilment_approval SET state = :state, decided_at = :decided_at, decided_by = :decided_by, reason = :reason, version = version + 1
WHERE id = :id AND state = 'waiting' AND version = :version

-- name: drop-approvals
UPDATE fulfilment_approval SET state = 'dropped', decided_at = :decided_at, decided_by = :decided_by, version = version + 1
WHERE order_id = :order_id AND state = 'waiting'

-- name: drop-approvals-of-appointment
UPDATE fulfilment_approval SET state = 'dropped', decided_at = :decided_at, decided_by = :decided_by, version = version + 1
WHERE appointment_id = :appointment_id AND state = 'waiting'

-- name: count-waiting-approvals
SELECT COUNT(*) FROM fulfilment_approval WHERE order_id = :order_id AND state = 'waiting'

-- name: erase-approval-reasons
UPDATE fulfilment_approval SET reason = '' WHERE contact_id = :contact_id AND reason <> ''

-- name: erase-appointment-notes
UPDATE fulfilment_appointment SET note = '' WHERE contact_id = :contact_id AND note <> ''

-- name: appointment-timeline
SELECT a.id, a.made_at AS at, r.name AS title, a.due_on AS detail, o.campaign_id
FROM fulfilment_appointment a JOIN fulfilment_route r ON r.id = a.route_id LEFT JOIN fulfilment_order o ON o.id = a.order_id
WHERE a.contact_id = :contact_id ORDER BY a.id

-- name: count-wrong-approvals
SELECT COUNT(*) FROM fulfilment_approval a LEFT JOIN fulfilment_order o ON o.id = a.order_id
LEFT JOIN fulfilment_appointment p ON p.id = a.appointment_id
WHERE a.state = 'waiting' AND ((a.order_id IS NOT NULL AND o.held = 0) OR (a.appointment_id IS NOT NULL AND p.state <> 'waiting'))
