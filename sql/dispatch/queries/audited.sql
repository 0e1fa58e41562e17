-- Asked by `rejoinder verify` (kernel/app/acknowledged.h), which compares it with the audit trail.

-- name: audited
SELECT /*many*/ 'dispatch.plan-wave' AS action, 0 AS id UNION ALL SELECT 'dispatch.plan-wave' AS action, id FROM dispatch_wave;
