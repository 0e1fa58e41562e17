-- name: find-code-space
SELECT secret, next_number FROM dispatch_code_space WHERE id = :id

-- name: insert-code-space
INSERT INTO dispatch_code_space (id, secret, next_number) VALUES (:id, :secret, 0)

-- name: reserve-numbers
UPDATE dispatch_code_space SET next_number = next_number + :count WHERE id = :id
