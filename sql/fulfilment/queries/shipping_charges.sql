-- name: insert-shipping-rate
INSERT INTO fulfilment_shipping_rate (id, name, way, countries, currency, measure, from_amount, price_minor, free_from_minor,
    vat_basis_points, from_day, until_day, made_at, made_by, version)
VALUES (:id, :name, :way, :countries, :currency, :measure, :from_amount, :price_minor, :free_from_minor, :vat_basis_points, :from_day,
    :until_day, :made_at, :made_by, 1)

-- name: end-shipping-rate
UPDATE fulfilment_shipping_rate SET until_day = :until_day, version = version + 1 WHERE id = :id

-- name: find-shipping-rate
SELECT id, name, way, countries, currency, measure, from_amount, price_minor, free_from_minor, vat_basis_points, from_day, until_day,
    made_at, made_by, version
FROM fulfilment_shipping_rate WHERE id = :id

-- name: newest-shipping-rates
SELECT id, name, way, countries, currency, measure, from_amount, price_minor, free_from_minor, vat_basis_points, from_day, until_day,
    made_at, made_by, version
FROM fulfilment_shipping_rate WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: shipping-rates-of-day
SELECT id, name, way, countries, currency, measure, from_amount, price_minor, free_from_minor, vat_basis_points, from_day, until_day,
    made_at, made_by, version
FROM fulfilment_shipping_rate
WHERE currency = :currency AND (from_day IS NULL OR from_day <= :day) AND (until_day IS NULL OR until_day >= :day) ORDER BY id

-- name: insert-shipping-charge
INSERT INTO fulfilment_shipping_charge (order_id, name, way, amount_minor, standard_minor, vat_basis_points, agreed, invoiced)
VALUES (:order_id, :name, :way, :amount_minor, :standard_minor, :vat_basis_points, :agreed, 0)

-- name: change-shipping-charge
UPDATE fulfilment_shipping_charge SET name = :name, amount_minor = :amount_minor, standard_minor = :standard_minor,
    vat_basis_points = :vat_basis_points
WHERE order_id = :order_id AND invoiced = 0 AND agreed = 0

-- name: take-shipping-charge
UPDATE fulfilment_shipping_charge SET invoiced = 1 WHERE order_id = :order_id AND invoiced = 0

-- name: shipping-charge-of-order
SELECT order_id, name, way, amount_minor, standard_minor, vat_basis_points, agreed, invoiced
FROM fulfilment_shipping_charge WHERE order_id = :order_id

-- name: load-of-order
SELECT COALESCE(SUM((l.ordered - l.cancelled) * l.unit_price_minor), 0) AS value_minor,
    COALESCE(SUM(CASE WHEN l.role = 'kit' THEN 0 ELSE (l.ordered - l.cancelled) * i.weight_grams END), 0) AS grams,
    COALESCE(SUM(CASE WHEN l.role = 'kit' OR (l.stocked = 0 AND i.weight_grams = 0) THEN 0 ELSE l.ordered - l.cancelled END), 0) AS pieces
FROM fulfilment_line l JOIN fulfilment_item i ON i.id = l.item_id WHERE l.order_id = :order_id

-- name: insert-invoice-charge
INSERT INTO fulfilment_invoice_charge (invoice_id, order_id, name, amount_minor, standard_minor, vat_basis_points)
VALUES (:invoice_id, :order_id, :name, :amount_minor, :standard_minor, :vat_basis_points)

-- name: charge-of-invoice
SELECT invoice_id, order_id, name, amount_minor, standard_minor, vat_basis_points
FROM fulfilment_invoice_charge WHERE invoice_id = :invoice_id

-- name: invoice-with-charge
SELECT c.invoice_id, c.order_id, c.name, c.amount_minor, c.standard_minor, c.vat_basis_points
FROM fulfilment_invoice_charge c JOIN fulfilment_invoice v ON v.id = c.invoice_id
WHERE c.order_id = :order_id AND v.kind = 'invoice' ORDER BY c.invoice_id LIMIT 1

-- name: charge-credited
SELECT COALESCE(SUM(c.amount_minor), 0) FROM fulfilment_invoice v JOIN fulfilment_invoice_charge c ON c.invoice_id = v.id
WHERE v.corrects_id = :corrects_id

-- name: goods-kept
SELECT (SELECT COALESCE(SUM(ordered - cancelled), 0) FROM fulfilment_line WHERE order_id = :order_id AND unit_price_minor > 0)
    - (SELECT COALESCE(SUM(n.quantity), 0) FROM fulfilment_invoice v JOIN fulfilment_invoice_line n ON n.invoice_id = v.id
        WHERE v.order_id = :order_id AND v.kind = 'creditNote' AND n.unit_price_minor > 0)

-- name: last-shipped-at
SELECT MAX(shipped_at) FROM fulfilment_shipment WHERE order_id = :order_id

-- Asked by `rejoinder verify`.

-- name: count-charges-invoiced-twice
SELECT COUNT(*) FROM fulfilment_shipping_charge s LEFT JOIN (SELECT c.order_id, COUNT(*) AS bears, SUM(c.amount_minor) AS minor
    FROM fulfilment_invoice_charge c JOIN fulfilment_invoice v ON v.id = c.invoice_id WHERE v.kind = 'invoice' GROUP BY c.order_id) b
    ON b.order_id = s.order_id
WHERE COALESCE(b.bears, 0) > 1 OR (COALESCE(b.bears, 0) = 1 AND (s.invoiced = 0 OR b.minor <> s.amount_minor))
