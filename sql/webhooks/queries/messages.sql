-- name: find-event
SELECT id, type, subject, contact_id, happened_at, body FROM webhooks_event WHERE id = :id

-- name: insert-event
INSERT INTO webhooks_event (id, type, subject, contact_id, happened_at, body)
VALUES (:id, :type, :subject, :contact_id, :happened_at, :body)

-- name: find-message
SELECT id, subscription_id, event_id, state, turn, tries, attempts, begun_at, next_at, settled_at
FROM webhooks_message WHERE id = :id

-- name: insert-message
INSERT INTO webhooks_message (id, subscription_id, event_id, state, turn, tries, attempts, begun_at, next_at, settled_at)
VALUES (:id, :subscription_id, :event_id, :state, :turn, :tries, :attempts, :begun_at, :next_at, :settled_at)

-- name: update-message
UPDATE webhooks_message SET state = :state, turn = :turn, tries = :tries, begun_at = :begun_at,
    next_at = :next_at, settled_at = :settled_at
WHERE id = :id AND turn = :turn_before

-- name: begin-late-attempt
UPDATE webhooks_message SET next_at = :now WHERE id = :id AND turn = :turn AND state = 'waiting'

-- name: wake-message
UPDATE webhooks_message SET state = 'waiting', turn = turn + 1, next_at = :now, settled_at = NULL
WHERE id = :id AND turn = :turn AND (state = 'held' OR (state = 'waiting' AND next_at < :overdue))

-- name: count-attempt
UPDATE webhooks_message SET attempts = attempts + 1 WHERE id = :id

-- name: list-messages
SELECT m.id, m.subscription_id, m.event_id, e.type, e.subject, e.happened_at, m.state, m.attempts, m.next_at, m.settled_at,
    a.status, a.duration_ms, a.note
FROM webhooks_message m JOIN webhooks_event e ON e.id = m.event_id
    LEFT JOIN webhooks_attempt a ON a.id = (SELECT MAX(l.id) FROM webhooks_attempt l WHERE l.message_id = m.id)
WHERE m.subscription_id = :subscription_id AND m.id < :before AND (:state = '' OR m.state = :state)
ORDER BY m.id DESC LIMIT :limit

-- name: attempts-of-message
SELECT id, attempted_at, status, duration_ms, note, answer FROM webhooks_attempt WHERE message_id = :message_id ORDER BY id

-- name: insert-attempt
INSERT INTO webhooks_attempt (id, message_id, attempted_at, status, duration_ms, note, answer)
VALUES (:id, :message_id, :attempted_at, :status, :duration_ms, :note, :answer)

-- name: messages-to-replay
SELECT m.id, m.subscription_id, m.event_id, m.state, m.turn, m.tries, m.attempts, m.begun_at, m.next_at, m.settled_at
FROM webhooks_message m JOIN webhooks_event e ON e.id = m.event_id
WHERE m.subscription_id = :subscription_id AND m.id > :after AND m.id <= :last AND e.happened_at >= :since AND e.body <> ''
    AND ((:held = 1 AND m.state = 'held') OR (:held = 0 AND m.state <> 'dropped'))
ORDER BY m.id LIMIT 500

-- name: stuck-messages
SELECT m.id, m.subscription_id, m.event_id, m.state, m.turn, m.tries, m.attempts, m.begun_at, m.next_at, m.settled_at
FROM webhooks_message m JOIN webhooks_subscription s ON s.id = m.subscription_id
WHERE s.state = 'active' AND (m.state = 'held' OR (m.state = 'waiting' AND m.next_at < :overdue)) ORDER BY m.id LIMIT 500

-- name: last-message
SELECT COALESCE(MAX(id), 0) FROM webhooks_message WHERE subscription_id = :subscription_id

-- name: person-events
SELECT m.id, e.happened_at AS at, e.type, s.name
FROM webhooks_event e JOIN webhooks_message m ON m.event_id = e.id JOIN webhooks_subscription s ON s.id = m.subscription_id
WHERE e.contact_id = :contact_id AND m.attempts > 0 ORDER BY m.id

-- name: person-traces
SELECT e.contact_id, e.happened_at AS at
FROM webhooks_event e JOIN webhooks_message m ON m.event_id = e.id
WHERE e.contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15) AND m.attempts > 0

-- name: erase-answers
UPDATE webhooks_attempt SET answer = '', note = ''
WHERE message_id IN (SELECT m.id FROM webhooks_message m JOIN webhooks_event e ON e.id = m.event_id WHERE e.contact_id = :contact_id)
    AND (answer <> '' OR note <> '')

-- name: drop-messages
UPDATE webhooks_message SET state = 'dropped', turn = turn + 1, next_at = NULL
WHERE state IN ('waiting', 'held') AND event_id IN (SELECT e.id FROM webhooks_event e WHERE e.contact_id = :contact_id)

-- name: erase-bodies
UPDATE webhooks_event SET body = '' WHERE contact_id = :contact_id AND body <> ''

-- name: old-messages
SELECT m.id FROM webhooks_message m JOIN webhooks_event e ON e.id = m.event_id
WHERE e.happened_at < :before AND m.state <> 'waiting' ORDER BY m.id LIMIT 500

-- name: messages-of-removed
SELECT id FROM webhooks_message WHERE subscription_id = :subscription_id ORDER BY id LIMIT 500

-- name: delete-attempts
DELETE FROM webhooks_attempt WHERE message_id = :message_id

-- name: delete-message
DELETE FROM webhooks_message WHERE id = :id

-- name: old-events
SELECT e.id FROM webhooks_event e
WHERE e.happened_at < :before AND NOT EXISTS (SELECT 1 FROM webhooks_message m WHERE m.event_id = e.id) ORDER BY e.id LIMIT 500

-- name: delete-event
DELETE FROM webhooks_event WHERE id = :id

-- name: count-wrong-messages
SELECT COUNT(*) FROM webhooks_message m
WHERE (m.state = 'delivered' AND NOT EXISTS
        (SELECT 1 FROM webhooks_attempt a WHERE a.message_id = m.id AND a.status >= 200 AND a.status < 300))
    OR (m.state = 'waiting') <> (m.next_at IS NOT NULL)
    OR m.attempts <> (SELECT COUNT(*) FROM webhooks_attempt a WHERE a.message_id = m.id)
