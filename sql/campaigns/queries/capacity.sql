-- name: list-capacities
SELECT workplace, week, exceptions, per_hundred, version, updated_at FROM campaigns_capacity ORDER BY workplace

-- name: insert-capacity
INSERT INTO campaigns_capacity (workplace, week, exceptions, per_hundred, version, updated_at)
VALUES (:workplace, :week, :exceptions, :per_hundred, :version, :updated_at)

-- name: update-capacity
UPDATE campaigns_capacity SET week = :week, exceptions = :exceptions, per_hundred = :per_hundred, version = :version,
    updated_at = :updated_at
WHERE workplace = :workplace AND version = :version - 1
