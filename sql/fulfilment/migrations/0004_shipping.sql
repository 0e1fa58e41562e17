-- When an order must be out. `due_at` is the house's own promise, `ship_by` what the customer was told or the law
-- says (purchases only; empty when they agreed to an open date).
CREATE TABLE fulfilment_promise (
    order_id BIGINT NOT NULL PRIMARY KEY,
    due_at BIGINT NOT NULL,
    ship_by VARCHAR(10),
    waiting INT NOT NULL,
    alarmed INT NOT NULL,
    notices INT NOT NULL,
    answer_by VARCHAR(10),
    shipped_at BIGINT,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_promise_by_due ON fulfilment_promise (waiting, due_at, order_id);

CREATE INDEX fulfilment_promise_by_day ON fulfilment_promise (waiting, ship_by, order_id);

CREATE INDEX fulfilment_promise_by_answer ON fulfilment_promise (answer_by);

CREATE INDEX fulfilment_promise_by_end ON fulfilment_promise (shipped_at);

-- Orders that were there before: two days, and no day told to anybody.
INSERT INTO fulfilment_promise (order_id, due_at, ship_by, waiting, alarmed, notices, answer_by, shipped_at)
SELECT id, ordered_at + 172800000000, NULL, CASE WHEN state IN ('shipped', 'cancelled') THEN 0 ELSE 1 END, 0, 0, NULL,
    CASE WHEN state = 'shipped' THEN updated_at ELSE NULL END
FROM fulfilment_order;

-- That a delay was told; each number of an order once. Only the answer is written later.
CREATE TABLE fulfilment_delay_notice (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    number INT NOT NULL,
    ship_by VARCHAR(10) NOT NULL,
    new_day VARCHAR(10),
    answer_by VARCHAR(10),
    answer VARCHAR(16) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    told_at BIGINT NOT NULL,
    told_by VARCHAR(200) NOT NULL,
    answered_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (order_id, number),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

-- Orders that are picked in one round, each into its own tote. `busy_order_id` is the order as long as the round is
-- under way, so that no order is in two rounds at once.
CREATE TABLE fulfilment_pick_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    state VARCHAR(16) NOT NULL,
    orders INT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL
);

CREATE INDEX fulfilment_pick_batch_by_state ON fulfilment_pick_batch (state, id);

CREATE TABLE fulfilment_pick_tote (
    batch_id BIGINT NOT NULL,
    tote INT NOT NULL,
    order_id BIGINT NOT NULL,
    busy_order_id BIGINT UNIQUE,
    PRIMARY KEY (batch_id, tote),
    FOREIGN KEY (batch_id) REFERENCES fulfilment_pick_batch (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
) /*clustered*/;

CREATE INDEX fulfilment_pick_tote_by_order ON fulfilment_pick_tote (order_id);

-- A shipment that a carrier brings. The address is kept as it was printed. `manifest_id`: it was handed over.
CREATE TABLE fulfilment_manifest (
    id BIGINT NOT NULL PRIMARY KEY,
    carrier VARCHAR(100) NOT NULL,
    parcels INT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by VARCHAR(200) NOT NULL
);

CREATE TABLE fulfilment_parcel (
    shipment_id BIGINT NOT NULL PRIMARY KEY,
    carrier VARCHAR(100) NOT NULL,
    number VARCHAR(100) NOT NULL UNIQUE,
    sender VARCHAR(400) NOT NULL,
    address TEXT NOT NULL,
    language VARCHAR(8) NOT NULL,
    manifest_id BIGINT,
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id),
    FOREIGN KEY (manifest_id) REFERENCES fulfilment_manifest (id)
);

CREATE INDEX fulfilment_parcel_by_manifest ON fulfilment_parcel (manifest_id, carrier, shipment_id);

-- Goods that came back, and what becomes of them, line by line. Never changed.
CREATE TABLE fulfilment_return (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    reason VARCHAR(24) NOT NULL,
    received_at BIGINT NOT NULL,
    received_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_return_by_order ON fulfilment_return (order_id, id);

CREATE TABLE fulfilment_return_line (
    return_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    disposition VARCHAR(16) NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (return_id, line_id, disposition),
    FOREIGN KEY (return_id) REFERENCES fulfilment_return (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id),
    CHECK (quantity > 0)
) /*clustered*/;

CREATE INDEX fulfilment_return_line_by_line ON fulfilment_return_line (line_id);

INSERT INTO fulfilment_balance (item_id, location, quantity)
SELECT id, 'quarantine', 0 FROM fulfilment_item WHERE stocked = 1;
