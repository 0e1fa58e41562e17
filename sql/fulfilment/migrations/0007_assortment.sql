-- A kit has parts and one price; it lies nowhere itself. What is sent when an item is out. How many one order may hold, 0: any.
ALTER TABLE fulfilment_item ADD COLUMN kit INT NOT NULL DEFAULT 0;

ALTER TABLE fulfilment_item ADD COLUMN substitute_id BIGINT;

ALTER TABLE fulfilment_item ADD COLUMN min_per_order BIGINT NOT NULL DEFAULT 0;

ALTER TABLE fulfilment_item ADD COLUMN max_per_order BIGINT NOT NULL DEFAULT 0;

CREATE TABLE fulfilment_kit_part (
    kit_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (kit_id, item_id),
    FOREIGN KEY (kit_id) REFERENCES fulfilment_item (id),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (quantity > 0)
) /*clustered*/;

CREATE INDEX fulfilment_kit_part_by_item ON fulfilment_kit_part (item_id);

-- What a line is: ordered, the kit that was ordered, a part of that kit (so many of each), or an enclosure.
ALTER TABLE fulfilment_line ADD COLUMN role VARCHAR(12) NOT NULL DEFAULT 'ordered';

ALTER TABLE fulfilment_line ADD COLUMN kit_line_id BIGINT;

ALTER TABLE fulfilment_line ADD COLUMN per_kit BIGINT NOT NULL DEFAULT 0;

-- The item that was ordered and is out.
ALTER TABLE fulfilment_line ADD COLUMN instead_of_id BIGINT;

-- What is laid into orders by itself, once into each, as long as there is some.
CREATE TABLE fulfilment_enclosure (
    id BIGINT NOT NULL PRIMARY KEY,
    item_id BIGINT NOT NULL,
    campaign_id BIGINT,
    first_only INT NOT NULL,
    from_day VARCHAR(10),
    until_day VARCHAR(10),
    active INT NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id)
);

CREATE INDEX fulfilment_enclosure_by_item ON fulfilment_enclosure (item_id);
