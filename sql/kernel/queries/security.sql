-- name: count-users
SELECT COUNT(*) FROM kernel_user

-- name: insert-user
INSERT INTO kernel_user (id, name, display_name, password_hash, active, version, created_at, language, theme)
VALUES (:id, :name, :display_name, :password_hash, :active, :version, :created_at, :language, :theme)

-- name: find-user
SELECT id, name, display_name, password_hash, active, version, created_at, language, theme FROM kernel_user WHERE id = :id

-- name: find-user-by-name
SELECT id, name, display_name, password_hash, active, version, created_at, language, theme FROM kernel_user WHERE name = :name

-- name: list-users
SELECT id, name, display_name, password_hash, active, version, created_at, language, theme
FROM kernel_user WHERE name > :after ORDER BY name LIMIT :limit

-- name: update-user
UPDATE kernel_user SET display_name = :display_name, password_hash = :password_hash, active = :active,
    language = :language, theme = :theme, version = version + 1
WHERE id = :id

-- name: insert-user-role
INSERT INTO kernel_user_role (user_id, role_id) VALUES (:user_id, :role_id)

-- name: delete-user-roles
DELETE FROM kernel_user_role WHERE user_id = :user_id

-- name: roles-of-user
SELECT r.name FROM kernel_role r JOIN kernel_user_role u ON u.role_id = r.id WHERE u.user_id = :user_id ORDER BY r.name

-- name: count-active-administrators
SELECT COUNT(*) FROM kernel_user u JOIN kernel_user_role ur ON ur.user_id = u.id
JOIN kernel_role r ON r.id = ur.role_id WHERE r.name = 'administrator' AND u.active = 1

-- name: permissions-of-user
SELECT DISTINCT p.permission AS name FROM kernel_role_permission p JOIN kernel_user_role u ON u.role_id = p.role_id
WHERE u.user_id = :user_id

-- name: insert-role
INSERT INTO kernel_role (id, name, description, version, totp_required)
VALUES (:id, :name, :description, :version, :totp_required)

-- name: find-role
SELECT id, name, description, version, totp_required FROM kernel_role WHERE id = :id

-- name: find-role-by-name
SELECT id, name, description, version, totp_required FROM kernel_role WHERE name = :name

-- name: list-roles
SELECT id, name, description, version, totp_required FROM kernel_role ORDER BY name

-- name: update-role
UPDATE kernel_role SET description = :description, totp_required = :totp_required, version = version + 1 WHERE id = :id

-- name: permissions-of-role
SELECT permission AS name FROM kernel_role_permission WHERE role_id = :role_id ORDER BY permission

-- name: insert-role-permission
INSERT INTO kernel_role_permission (role_id, permission) VALUES (:role_id, :permission)

-- name: delete-role-permissions
DELETE FROM kernel_role_permission WHERE role_id = :role_id

-- name: count-role-permission
SELECT COUNT(*) FROM kernel_role_permission WHERE role_id = :role_id AND permission = :permission

-- name: count-default-grant
SELECT COUNT(*) FROM kernel_default_grant WHERE role_name = :role_name AND permission = :permission

-- name: insert-default-grant
INSERT INTO kernel_default_grant (role_name, permission) VALUES (:role_name, :permission)

-- name: insert-session
INSERT INTO kernel_session (id, token_hash, user_id, csrf_token, created_at, last_seen_at, address, device)
VALUES (:id, :token_hash, :user_id, :csrf_token, :created_at, :last_seen_at, :address, :device)

-- name: find-session
SELECT s.id, s.user_id, s.csrf_token, s.created_at, s.last_seen_at, u.name AS user_name,
    (SELECT COUNT(*) FROM kernel_totp t WHERE t.user_id = s.user_id AND t.confirmed = 1) AS totp,
    (SELECT COUNT(*) FROM kernel_user_role ur JOIN kernel_role r ON r.id = ur.role_id
     WHERE ur.user_id = s.user_id AND r.totp_required = 1) AS totp_roles
FROM kernel_session s JOIN kernel_user u ON u.id = s.user_id
WHERE s.token_hash = :token_hash AND u.active = 1

-- name: touch-session
UPDATE kernel_session SET last_seen_at = :now WHERE id = :id

-- name: delete-session
DELETE FROM kernel_session WHERE token_hash = :token_hash

-- name: delete-sessions-of-user
DELETE FROM kernel_session WHERE user_id = :user_id

-- name: sessions-of-user
SELECT id, created_at, last_seen_at, address, device, CASE WHEN token_hash = :token_hash THEN 1 ELSE 0 END AS current
FROM kernel_session WHERE user_id = :user_id AND created_at >= :created_after AND last_seen_at >= :seen_after
ORDER BY last_seen_at DESC, id DESC

-- name: delete-session-of-user
DELETE FROM kernel_session WHERE id = :id AND user_id = :user_id

-- name: delete-other-sessions
DELETE FROM kernel_session WHERE user_id = :user_id AND token_hash <> :token_hash

-- name: delete-old-sessions
DELETE FROM kernel_session WHERE created_at < :created_before OR last_seen_at < :seen_before

-- name: insert-token
INSERT INTO kernel_token (id, token_hash, user_id, name, permissions, created_at, expires_at)
VALUES (:id, :token_hash, :user_id, :name, :permissions, :created_at, :expires_at)

-- name: find-token
SELECT t.id, t.user_id, t.name, t.permissions, t.expires_at, u.name AS user_name
FROM kernel_token t JOIN kernel_user u ON u.id = t.user_id
WHERE t.token_hash = :token_hash AND u.active = 1

-- name: get-token
SELECT id, user_id, name, permissions, created_at, expires_at FROM kernel_token WHERE id = :id

-- name: list-tokens
SELECT id, user_id, name, permissions, created_at, expires_at FROM kernel_token WHERE id > :after ORDER BY id LIMIT :limit

-- name: delete-token
DELETE FROM kernel_token WHERE id = :id

-- name: insert-one-time-link
INSERT INTO kernel_one_time_link (token_hash, kind, user_id, expires_at) VALUES (:token_hash, :kind, :user_id, :expires_at)

-- name: find-one-time-link
SELECT kind, user_id, expires_at FROM kernel_one_time_link WHERE token_hash = :token_hash

-- name: delete-one-time-link
DELETE FROM kernel_one_time_link WHERE token_hash = :token_hash

-- name: delete-one-time-links-of-kind
DELETE FROM kernel_one_time_link WHERE kind = :kind

-- name: insert-audit
INSERT INTO kernel_audit (id, at, actor_kind, actor_name, user_id, request_id, action, resource_id, detail, block_number)
VALUES (:id, :at, :actor_kind, :actor_name, :user_id, :request_id, :action, :resource_id, :detail, 0)

-- name: unsealed-audit
SELECT id, at, actor_kind, actor_name, user_id, request_id, action, resource_id, detail
FROM kernel_audit WHERE block_number = 0 ORDER BY id LIMIT :limit

-- name: seal-audit
UPDATE kernel_audit SET block_number = :number WHERE block_number = 0 AND id <= :last_id

-- name: audit-of-block
SELECT id, at, actor_kind, actor_name, user_id, request_id, action, resource_id, detail
FROM kernel_audit WHERE block_number = :number ORDER BY id

-- name: list-audit
SELECT id, at, actor_kind, actor_name, user_id, request_id, action, resource_id, detail
FROM kernel_audit WHERE id < :before ORDER BY id DESC LIMIT :limit

-- name: list-audit-of-resource
SELECT id, at, actor_kind, actor_name, user_id, request_id, action, resource_id, detail
FROM kernel_audit WHERE resource_id = :resource_id AND id < :before ORDER BY id DESC LIMIT :limit

-- name: audited-resources
SELECT resource_id FROM kernel_audit WHERE action = :action AND resource_id <> 0;

-- name: last-audit-block
SELECT number, sealed_at, line_count, hash FROM kernel_audit_block ORDER BY number DESC LIMIT 1

-- name: audit-blocks
SELECT number, sealed_at, line_count, hash FROM kernel_audit_block ORDER BY number

-- name: insert-audit-block
INSERT INTO kernel_audit_block (number, sealed_at, line_count, hash) VALUES (:number, :sealed_at, :line_count, :hash)

-- name: count-audit-of-unknown-block
SELECT COUNT(*) FROM kernel_audit a WHERE a.block_number > :last

-- name: find-totp
SELECT user_id, sealed AS secret, confirmed, last_step, since FROM kernel_totp WHERE user_id = :user_id

-- name: insert-totp
INSERT INTO kernel_totp (user_id, secret, sealed, confirmed, last_step, since)
VALUES (:user_id, '', :secret, :confirmed, :last_step, :since)

-- name: confirm-totp
UPDATE kernel_totp SET confirmed = 1, last_step = :last_step, since = :since WHERE user_id = :user_id AND confirmed = 0

-- name: take-totp-step
UPDATE kernel_totp SET last_step = :step WHERE user_id = :user_id AND last_step < :step

-- name: delete-totp
DELETE FROM kernel_totp WHERE user_id = :user_id

-- name: insert-recovery-code
INSERT INTO kernel_recovery_code (user_id, code_hash) VALUES (:user_id, :code_hash)

-- name: take-recovery-code
DELETE FROM kernel_recovery_code WHERE user_id = :user_id AND code_hash = :code_hash

-- name: count-recovery-codes
SELECT COUNT(*) FROM kernel_recovery_code WHERE user_id = :user_id

-- name: delete-recovery-codes
DELETE FROM kernel_recovery_code WHERE user_id = :user_id

-- name: count-totp-roles
SELECT COUNT(*) FROM kernel_user_role ur JOIN kernel_role r ON r.id = ur.role_id
WHERE ur.user_id = :user_id AND r.totp_required = 1

-- name: renew-presence
UPDATE kernel_presence SET seen_at = :now, since = CASE WHEN seen_at < :expired THEN :now ELSE since END
WHERE record = :record AND user_id = :user_id

-- name: insert-presence
INSERT INTO kernel_presence (record, user_id, since, seen_at) VALUES (:record, :user_id, :now, :now)

-- name: delete-presence
DELETE FROM kernel_presence WHERE record = :record AND user_id = :user_id

-- name: purge-presence
DELETE FROM kernel_presence WHERE seen_at < :expired

-- name: present-others
SELECT u.display_name AS name, p.since FROM kernel_presence p JOIN kernel_user u ON u.id = p.user_id
WHERE p.record = :record AND p.user_id <> :user_id AND p.seen_at >= :expired ORDER BY p.since

-- name: sealed-totp
SELECT u.name, t.sealed FROM kernel_totp t JOIN kernel_user u ON u.id = t.user_id
WHERE t.confirmed = 1 AND t.sealed <> '' ORDER BY u.name

-- name: any-sealed-totp
SELECT user_id, sealed AS secret, confirmed, last_step, since FROM kernel_totp
WHERE confirmed = 1 AND sealed <> '' ORDER BY user_id LIMIT 1

-- name: insert-notification
INSERT INTO kernel_notification (id, user_id, kind, subject, link, created_at)
VALUES (:id, :user_id, :kind, :subject, :link, :created_at)

-- name: notifications
SELECT id, kind, subject, link, created_at, read_at FROM kernel_notification
WHERE user_id = :user_id AND id < :before AND (:unread = 0 OR read_at IS NULL) ORDER BY id DESC LIMIT :limit

-- name: find-notification
SELECT id, kind, subject, link, created_at, read_at FROM kernel_notification WHERE id = :id AND user_id = :user_id

-- name: mark-notification
UPDATE kernel_notification SET read_at = :read_at WHERE id = :id AND user_id = :user_id

-- name: mark-notifications
UPDATE kernel_notification SET read_at = :read_at WHERE user_id = :user_id AND id <= :up_to AND read_at IS NULL

-- name: count-unread-notifications
SELECT COUNT(*) FROM kernel_notification WHERE user_id = :user_id AND read_at IS NULL

-- name: purge-notifications
DELETE FROM kernel_notification WHERE id IN (SELECT id FROM (
    SELECT id FROM kernel_notification WHERE created_at < :before ORDER BY created_at LIMIT :limit) x)

-- name: active-user
SELECT id FROM kernel_user WHERE active = 1 AND (id = :id OR name = :name)

-- name: users-with-permission
SELECT DISTINCT u.id FROM kernel_user u JOIN kernel_user_role ur ON ur.user_id = u.id
    JOIN kernel_role r ON r.id = ur.role_id
WHERE u.active = 1 AND (r.name = 'administrator' OR EXISTS (
    SELECT 1 FROM kernel_role_permission p WHERE p.role_id = r.id AND p.permission = :permission))
ORDER BY u.id
