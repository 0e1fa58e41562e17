-- Asked by `rejoinder verify` (kernel/app/acknowledged.h), which compares it with the audit trail.

-- name: audited
SELECT /*many*/ 'responses.capture' AS action, 0 AS id UNION ALL SELECT 'responses.capture' AS action, id FROM responses_response;
