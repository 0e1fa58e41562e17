-- What packing and carriage of a shipment cost by the rates of its day; never changed.
CREATE TABLE fulfilment_shipment_cost (
    shipment_id BIGINT NOT NULL PRIMARY KEY,
    cost BIGINT NOT NULL,
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id),
    CHECK (cost >= 0)
);

-- Rounds of picking are begun one after the other, or two would choose the same orders.
INSERT INTO fulfilment_counter (name, number, turns) VALUES ('rounds', 0, 0);
