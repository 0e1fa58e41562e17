-- Picks that came out short, with their reasons; never changed.
CREATE TABLE fulfilment_short_pick (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    reason VARCHAR(16) NOT NULL,
    note TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    reported_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id),
    CHECK (quantity > 0)
);

CREATE INDEX fulfilment_short_pick_by_order ON fulfilment_short_pick (order_id, id);

CREATE INDEX fulfilment_short_pick_by_line ON fulfilment_short_pick (line_id);
