-- name: insert-invoice-debit
INSERT INTO fulfilment_invoice_debit (invoice_id, mandate_id, mandate_reference, creditor_id, account, collect_on, state, next_on)
VALUES (:invoice_id, :mandate_id, :mandate_reference, :creditor_id, :account, :collect_on, :state, :next_on)

-- name: update-invoice-debit
UPDATE fulfilment_invoice_debit SET state = :state, next_on = :next_on WHERE invoice_id = :invoice_id

-- name: debit-of-invoice
SELECT invoice_id, mandate_id, mandate_reference, creditor_id, account, collect_on, state, next_on
FROM fulfilment_invoice_debit WHERE invoice_id = :invoice_id

-- name: count-debits-of-mandate
SELECT COUNT(*) FROM fulfilment_invoice_debit WHERE mandate_id = :mandate_id AND state <> 'stopped'

-- name: stop-debits-of-mandate
UPDATE fulfilment_invoice_debit SET state = 'stopped' WHERE mandate_id = :mandate_id AND state = 'announced'

-- name: stop-debits-of-contact
UPDATE fulfilment_invoice_debit SET state = 'stopped'
WHERE state = 'announced' AND mandate_id IN (SELECT id FROM fulfilment_mandate WHERE contact_id = :contact_id)

-- name: stop-debits-of-order
UPDATE fulfilment_invoice_debit SET state = 'stopped'
WHERE state = 'announced' AND invoice_id IN (SELECT id FROM fulfilment_invoice WHERE order_id = :order_id)

-- name: stop-dead-debits
UPDATE fulfilment_invoice_debit SET state = 'stopped'
WHERE state = 'announced' AND mandate_id IN (SELECT id FROM fulfilment_mandate
    WHERE withdrawn_at IS NOT NULL OR COALESCE(last_used_on, signed_on) < :lapsed OR (kind = 'oneOff' AND last_used_on IS NOT NULL))
