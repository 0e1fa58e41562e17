-- A variant (a size, a colour) belongs to a base item, which is not ordered itself. From a day on another item takes an item's
-- place: the next version of a brochure.
ALTER TABLE fulfilment_item ADD COLUMN base_id BIGINT;

ALTER TABLE fulfilment_item ADD COLUMN variant VARCHAR(100) NOT NULL DEFAULT '';

ALTER TABLE fulfilment_item ADD COLUMN has_variants INT NOT NULL DEFAULT 0;

ALTER TABLE fulfilment_item ADD COLUMN replaced_by_id BIGINT;

ALTER TABLE fulfilment_item ADD COLUMN replaced_from VARCHAR(10);

ALTER TABLE fulfilment_item ADD COLUMN priced INT NOT NULL DEFAULT 0;

-- Prices between two days, for everybody or for who answers an offer; of an item, or a discount of an offer on all. Only the
-- last day changes.
CREATE TABLE fulfilment_price (
    id BIGINT NOT NULL PRIMARY KEY,
    item_id BIGINT,
    offer_id BIGINT,
    price_minor BIGINT,
    discount_basis_points INT NOT NULL,
    from_day VARCHAR(10),
    until_day VARCHAR(10),
    made_at BIGINT NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (item_id IS NOT NULL OR offer_id IS NOT NULL),
    CHECK (price_minor IS NULL OR price_minor >= 0),
    CHECK (discount_basis_points BETWEEN 0 AND 10000)
);

CREATE INDEX fulfilment_price_by_item ON fulfilment_price (item_id, id);

CREATE INDEX fulfilment_price_by_offer ON fulfilment_price (offer_id, id);
