-- name: insert-price
INSERT INTO fulfilment_price (id, item_id, offer_id, price_minor, discount_basis_points, from_day, until_day, made_at, made_by, version)
VALUES (:id, :item_id, :offer_id, :price_minor, :discount_basis_points, :from_day, :until_day, :made_at, :made_by, 1)

-- name: end-price
UPDATE fulfilment_price SET until_day = :until_day, version = version + 1 WHERE id = :id

-- name: find-price
SELECT p.id, p.item_id, COALESCE(i.sku, '') AS sku, COALESCE(i.name, '') AS name, COALESCE(i.currency, '') AS currency, p.offer_id,
    p.price_minor, p.discount_basis_points, p.from_day, p.until_day, p.made_at, p.made_by, p.version
FROM fulfilment_price p LEFT JOIN fulfilment_item i ON i.id = p.item_id WHERE p.id = :id

-- name: newest-prices
SELECT p.id, p.item_id, COALESCE(i.sku, '') AS sku, COALESCE(i.name, '') AS name, COALESCE(i.currency, '') AS currency, p.offer_id,
    p.price_minor, p.discount_basis_points, p.from_day, p.until_day, p.made_at, p.made_by, p.version
FROM fulfilment_price p LEFT JOIN fulfilment_item i ON i.id = p.item_id
WHERE p.id < :before AND (:sku = '' OR i.sku = :sku) ORDER BY p.id DESC LIMIT :limit

-- name: mark-priced
UPDATE fulfilment_item SET priced = 1 WHERE id = :id

-- name: mark-base
UPDATE fulfilment_item SET has_variants = 1 WHERE id = :id

-- name: price-of-item
SELECT price_minor, discount_basis_points FROM fulfilment_price
WHERE offer_id IS NULL AND (item_id = :item_id OR item_id = :base_id) AND (from_day IS NULL OR from_day <= :day)
    AND (until_day IS NULL OR until_day >= :day)
ORDER BY CASE WHEN item_id = :item_id THEN 0 ELSE 1 END, id DESC LIMIT 1

-- name: price-of-offer
SELECT price_minor, discount_basis_points FROM fulfilment_price
WHERE offer_id = :offer_id AND (item_id IS NULL OR item_id = :item_id OR item_id = :base_id)
    AND (from_day IS NULL OR from_day <= :day) AND (until_day IS NULL OR until_day >= :day)
ORDER BY CASE WHEN item_id = :item_id THEN 0 WHEN item_id = :base_id THEN 1 ELSE 2 END, id DESC LIMIT 1
