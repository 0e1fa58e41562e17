-- Asked by `rejoinder verify` (kernel/app/acknowledged.h), which compares it with the audit trail.

-- name: audited
SELECT /*many*/ 'orders.create' AS action, 0 AS id UNION ALL SELECT 'orders.create' AS action, id FROM fulfilment_order
UNION ALL SELECT 'invoices.issue' AS action, 0 AS id UNION ALL SELECT 'invoices.issue' AS action, id FROM fulfilment_invoice
UNION ALL SELECT 'mandates.create' AS action, 0 AS id UNION ALL SELECT 'mandates.create' AS action, id FROM fulfilment_mandate
UNION ALL SELECT 'collections.make' AS action, 0 AS id UNION ALL SELECT 'collections.make' AS action, id FROM fulfilment_collection;
