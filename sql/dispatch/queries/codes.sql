-- name: find-code-space
SELECT secret, next_number FROM dispatch_code_space WHERE id = 1

-- name: insert-code-space
INSERT INTO dispatch_code_space (id, secret, next_number) VALUES (1, :secret, 0)

-- name: reserve-numbers
UPDATE dispatch_code_space SET next_number = next_number + :count WHERE id = 1
