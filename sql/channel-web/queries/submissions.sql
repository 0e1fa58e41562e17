-- name: insert-submission
INSERT INTO channel_web_submission (id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language,
    address, code, proven, answers, agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version)
VALUES (:id, :form_id, :form_version, :campaign_id, :nonce, :content_hash, :received_at, :language,
    :address, :code, :proven, :answers, :agreed, :channels, :state, :reason, :response_id, :clearing_id, :contact_id,
    :clearing_version)

-- name: update-submission
UPDATE channel_web_submission SET state = :state, reason = :reason, response_id = :response_id, clearing_id = :clearing_id,
    contact_id = :contact_id, clearing_version = :clearing_version
WHERE id = :id

-- name: release-submission
UPDATE channel_web_submission SET state = 'received' WHERE id = :id AND state = 'suspected'

-- name: find-submission
SELECT id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language, address, code, proven, answers,
    agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version
FROM channel_web_submission WHERE id = :id

-- name: submission-of-nonce
SELECT id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language, address, code, proven, answers,
    agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version
FROM channel_web_submission WHERE nonce = :nonce

-- name: submission-of-clearing
SELECT id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language, address, code, proven, answers,
    agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version
FROM channel_web_submission WHERE clearing_id = :clearing_id

-- name: list-submissions
SELECT id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language, address, code, proven, answers,
    agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version
FROM channel_web_submission
WHERE (:any_form = 1 OR form_id = :form_id) AND id < :before AND (:any_state = 1 OR state = :state)
ORDER BY id DESC LIMIT :limit

-- name: count-submissions
SELECT COUNT(*) FROM channel_web_submission WHERE form_id = :form_id

-- name: submissions-of-contact
SELECT id, form_id, form_version, campaign_id, nonce, content_hash, received_at, language, address, code, proven, answers,
    agreed, channels, state, reason, response_id, clearing_id, contact_id, clearing_version
FROM channel_web_submission WHERE contact_id = :contact_id ORDER BY id DESC

-- name: submission-traces
SELECT contact_id, received_at FROM channel_web_submission
WHERE contact_id IN (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15)

-- name: erase-submission
-- What was said goes; how many answers there were, and of which form, stays.
UPDATE channel_web_submission SET answers = '{}', agreed = '[]', code = '', address = '' WHERE id = :id

-- name: count-unsettled
SELECT COUNT(*) FROM channel_web_submission
WHERE (state = 'captured' AND response_id IS NULL) OR (state = 'clearing' AND clearing_id IS NULL)

-- name: insert-confirmation
INSERT INTO channel_web_confirmation (id, submission_id, contact_id, email, consent_key, purpose, text_version, text, language,
    asked_at, expires_at, asked_from, confirmed_at, confirmed_from, consent_id)
VALUES (:id, :submission_id, :contact_id, :email, :consent_key, :purpose, :text_version, :text, :language,
    :asked_at, :expires_at, :asked_from, :confirmed_at, :confirmed_from, :consent_id)

-- name: update-confirmation
UPDATE channel_web_confirmation SET contact_id = :contact_id, confirmed_at = :confirmed_at, confirmed_from = :confirmed_from,
    consent_id = :consent_id
WHERE id = :id

-- name: mark-confirmed
UPDATE channel_web_confirmation SET confirmed_at = :confirmed_at, confirmed_from = :confirmed_from
WHERE id = :id AND confirmed_at IS NULL

-- name: find-confirmation
SELECT id, submission_id, contact_id, email, consent_key, purpose, text_version, text, language, asked_at, expires_at,
    asked_from, confirmed_at, confirmed_from, consent_id
FROM channel_web_confirmation WHERE id = :id

-- name: confirmations-of
SELECT id, submission_id, contact_id, email, consent_key, purpose, text_version, text, language, asked_at, expires_at,
    asked_from, confirmed_at, confirmed_from, consent_id
FROM channel_web_confirmation WHERE submission_id = :submission_id ORDER BY id

-- name: count-asked
SELECT COUNT(*) FROM channel_web_confirmation WHERE email = :email AND asked_at >= :since

-- name: erase-confirmation
UPDATE channel_web_confirmation SET email = '', asked_from = '', confirmed_from = '' WHERE submission_id = :submission_id
