-- name: due-calls-by-kind
SELECT CASE WHEN request_id > 0 OR reserved_for <> '' THEN 1 ELSE 0 END AS call_back, COUNT(*) AS waiting,
    SUM(CASE WHEN due_at < :late THEN 1 ELSE 0 END) AS late
FROM channel_phone_call WHERE callable = 1 AND due_at <= :now GROUP BY call_back ORDER BY call_back
