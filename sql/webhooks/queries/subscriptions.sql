-- name: list-subscriptions
SELECT id, name, url, types, state, secret, old_secret, old_until, failing_since, quiet_until, stopped_at, version, created_at
FROM webhooks_subscription WHERE state <> 'removed' ORDER BY name, id

-- name: find-subscription
SELECT id, name, url, types, state, secret, old_secret, old_until, failing_since, quiet_until, stopped_at, version, created_at
FROM webhooks_subscription WHERE id = :id AND state <> 'removed'

-- name: insert-subscription
INSERT INTO webhooks_subscription (id, name, url, types, state, secret, old_secret, old_until, failing_since, quiet_until,
    stopped_at, version, created_at)
VALUES (:id, :name, :url, :types, :state, :secret, :old_secret, :old_until, :failing_since, :quiet_until,
    :stopped_at, :version, :created_at)

-- name: update-subscription
UPDATE webhooks_subscription SET name = :name, url = :url, types = :types, state = :state, secret = :secret,
    old_secret = :old_secret, old_until = :old_until, failing_since = :failing_since, quiet_until = :quiet_until,
    stopped_at = :stopped_at, version = :version
WHERE id = :id

-- name: lock-subscription
UPDATE webhooks_subscription SET version = version + 1 WHERE id = :id AND state <> 'removed'

-- name: works-again
UPDATE webhooks_subscription SET failing_since = NULL, quiet_until = NULL
WHERE id = :id AND (failing_since IS NOT NULL OR quiet_until IS NOT NULL)

-- name: begins-to-fail
UPDATE webhooks_subscription SET failing_since = :since WHERE id = :id AND failing_since IS NULL

-- name: be-quiet
UPDATE webhooks_subscription SET quiet_until = :until WHERE id = :id AND (quiet_until IS NULL OR quiet_until < :until)

-- name: stop-subscription
UPDATE webhooks_subscription SET state = :state, stopped_at = :at, version = version + 1 WHERE id = :id AND state = 'active'

-- name: removed-subscriptions
SELECT id FROM webhooks_subscription WHERE state = 'removed' ORDER BY id LIMIT 100

-- name: delete-subscription
DELETE FROM webhooks_subscription
WHERE id = :id AND state = 'removed' AND NOT EXISTS (SELECT 1 FROM webhooks_message m WHERE m.subscription_id = :id)

-- name: subscription-figures
SELECT subscription_id AS id, SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS delivered,
    SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed,
    SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END) AS held
FROM webhooks_message WHERE :id = 0 OR subscription_id = :id GROUP BY subscription_id
