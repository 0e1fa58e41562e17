-- name: insert-item
INSERT INTO fulfilment_item (id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, needs_approval, kit, substitute_id,
    min_per_order, max_per_order, active, base_id, variant, lots, weight_grams,
    on_hand, reserved, back_ordered, version)
VALUES (:id, :sku, :name, :kind, :unit_cost, :price_minor, :currency, :stocked, :bin, :reorder_level, :vat_basis_points, :needs_approval, :kit,
    :substitute_id, :min_per_order, :max_per_order, :active, :base_id, :variant, :lots, :weight_grams,
    0, 0, 0, 1)

-- name: insert-balance
INSERT INTO fulfilment_balance (item_id, location, quantity) VALUES (:item_id, :location, 0)

-- name: update-item
UPDATE fulfilment_item SET name = :name, weight_grams = :weight_grams, unit_cost = :unit_cost, price_minor = :price_minor, bin = :bin,
    reorder_level = :reorder_level, vat_basis_points = :vat_basis_points, needs_approval = :needs_approval, substitute_id = :substitute_id,
    variant = :variant, replaced_by_id = :replaced_by_id, replaced_from = :replaced_from,
    min_per_order = :min_per_order, max_per_order = :max_per_order, active = :active, version = version + 1
WHERE id = :id

-- name: find-item
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, needs_approval, kit, substitute_id,
    min_per_order, max_per_order, active, version,
    COALESCE((SELECT s.sku FROM fulfilment_item s WHERE s.id = fulfilment_item.substitute_id), '') AS substitute, base_id, variant, has_variants, priced,
    COALESCE((SELECT b.sku FROM fulfilment_item b WHERE b.id = fulfilment_item.base_id), '') AS base, replaced_by_id, replaced_from,
    COALESCE((SELECT r.sku FROM fulfilment_item r WHERE r.id = fulfilment_item.replaced_by_id), '') AS replaced_by, lots, weight_grams
FROM fulfilment_item WHERE id = :id

-- name: find-item-by-sku
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, needs_approval, kit, substitute_id,
    min_per_order, max_per_order, active, version,
    COALESCE((SELECT s.sku FROM fulfilment_item s WHERE s.id = fulfilment_item.substitute_id), '') AS substitute, base_id, variant, has_variants, priced,
    COALESCE((SELECT b.sku FROM fulfilment_item b WHERE b.id = fulfilment_item.base_id), '') AS base, replaced_by_id, replaced_from,
    COALESCE((SELECT r.sku FROM fulfilment_item r WHERE r.id = fulfilment_item.replaced_by_id), '') AS replaced_by, lots, weight_grams
FROM fulfilment_item WHERE sku = :sku

-- name: list-items
SELECT id, sku, name, kind, unit_cost, price_minor, currency, stocked, bin, reorder_level, vat_basis_points, needs_approval, kit, substitute_id,
    min_per_order, max_per_order, active, version,
    COALESCE((SELECT s.sku FROM fulfilment_item s WHERE s.id = fulfilment_item.substitute_id), '') AS substitute, base_id, variant, has_variants, priced,
    COALESCE((SELECT b.sku FROM fulfilment_item b WHERE b.id = fulfilment_item.base_id), '') AS base, replaced_by_id, replaced_from,
    COALESCE((SELECT r.sku FROM fulfilment_item r WHERE r.id = fulfilment_item.replaced_by_id), '') AS replaced_by, lots, weight_grams
FROM fulfilment_item WHERE id > :after ORDER BY id LIMIT :limit
