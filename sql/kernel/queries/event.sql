-- The outbox and its deliveries.

-- name: event-insert
INSERT INTO kernel_event (id, topic, payload, published_at) VALUES (:id, :topic, :payload, :published_at);

-- name: event-address
INSERT INTO kernel_delivery (subscriber, event_id, attempts, not_before, parked, error)
SELECT subscriber, :id, 0, :published_at, 0, '' FROM kernel_subscription WHERE topic = :topic;

-- name: event-subscriber-exists
SELECT count(*) FROM kernel_subscriber WHERE subscriber = :subscriber;

-- name: event-subscriber-insert
INSERT INTO kernel_subscriber (subscriber, lease_token, lease_until, turns) VALUES (:subscriber, 0, 0, 0);

-- name: event-topics
SELECT topic FROM kernel_subscription WHERE subscriber = :subscriber ORDER BY topic;

-- name: event-subscribe
INSERT INTO kernel_subscription (topic, subscriber) VALUES (:topic, :subscriber);

-- name: event-unsubscribe
DELETE FROM kernel_subscription WHERE topic = :topic AND subscriber = :subscriber;

-- name: event-drop-deliveries
DELETE FROM kernel_delivery WHERE subscriber = :subscriber
AND event_id IN (SELECT id FROM kernel_event WHERE topic = :topic);

-- name: event-lease-is-ours
SELECT count(*) FROM kernel_subscriber
WHERE subscriber = :subscriber AND (lease_token = :token OR lease_until < :now);

-- name: event-claim
UPDATE kernel_subscriber SET lease_token = :token, lease_until = :until, turns = turns + 1
WHERE subscriber = :subscriber AND (lease_token = :token OR lease_until < :now);

-- name: event-release
UPDATE kernel_subscriber SET lease_until = 0, turns = turns + 1 WHERE lease_token = :token AND lease_until > 0;

-- name: event-due-topics
SELECT e.topic FROM kernel_delivery d JOIN kernel_event e ON e.id = d.event_id
WHERE d.subscriber = :subscriber AND d.parked = 0 AND d.not_before <= :now ORDER BY d.event_id LIMIT :most;

-- name: event-due
SELECT d.event_id, d.attempts, e.topic, e.payload, e.published_at
FROM kernel_delivery d JOIN kernel_event e ON e.id = d.event_id
WHERE d.subscriber = :subscriber AND d.parked = 0 AND d.not_before <= :now ORDER BY d.event_id LIMIT :most;

-- name: event-delivered
DELETE FROM kernel_delivery WHERE subscriber = :subscriber AND event_id = :event_id;

-- name: event-failed
UPDATE kernel_delivery SET attempts = :attempts, not_before = :not_before, parked = :parked, error = :error
WHERE subscriber = :subscriber AND event_id = :event_id;

-- name: event-parked
SELECT d.subscriber, d.event_id, e.topic, d.attempts, d.error, e.published_at
FROM kernel_delivery d JOIN kernel_event e ON e.id = d.event_id
WHERE d.parked = 1 ORDER BY d.event_id, d.subscriber LIMIT :most;

-- name: event-trouble
SELECT d.subscriber, d.event_id, e.topic, d.attempts, d.error, e.published_at
FROM kernel_delivery d JOIN kernel_event e ON e.id = d.event_id
WHERE d.attempts > 0 ORDER BY d.event_id, d.subscriber LIMIT 1;

-- name: event-unpark
UPDATE kernel_delivery SET parked = 0, attempts = 0, not_before = :now
WHERE subscriber = :subscriber AND event_id = :event_id AND parked = 1;

-- name: event-subscribers
SELECT subscriber FROM kernel_subscriber ORDER BY subscriber;

-- name: event-backlog
SELECT count(*) AS waiting, count(CASE WHEN parked = 1 THEN 1 END) AS parked FROM (
    SELECT parked FROM kernel_delivery WHERE subscriber = :subscriber ORDER BY event_id LIMIT :most) x;

-- name: event-purge
DELETE FROM kernel_event WHERE id IN (SELECT id FROM (
    SELECT e.id FROM kernel_event e WHERE e.id < :below AND NOT EXISTS (
        SELECT 1 FROM kernel_subscriber s JOIN kernel_delivery d ON d.subscriber = s.subscriber
        WHERE d.event_id = e.id)
    ORDER BY e.id LIMIT 1000) x);

-- name: event-count-below
SELECT count(*) FROM (SELECT e.id FROM kernel_event e WHERE e.id < :below AND NOT EXISTS (
        SELECT 1 FROM kernel_subscriber s JOIN kernel_delivery d ON d.subscriber = s.subscriber
        WHERE d.event_id = e.id)
    LIMIT 1) x;

-- name: event-newest
SELECT max(id) FROM kernel_event;

-- name: event-ids-above
SELECT id FROM kernel_event WHERE id > :id ORDER BY id LIMIT :most;

-- name: event-find
SELECT id, topic, payload FROM kernel_event WHERE id = :id;

-- name: event-deliveries-without-event
SELECT count(*) FROM kernel_delivery d WHERE NOT EXISTS (SELECT 1 FROM kernel_event e WHERE e.id = d.event_id);

-- name: event-deliveries-without-subscriber
SELECT count(*) FROM kernel_delivery d
WHERE NOT EXISTS (SELECT 1 FROM kernel_subscriber s WHERE s.subscriber = d.subscriber);
