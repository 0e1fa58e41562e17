-- Of these items it is known which lot is where and until when it is good.
ALTER TABLE fulfilment_item ADD COLUMN lots INT NOT NULL DEFAULT 0;

-- `in_stock` and `in_staging` are kept with every move, as the balances of the item are.
CREATE TABLE fulfilment_lot (
    id BIGINT NOT NULL PRIMARY KEY,
    item_id BIGINT NOT NULL,
    code VARCHAR(64) NOT NULL,
    expires_on VARCHAR(10),
    in_stock BIGINT NOT NULL,
    in_staging BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (item_id, code),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (in_stock >= 0 AND in_staging >= 0)
);

CREATE INDEX fulfilment_lot_by_day ON fulfilment_lot (expires_on, id);

-- Which lots a move was made of; never changed.
CREATE TABLE fulfilment_lot_move (
    move_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (move_id, lot_id),
    FOREIGN KEY (move_id) REFERENCES fulfilment_move (id),
    FOREIGN KEY (lot_id) REFERENCES fulfilment_lot (id),
    CHECK (quantity > 0)
) /*clustered*/;

CREATE INDEX fulfilment_lot_move_by_lot ON fulfilment_lot_move (lot_id);

CREATE INDEX fulfilment_move_by_line ON fulfilment_move (order_line_id);
