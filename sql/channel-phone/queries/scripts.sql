-- name: insert-script
INSERT INTO channel_phone_script (id, name, campaign_id, active, version)
VALUES (:id, :name, :campaign_id, :active, :version)

-- name: update-script
UPDATE channel_phone_script SET name = :name, campaign_id = :campaign_id, active = :active, version = :version
WHERE id = :id

-- name: insert-script-text
INSERT INTO channel_phone_script_text (script_id, number, texts, created_at, created_by)
VALUES (:script_id, :number, :texts, :created_at, :created_by)

-- name: find-script
SELECT s.id, s.name, s.campaign_id, s.active, s.version, t.texts, t.created_at AS written_at, t.created_by AS written_by
FROM channel_phone_script s JOIN channel_phone_script_text t ON t.script_id = s.id AND t.number = s.version
WHERE s.id = :id

-- name: list-scripts
SELECT s.id, s.name, s.campaign_id, s.active, s.version, t.texts, t.created_at AS written_at, t.created_by AS written_by
FROM channel_phone_script s JOIN channel_phone_script_text t ON t.script_id = s.id AND t.number = s.version
ORDER BY s.name, s.id

-- name: find-script-text
SELECT texts FROM channel_phone_script_text WHERE script_id = :script_id AND number = :number

-- name: insert-script-run
INSERT INTO channel_phone_script_run (id, script_id, number, language, agent, contact_id, campaign_id, call_id,
    response_id, path, sentences, captured, at)
VALUES (:id, :script_id, :number, :language, :agent, :contact_id, :campaign_id, :call_id,
    :response_id, :path, :sentences, :captured, :at)

-- name: find-script-run
SELECT id, script_id, number, language, agent, contact_id, campaign_id, call_id, response_id, path, sentences,
    captured, at
FROM channel_phone_script_run WHERE id = :id

-- name: script-runs-of-contact
SELECT id, script_id, number, language, agent, contact_id, campaign_id, call_id, response_id, path, sentences,
    captured, at
FROM channel_phone_script_run WHERE contact_id = :contact_id ORDER BY id DESC LIMIT 100

-- name: script-runs-of-response
SELECT id, script_id, number, language, agent, contact_id, campaign_id, call_id, response_id, path, sentences,
    captured, at
FROM channel_phone_script_run WHERE response_id = :response_id ORDER BY id DESC LIMIT 100

-- name: script-runs-of-call
SELECT id, script_id, number, language, agent, contact_id, campaign_id, call_id, response_id, path, sentences,
    captured, at
FROM channel_phone_script_run WHERE call_id = :call_id ORDER BY id DESC LIMIT 100

-- name: erase-script-runs
UPDATE channel_phone_script_run SET captured = '[]' WHERE contact_id = :contact_id AND captured <> '[]'

-- name: erase-legs
UPDATE channel_phone_leg SET from_number = '', to_number = CASE WHEN direction = 'out' THEN '' ELSE to_number END
WHERE contact_id = :contact_id AND (from_number <> '' OR (direction = 'out' AND to_number <> ''))

-- name: count-script
SELECT COUNT(*) FROM channel_phone_script WHERE id = :id
