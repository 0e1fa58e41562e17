-- name: lock-counter
UPDATE fulfilment_counter SET turns = turns + 1 WHERE name = :name

-- name: insert-counter
INSERT INTO fulfilment_counter (name, number, turns) VALUES (:name, 0, 1)

-- name: last-number
SELECT number FROM fulfilment_counter WHERE name = :name

-- name: set-number
UPDATE fulfilment_counter SET number = :number WHERE name = :name

-- name: insert-invoice
INSERT INTO fulfilment_invoice (id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version)
VALUES (:id, :number, :kind, :order_id, :shipment_id, :corrects_id, :contact_id, :campaign_id, :state, :currency, :prices_include_vat, :vat, :net_minor,
    :vat_minor, :total_minor, :paid_minor, :credited_minor, :fees_minor, :reference, :issued_on, :due_on, :deadline, :reminders, :language, :seller,
    :buyer, :note, :created_at, :created_by, :version)

-- name: insert-invoice-line
INSERT INTO fulfilment_invoice_line (invoice_id, position, line_id, sku, name, quantity, unit_price_minor, vat_basis_points)
VALUES (:invoice_id, :position, :line_id, :sku, :name, :quantity, :unit_price_minor, :vat_basis_points)

-- name: lock-invoice
UPDATE fulfilment_invoice SET version = version + 1 WHERE id = :id

-- name: settle-invoice
UPDATE fulfilment_invoice SET state = :state, paid_minor = :paid_minor, credited_minor = :credited_minor,
    fees_minor = :fees_minor, deadline = :deadline, reminders = :reminders
WHERE id = :id

-- name: find-invoice
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE id = :id

-- name: find-invoice-by-reference
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE reference = :reference

-- name: find-invoice-of-shipment
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE shipment_id = :shipment_id

-- name: newest-invoices
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: newest-invoices-in-state
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE state = :state AND id < :before ORDER BY id DESC LIMIT :limit

-- name: invoices-of-order
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE order_id = :order_id ORDER BY id

-- name: newest-invoices-of-contact
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE contact_id = :contact_id AND id < :before AND (:state = '' OR state = :state)
ORDER BY id DESC LIMIT :limit

-- name: credit-notes-of
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE corrects_id = :corrects_id ORDER BY id

-- name: invoices-between
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE issued_on >= :from_day AND issued_on <= :to_day ORDER BY number

-- name: open-invoices
SELECT id, number, kind, order_id, shipment_id, corrects_id, contact_id, campaign_id, state, currency, prices_include_vat, vat, net_minor,
    vat_minor, total_minor, paid_minor, credited_minor, fees_minor, reference, issued_on, due_on, deadline, reminders, language, seller,
    buyer, note, created_at, created_by, version
FROM fulfilment_invoice WHERE state IN ('open', 'partlyPaid') AND id > :after AND due_on < :due_before ORDER BY id LIMIT :limit

-- name: lines-of-invoice
SELECT invoice_id, position, line_id, sku, name, quantity, unit_price_minor, vat_basis_points
FROM fulfilment_invoice_line WHERE invoice_id = :invoice_id ORDER BY position

-- name: lines-to-invoice
SELECT l.id, i.sku, i.name, l.unit_price_minor, i.vat_basis_points, l.ordered, l.shipped, l.cancelled, COALESCE(d.quantity, 0) AS invoiced
FROM fulfilment_line l JOIN fulfilment_item i ON i.id = l.item_id LEFT JOIN (SELECT n.line_id, SUM(n.quantity) AS quantity
    FROM fulfilment_invoice_line n JOIN fulfilment_invoice v ON v.id = n.invoice_id
    WHERE v.order_id = :order_id AND v.kind = 'invoice' GROUP BY n.line_id) d ON d.line_id = l.id
WHERE l.order_id = :order_id ORDER BY l.id

-- name: credited-lines
SELECT n.position, SUM(n.quantity) AS quantity
FROM fulfilment_invoice v JOIN fulfilment_invoice_line n ON n.invoice_id = v.id
WHERE v.corrects_id = :corrects_id GROUP BY n.position ORDER BY n.position

-- name: insert-invoice-payment
INSERT INTO fulfilment_invoice_payment (id, invoice_id, source, amount_minor, paid_on, note, recorded_at, recorded_by)
VALUES (:id, :invoice_id, :source, :amount_minor, :paid_on, :note, :recorded_at, :recorded_by)

-- name: find-invoice-payment
SELECT id, invoice_id, source, amount_minor, paid_on, note, recorded_at, recorded_by
FROM fulfilment_invoice_payment WHERE source = :source

-- name: payments-of-invoice
SELECT id, invoice_id, source, amount_minor, paid_on, note, recorded_at, recorded_by
FROM fulfilment_invoice_payment WHERE invoice_id = :invoice_id ORDER BY id

-- name: insert-reminder
INSERT INTO fulfilment_reminder (invoice_id, level, made_on, deadline, fee_minor, due_minor)
VALUES (:invoice_id, :level, :made_on, :deadline, :fee_minor, :due_minor)

-- name: reminders-of-invoice
SELECT invoice_id, level, made_on, deadline, fee_minor, due_minor
FROM fulfilment_reminder WHERE invoice_id = :invoice_id ORDER BY level

-- name: invoices-to-remind
SELECT id FROM fulfilment_invoice
WHERE state IN ('open', 'partlyPaid') AND reminders = :reminders AND deadline <= :deadline AND id > :after
    AND NOT EXISTS (SELECT 1 FROM fulfilment_invoice_debit d WHERE d.invoice_id = fulfilment_invoice.id AND d.state IN ('announced', 'collecting'))
ORDER BY id LIMIT :limit

-- Asked by `rejoinder verify`.

-- name: count-invoices
SELECT COUNT(*) FROM fulfilment_invoice

-- name: largest-invoice-number
SELECT COALESCE(MAX(number), 0) FROM fulfilment_invoice

-- name: count-wrong-invoices
SELECT COUNT(*) FROM fulfilment_invoice v
LEFT JOIN (SELECT invoice_id, SUM(amount_minor) AS minor FROM fulfilment_invoice_payment GROUP BY invoice_id) p ON p.invoice_id = v.id
LEFT JOIN (SELECT corrects_id, SUM(total_minor) AS minor FROM fulfilment_invoice WHERE corrects_id IS NOT NULL GROUP BY corrects_id) c
    ON c.corrects_id = v.id
LEFT JOIN (SELECT invoice_id, COUNT(*) AS levels FROM fulfilment_reminder GROUP BY invoice_id) r ON r.invoice_id = v.id
WHERE v.paid_minor <> COALESCE(p.minor, 0) OR v.credited_minor <> COALESCE(c.minor, 0) OR v.reminders <> COALESCE(r.levels, 0)
    OR v.total_minor <> v.net_minor + v.vat_minor

-- name: count-wrong-invoice-lines
SELECT COUNT(*) FROM fulfilment_invoice v LEFT JOIN (SELECT invoice_id, SUM(quantity * unit_price_minor) AS minor
    FROM fulfilment_invoice_line GROUP BY invoice_id) l ON l.invoice_id = v.id LEFT JOIN fulfilment_invoice_charge c ON c.invoice_id = v.id
WHERE COALESCE(l.minor, 0) + COALESCE(c.amount_minor, 0) <> CASE WHEN v.prices_include_vat = 1 THEN v.total_minor ELSE v.net_minor END

-- name: count-lines-invoiced-twice
SELECT COUNT(*) FROM fulfilment_line l JOIN (SELECT n.line_id, SUM(n.quantity) AS quantity FROM fulfilment_invoice_line n
    JOIN fulfilment_invoice v ON v.id = n.invoice_id WHERE v.kind = 'invoice' GROUP BY n.line_id) d ON d.line_id = l.id
WHERE d.quantity > l.ordered
