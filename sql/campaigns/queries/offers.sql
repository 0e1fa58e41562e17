-- name: insert-offer
INSERT INTO campaigns_offer (id, code, name, description, valid_from, valid_until, version)
VALUES (:id, :code, :name, :description, :valid_from, :valid_until, :version)

-- name: update-offer
UPDATE campaigns_offer SET name = :name, description = :description, valid_from = :valid_from,
    valid_until = :valid_until, version = version + 1
WHERE id = :id

-- name: find-offer
SELECT id, code, name, description, valid_from, valid_until, version FROM campaigns_offer WHERE id = :id

-- name: find-offer-by-code
SELECT id, code, name, description, valid_from, valid_until, version FROM campaigns_offer WHERE code = :code

-- name: list-offers
SELECT id, code, name, description, valid_from, valid_until, version
FROM campaigns_offer WHERE id > :after ORDER BY id LIMIT :limit
