-- name: insert-item
INSERT INTO fulfilment_item (id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, active,
    on_hand, reserved, back_ordered, version)
VALUES (:id, :sku, :name, :kind, :unit_cost, :price_minor, :currency, :stocked, :bin, :reorder_level, :vat_basis_points, :active,
    0, 0, 0, 1)

-- name: insert-balance
INSERT INTO fulfilment_balance (item_id, location, quantity) VALUES (:item_id, :location, 0)

-- name: update-item
UPDATE fulfilment_item SET name = :name, unit_cost = :unit_cost, price_minor = :price_minor, bin = :bin,
    reorder_level = :reorder_level, vat_basis_points = :vat_basis_points, active = :active, version = version + 1
WHERE id = :id

-- name: find-item
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, active, version
FROM fulfilment_item WHERE id = :id

-- name: find-item-by-sku
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, active, version
FROM fulfilment_item WHERE sku = :sku

-- name: list-items
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, active, version
FROM fulfilment_item WHERE id > :after ORDER BY id LIMIT :limit
