-- Who keeps and sends goods for the company. `sent_on`: the day of the last file that was made by the clock.
CREATE TABLE fulfilment_house (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL UNIQUE,
    folder VARCHAR(64) NOT NULL,
    send_at VARCHAR(5) NOT NULL,
    answer_hours BIGINT NOT NULL,
    parcel_cost BIGINT NOT NULL,
    piece_cost BIGINT NOT NULL,
    mapping TEXT NOT NULL,
    active INT NOT NULL,
    sent_on VARCHAR(10),
    version BIGINT NOT NULL,
    CHECK (parcel_cost >= 0 AND piece_cost >= 0)
);

-- All of the item lies at that house and is sent from there. A line keeps what counted when it was made.
ALTER TABLE fulfilment_item ADD COLUMN house_id BIGINT;

ALTER TABLE fulfilment_line ADD COLUMN house_id BIGINT;

CREATE INDEX fulfilment_item_by_house ON fulfilment_item (house_id, id);

CREATE INDEX fulfilment_line_by_house ON fulfilment_line (house_id, reserved);

-- Orders that were handed over together. `handing_at`: it is being put into the house's folder since then.
CREATE TABLE fulfilment_house_file (
    id BIGINT NOT NULL PRIMARY KEY,
    house_id BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    orders INT NOT NULL,
    line_count INT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    handing_at BIGINT,
    handed_at BIGINT,
    version BIGINT NOT NULL,
    FOREIGN KEY (house_id) REFERENCES fulfilment_house (id)
);

CREATE INDEX fulfilment_house_file_by_house ON fulfilment_house_file (house_id, id);

CREATE INDEX fulfilment_house_file_by_state ON fulfilment_house_file (state, id);

-- So many of an order line were handed over; `waiting` until all of them are shipped or refused. The address is kept as it
-- was handed over.
CREATE TABLE fulfilment_house_line (
    id BIGINT NOT NULL PRIMARY KEY,
    file_id BIGINT NOT NULL,
    house_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    shipped BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    address TEXT NOT NULL,
    language VARCHAR(8) NOT NULL,
    due_at BIGINT NOT NULL,
    answer_by BIGINT NOT NULL,
    waiting INT NOT NULL,
    told INT NOT NULL,
    UNIQUE (file_id, line_id),
    FOREIGN KEY (file_id) REFERENCES fulfilment_house_file (id),
    FOREIGN KEY (house_id) REFERENCES fulfilment_house (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id),
    CHECK (quantity > 0 AND shipped >= 0 AND refused >= 0 AND shipped + refused <= quantity)
);

CREATE INDEX fulfilment_house_line_by_house ON fulfilment_house_line (house_id, waiting, answer_by);

CREATE INDEX fulfilment_house_line_by_order ON fulfilment_house_line (order_id, id);

CREATE INDEX fulfilment_house_line_by_line ON fulfilment_house_line (line_id);

CREATE INDEX fulfilment_house_line_by_answer ON fulfilment_house_line (waiting, told, answer_by);

-- A file in which a house tells what it did; the same bytes are one file.
CREATE TABLE fulfilment_house_answer (
    id BIGINT NOT NULL PRIMARY KEY,
    house_id BIGINT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    line_count INT NOT NULL,
    applied INT NOT NULL,
    again INT NOT NULL,
    faults INT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by VARCHAR(200) NOT NULL,
    UNIQUE (house_id, digest),
    FOREIGN KEY (house_id) REFERENCES fulfilment_house (id)
);

-- `entry` is what an applied line says, so that another file cannot say it again; none for all others.
CREATE TABLE fulfilment_house_answer_line (
    answer_id BIGINT NOT NULL,
    line_no INT NOT NULL,
    entry VARCHAR(80) UNIQUE,
    state VARCHAR(16) NOT NULL,
    fault VARCHAR(64) NOT NULL,
    order_id BIGINT,
    sku VARCHAR(64) NOT NULL,
    quantity BIGINT NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    shipment_id BIGINT,
    tracking_number VARCHAR(100) NOT NULL,
    lot VARCHAR(64) NOT NULL,
    reason VARCHAR(400) NOT NULL,
    PRIMARY KEY (answer_id, line_no),
    FOREIGN KEY (answer_id) REFERENCES fulfilment_house_answer (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id)
) /*clustered*/;

CREATE INDEX fulfilment_house_answer_line_by_order ON fulfilment_house_answer_line (order_id);

CREATE INDEX fulfilment_house_answer_line_by_shipment ON fulfilment_house_answer_line (shipment_id);

-- Which shipments went out from a house: the route in what they cost.
CREATE TABLE fulfilment_house_shipment (
    shipment_id BIGINT NOT NULL PRIMARY KEY,
    house_id BIGINT NOT NULL,
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id),
    FOREIGN KEY (house_id) REFERENCES fulfilment_house (id)
);

CREATE INDEX fulfilment_house_shipment_by_house ON fulfilment_house_shipment (house_id);

INSERT INTO fulfilment_balance (item_id, location, quantity)
SELECT id, 'house', 0 FROM fulfilment_item WHERE stocked = 1;
