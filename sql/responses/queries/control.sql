-- Figures of control. received is counted where replies come in (captures that clearing did not make, and clearing), the rest
-- where they went to.

-- name: control-of-captures
SELECT captured_at - captured_at % 86400000000 AS day_begin, channel, COUNT(*) AS received,
    SUM(CASE WHEN outcome = 'captured' THEN 1 ELSE 0 END) AS captured,
    SUM(CASE WHEN outcome = 'duplicate' THEN 1 ELSE 0 END) AS duplicate, 0 AS clearing, 0 AS rejected
FROM responses_capture
WHERE id >= :first_id AND captured_at >= :since AND captured_at < :until AND clearing_id IS NULL AND withdrawn = 0
GROUP BY captured_at - captured_at % 86400000000, channel ORDER BY 1, channel

-- name: control-of-clearing
SELECT e.captured_at - e.captured_at % 86400000000 AS day_begin, e.channel, COUNT(*) AS received,
    SUM(CASE WHEN c.outcome = 'captured' THEN 1 ELSE 0 END) AS captured,
    SUM(CASE WHEN c.outcome = 'duplicate' THEN 1 ELSE 0 END) AS duplicate,
    SUM(CASE WHEN e.state = 'open' THEN 1 ELSE 0 END) AS clearing,
    SUM(CASE WHEN e.state = 'rejected' THEN 1 ELSE 0 END) AS rejected
FROM responses_clearing e LEFT JOIN responses_capture c ON c.id = e.capture_id AND c.withdrawn = 0
WHERE e.id >= :first_id AND e.captured_at >= :since AND e.captured_at < :until
GROUP BY e.captured_at - e.captured_at % 86400000000, e.channel ORDER BY 1, e.channel

-- name: captures-of-batch
-- What was taken back was received and counts for nothing.
SELECT COALESCE(SUM(CASE WHEN withdrawn = 0 AND outcome = 'captured' THEN 1 ELSE 0 END), 0) AS captured,
    COALESCE(SUM(CASE WHEN withdrawn = 0 AND outcome = 'duplicate' THEN 1 ELSE 0 END), 0) AS duplicate, 0 AS clearing,
    COALESCE(SUM(CASE WHEN withdrawn = 1 THEN 1 ELSE 0 END), 0) AS rejected
FROM responses_capture
WHERE id >= :id AND id <= :last_id AND batch_id = :id AND clearing_id IS NULL

-- name: clearing-of-batch
SELECT COALESCE(SUM(CASE WHEN c.outcome = 'captured' THEN 1 ELSE 0 END), 0) AS captured,
    COALESCE(SUM(CASE WHEN c.outcome = 'duplicate' THEN 1 ELSE 0 END), 0) AS duplicate,
    COALESCE(SUM(CASE WHEN e.state = 'open' THEN 1 ELSE 0 END), 0) AS clearing,
    COALESCE(SUM(CASE WHEN e.state = 'rejected' THEN 1 WHEN e.state = 'assigned' AND c.id IS NULL THEN 1 ELSE 0 END), 0) AS rejected
FROM responses_clearing e LEFT JOIN responses_capture c ON c.id = e.capture_id AND c.withdrawn = 0
WHERE e.batch_id = :id

-- name: insert-batch
INSERT INTO responses_batch (id, name, counted, counted_items, received, refused, last_id, created_at, created_by)
VALUES (:id, :name, :counted, :counted_items, :received, :refused, :last_id, :created_at, :created_by)

-- name: find-batch
SELECT id, name, counted, counted_items, received, refused, last_id, created_at, created_by FROM responses_batch WHERE id = :id

-- name: list-batches
SELECT id, name, counted, counted_items, received, refused, last_id, created_at, created_by
FROM responses_batch WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: all-batches
SELECT id, name, counted, counted_items, received, refused, last_id, created_at, created_by FROM responses_batch ORDER BY id

-- name: moment-of-capture-after
SELECT captured_at FROM responses_capture WHERE id >= :id ORDER BY id LIMIT 1

-- name: moment-of-clearing-after
SELECT captured_at FROM responses_clearing WHERE id >= :id ORDER BY id LIMIT 1

-- name: unknown-codes-since
SELECT COUNT(*) FROM responses_clearing WHERE id >= :first_id AND captured_at >= :since AND reason = 'responses.unknown-code'

-- name: find-alarm
SELECT checked_at, received, unknown, since FROM responses_alarm WHERE id = 1

-- name: insert-alarm
INSERT INTO responses_alarm (id, checked_at, received, unknown, since) VALUES (1, :checked_at, :received, :unknown, :since)

-- name: set-alarm
UPDATE responses_alarm SET checked_at = :checked_at, received = :received, unknown = :unknown, since = :since WHERE id = 1
