-- name: debits-to-collect
SELECT d.invoice_id FROM fulfilment_invoice_debit d JOIN fulfilment_invoice v ON v.id = d.invoice_id
WHERE d.state = 'announced' AND d.next_on <= :until AND v.state IN ('open', 'partlyPaid') ORDER BY d.invoice_id LIMIT :limit

-- name: figures-to-collect
SELECT COUNT(*) AS invoices, COALESCE(SUM(v.total_minor + v.fees_minor - v.credited_minor - v.paid_minor), 0) AS total_minor
FROM fulfilment_invoice_debit d JOIN fulfilment_invoice v ON v.id = d.invoice_id
WHERE d.state = 'announced' AND d.next_on <= :until AND v.state IN ('open', 'partlyPaid')

-- name: insert-collection
INSERT INTO fulfilment_collection (id, state, invoices, total_minor, creditor_id, creditor, iban, bic, made_at, made_by, handed_over_at,
    handed_over_by, version)
VALUES (:id, :state, :invoices, :total_minor, :creditor_id, :creditor, :iban, :bic, :made_at, :made_by, NULL, '', 1)

-- name: lock-collection
UPDATE fulfilment_collection SET version = version + 1 WHERE id = :id

-- name: move-collection
UPDATE fulfilment_collection SET state = :state, handed_over_at = :handed_over_at, handed_over_by = :handed_over_by WHERE id = :id

-- name: find-collection
SELECT id, state, invoices, total_minor, creditor_id, creditor, iban, bic, made_at, made_by, handed_over_at, handed_over_by, version
FROM fulfilment_collection WHERE id = :id

-- name: newest-collections
SELECT id, state, invoices, total_minor, creditor_id, creditor, iban, bic, made_at, made_by, handed_over_at, handed_over_by, version
FROM fulfilment_collection WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: collections-of-invoice
SELECT c.id, c.state, c.invoices, c.total_minor, c.creditor_id, c.creditor, c.iban, c.bic, c.made_at, c.made_by, c.handed_over_at,
    c.handed_over_by, c.version
FROM fulfilment_collection c JOIN fulfilment_collected i ON i.collection_id = c.id WHERE i.invoice_id = :invoice_id ORDER BY c.id DESC

-- name: insert-collected
INSERT INTO fulfilment_collected (id, collection_id, invoice_id, live, mandate_id, end_to_end, sequence, collect_on, amount_minor, holder,
    iban, mandate_reference, signed_on, state, payment_source, returned_on, reason)
VALUES (:id, :collection_id, :invoice_id, 1, :mandate_id, :end_to_end, :sequence, :collect_on, :amount_minor, :holder,
    :iban, :mandate_reference, :signed_on, :state, NULL, NULL, '')

-- name: collected-of-collection
SELECT i.id, i.collection_id, i.invoice_id, i.mandate_id, i.end_to_end, i.sequence, i.collect_on, i.amount_minor, i.holder, i.iban,
    i.mandate_reference, i.signed_on, i.state, i.payment_source, i.returned_on, i.reason, CASE WHEN c.state = 'made' AND i.state = 'collecting' AND (m.withdrawn_at IS NOT NULL
        OR v.total_minor + v.fees_minor - v.credited_minor - v.paid_minor < i.amount_minor) THEN 1 ELSE 0 END AS outdated,
    v.number, v.reference, v.contact_id, v.buyer
FROM fulfilment_collected i JOIN fulfilment_collection c ON c.id = i.collection_id JOIN fulfilment_invoice v ON v.id = i.invoice_id
    JOIN fulfilment_mandate m ON m.id = i.mandate_id
WHERE i.collection_id = :collection_id ORDER BY i.id

-- name: live-collected-of-invoice
SELECT i.id, i.collection_id, i.invoice_id, i.mandate_id, i.end_to_end, i.sequence, i.collect_on, i.amount_minor, i.holder, i.iban,
    i.mandate_reference, i.signed_on, i.state, i.payment_source, i.returned_on, i.reason, 0 AS outdated, v.number, v.reference, v.contact_id, v.buyer
FROM fulfilment_collected i JOIN fulfilment_invoice v ON v.id = i.invoice_id WHERE i.invoice_id = :invoice_id AND i.live = 1

-- name: collected-by-payment
SELECT i.id, i.collection_id, i.invoice_id, i.mandate_id, i.end_to_end, i.sequence, i.collect_on, i.amount_minor, i.holder, i.iban,
    i.mandate_reference, i.signed_on, i.state, i.payment_source, i.returned_on, i.reason, 0 AS outdated, v.number, v.reference, v.contact_id, v.buyer
FROM fulfilment_collected i JOIN fulfilment_invoice v ON v.id = i.invoice_id WHERE i.payment_source = :source AND i.live = 1

-- name: count-collected-of-invoice
SELECT COUNT(*) FROM fulfilment_collected WHERE invoice_id = :invoice_id

-- name: count-collected-of-mandate
SELECT COUNT(*) FROM fulfilment_collected WHERE mandate_id = :mandate_id AND state <> 'undone'

-- name: pay-collected
UPDATE fulfilment_collected SET state = 'paid', payment_source = :source WHERE id = :id

-- name: unpay-collected
UPDATE fulfilment_collected SET state = 'collecting', payment_source = NULL WHERE payment_source = :source AND live = 1

-- name: return-collected
UPDATE fulfilment_collected SET state = 'returned', live = NULL, returned_on = :returned_on, reason = :reason WHERE id = :id

-- name: undo-collected
UPDATE fulfilment_collected SET state = 'undone', live = NULL WHERE collection_id = :collection_id

-- name: announce-debits-again
UPDATE fulfilment_invoice_debit SET state = 'announced'
WHERE state = 'collecting' AND invoice_id IN (SELECT invoice_id FROM fulfilment_collected WHERE collection_id = :collection_id)

-- name: use-mandate
UPDATE fulfilment_mandate SET last_used_on = :day, version = version + 1
WHERE id = :id AND (last_used_on IS NULL OR last_used_on < :day)

-- Asked by `rejoinder verify`.

-- name: count-wrong-collections
SELECT COUNT(*) FROM fulfilment_collection c LEFT JOIN (SELECT collection_id, COUNT(*) AS invoices, SUM(amount_minor) AS minor
    FROM fulfilment_collected GROUP BY collection_id) i ON i.collection_id = c.id
WHERE c.invoices <> COALESCE(i.invoices, 0) OR c.total_minor <> COALESCE(i.minor, 0)

-- name: count-wrong-collected
SELECT COUNT(*) FROM fulfilment_invoice_debit d LEFT JOIN fulfilment_collected i ON i.invoice_id = d.invoice_id AND i.live = 1
WHERE (d.state = 'collecting' AND i.id IS NULL) OR (d.state <> 'collecting' AND i.id IS NOT NULL)
