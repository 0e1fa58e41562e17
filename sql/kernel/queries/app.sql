-- Questions of the wiring itself.

-- name: ping
SELECT 1 AS alive;
