CREATE TABLE fulfilment_item (
    id BIGINT NOT NULL PRIMARY KEY,
    sku VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    unit_cost BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    stocked INT NOT NULL,
    bin VARCHAR(64) NOT NULL,
    reorder_level BIGINT NOT NULL,
    active INT NOT NULL,
    on_hand BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    back_ordered BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (reserved >= 0),
    CHECK (back_ordered >= 0),
    CHECK (on_hand >= reserved)
);

CREATE TABLE fulfilment_balance (
    item_id BIGINT NOT NULL,
    location VARCHAR(16) NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (item_id, location),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (quantity >= 0 OR location IN ('supplier', 'lost'))
) /*clustered*/;

CREATE TABLE fulfilment_order (
    id BIGINT NOT NULL PRIMARY KEY,
    response_id BIGINT UNIQUE,
    reference VARCHAR(200) UNIQUE,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    cell_id BIGINT,
    segment VARCHAR(200) NOT NULL,
    state VARCHAR(16) NOT NULL,
    purchase INT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    value_minor BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    note TEXT NOT NULL,
    problem TEXT NOT NULL,
    ordered_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX fulfilment_order_by_campaign ON fulfilment_order (campaign_id, cell_id, segment, contact_id);

CREATE INDEX fulfilment_order_by_contact ON fulfilment_order (contact_id, id);

CREATE INDEX fulfilment_order_by_state ON fulfilment_order (state, id);

CREATE TABLE fulfilment_line (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    stocked INT NOT NULL,
    purchase INT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    unit_cost BIGINT NOT NULL,
    ordered BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    picked BIGINT NOT NULL,
    back_ordered BIGINT NOT NULL,
    shipped BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    waiting INT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (reserved >= 0 AND back_ordered >= 0 AND shipped >= 0 AND cancelled >= 0),
    CHECK (picked >= 0 AND picked <= reserved)
);

CREATE INDEX fulfilment_line_by_order ON fulfilment_line (order_id, id);

CREATE INDEX fulfilment_line_by_item ON fulfilment_line (item_id, waiting, id);

CREATE TABLE fulfilment_move (
    id BIGINT NOT NULL PRIMARY KEY,
    item_id BIGINT NOT NULL,
    from_location VARCHAR(16) NOT NULL,
    to_location VARCHAR(16) NOT NULL,
    quantity BIGINT NOT NULL,
    reason VARCHAR(24) NOT NULL,
    order_line_id BIGINT,
    note TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    moved_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    FOREIGN KEY (order_line_id) REFERENCES fulfilment_line (id),
    CHECK (quantity > 0),
    CHECK (from_location <> to_location)
);

CREATE INDEX fulfilment_move_by_item ON fulfilment_move (item_id, id);

CREATE TABLE fulfilment_shipment (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    carrier VARCHAR(100) NOT NULL,
    tracking_number VARCHAR(100) NOT NULL,
    shipped_at BIGINT NOT NULL,
    shipped_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_shipment_by_order ON fulfilment_shipment (order_id, id);

CREATE TABLE fulfilment_shipment_line (
    shipment_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (shipment_id, line_id),
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id)
) /*clustered*/;

CREATE INDEX fulfilment_shipment_line_by_line ON fulfilment_shipment_line (line_id);
