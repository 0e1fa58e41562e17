-- name: find-key
SELECT secret FROM channel_web_key WHERE id = 1

-- name: insert-key
INSERT INTO channel_web_key (id, secret) VALUES (1, :secret)

-- name: find-form
SELECT id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version, created_at, updated_at
FROM channel_web_form WHERE id = :id

-- name: form-of-slug
SELECT id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version, created_at, updated_at
FROM channel_web_form WHERE slug = :slug

-- name: published-of-campaign
SELECT id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version, created_at, updated_at
FROM channel_web_form WHERE campaign_id = :campaign_id AND published = 1 ORDER BY id DESC

-- name: published-general
SELECT id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version, created_at, updated_at
FROM channel_web_form WHERE general = 1 AND published = 1 ORDER BY id DESC

-- name: list-forms
SELECT id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version, created_at, updated_at
FROM channel_web_form
WHERE id < :before AND (:any_campaign = 1 OR campaign_id = :campaign_id)
ORDER BY id DESC LIMIT :limit

-- name: insert-form
INSERT INTO channel_web_form (id, slug, name, campaign_id, general, published, opens_on, closes_on, definition, version,
    created_at, updated_at)
VALUES (:id, :slug, :name, :campaign_id, :general, :published, :opens_on, :closes_on, :definition, :version,
    :created_at, :updated_at)

-- name: update-form
UPDATE channel_web_form SET slug = :slug, name = :name, campaign_id = :campaign_id, general = :general,
    published = :published, opens_on = :opens_on, closes_on = :closes_on, definition = :definition,
    version = version + 1, updated_at = :updated_at
WHERE id = :id AND version = :version

-- name: pictures-of-form
SELECT place, content_type, digest FROM channel_web_picture WHERE form_id = :form_id ORDER BY place

-- name: find-picture
SELECT form_id, place, content_type, digest, content FROM channel_web_picture WHERE form_id = :form_id AND place = :place

-- name: insert-picture
INSERT INTO channel_web_picture (form_id, place, content_type, digest, content)
VALUES (:form_id, :place, :content_type, :digest, :content)

-- name: delete-picture
DELETE FROM channel_web_picture WHERE form_id = :form_id AND place = :place
