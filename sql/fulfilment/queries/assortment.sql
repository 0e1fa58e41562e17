-- name: parts-of-kit
SELECT p.item_id, i.sku, i.name, p.quantity FROM fulfilment_kit_part p JOIN fulfilment_item i ON i.id = p.item_id
WHERE p.kit_id = :kit_id ORDER BY i.sku

-- name: items-of-kit
SELECT i.id, i.sku, i.name, i.kind, i.unit_cost, i.price_minor, i.currency, i.stocked, i.bin, i.reorder_level, i.vat_basis_points,
    i.needs_approval, i.kit, i.substitute_id, i.min_per_order, i.max_per_order, i.active, i.version, '' AS substitute, i.base_id, i.variant, i.has_variants, i.priced, '' AS base, i.replaced_by_id, i.replaced_from,
    '' AS replaced_by, i.lots, i.weight_grams
FROM fulfilment_kit_part p JOIN fulfilment_item i ON i.id = p.item_id WHERE p.kit_id = :kit_id ORDER BY i.sku

-- name: insert-kit-part
INSERT INTO fulfilment_kit_part (kit_id, item_id, quantity) VALUES (:kit_id, :item_id, :quantity)

-- name: drop-kit-parts
DELETE FROM fulfilment_kit_part WHERE kit_id = :kit_id

-- name: insert-enclosure
INSERT INTO fulfilment_enclosure (id, item_id, campaign_id, first_only, from_day, until_day, active, version)
VALUES (:id, :item_id, :campaign_id, :first_only, :from_day, :until_day, :active, 1)

-- name: update-enclosure
UPDATE fulfilment_enclosure SET first_only = :first_only, from_day = :from_day, until_day = :until_day, active = :active,
    version = version + 1
WHERE id = :id

-- name: find-enclosure
SELECT e.id, e.item_id, i.sku, i.name, e.campaign_id, e.first_only, e.from_day, e.until_day, e.active, e.version
FROM fulfilment_enclosure e JOIN fulfilment_item i ON i.id = e.item_id WHERE e.id = :id

-- name: list-enclosures
SELECT e.id, e.item_id, i.sku, i.name, e.campaign_id, e.first_only, e.from_day, e.until_day, e.active, e.version
FROM fulfilment_enclosure e JOIN fulfilment_item i ON i.id = e.item_id WHERE e.id > :after ORDER BY e.id LIMIT :limit

-- name: enclosures-of-day
SELECT e.id, e.item_id, i.sku, i.name, e.campaign_id, e.first_only, e.from_day, e.until_day, e.active, e.version
FROM fulfilment_enclosure e JOIN fulfilment_item i ON i.id = e.item_id
WHERE e.active = 1 AND i.active = 1 AND i.currency = :currency AND (e.campaign_id IS NULL OR e.campaign_id = :campaign_id)
    AND (e.from_day IS NULL OR e.from_day <= :today) AND (e.until_day IS NULL OR e.until_day >= :today)
    AND (i.stocked = 0 OR i.on_hand - i.reserved - i.back_ordered > 0)
ORDER BY e.id

-- name: count-orders-of-contact
SELECT COUNT(*) FROM fulfilment_order WHERE contact_id = :contact_id AND state <> 'cancelled'

-- name: count-wrong-kits
SELECT COUNT(*) FROM fulfilment_line k LEFT JOIN (SELECT kit_line_id, COUNT(*) AS parts,
        MIN((shipped - shipped % per_kit) / per_kit) AS complete
    FROM fulfilment_line WHERE kit_line_id IS NOT NULL GROUP BY kit_line_id) p ON p.kit_line_id = k.id
WHERE k.role = 'kit' AND (p.parts IS NULL OR k.shipped <> p.complete)
