-- Counts of what lies in the bins: planned ones, and those of a bin in which a picker found too few.
CREATE TABLE fulfilment_count (
    id BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(16) NOT NULL,
    scope VARCHAR(8) NOT NULL,
    chosen VARCHAR(200) NOT NULL,
    state VARCHAR(16) NOT NULL,
    tolerance_pieces BIGINT NOT NULL,
    tolerance_percent INT NOT NULL,
    due_on VARCHAR(10),
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL,
    CHECK (tolerance_pieces >= 0 AND tolerance_percent >= 0)
);

CREATE INDEX fulfilment_count_by_state ON fulfilment_count (state, id);

-- An item, or one lot of it. `difference` is what was posted: counted less expected of the last tally.
CREATE TABLE fulfilment_count_line (
    id BIGINT NOT NULL PRIMARY KEY,
    count_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    lot_id BIGINT,
    bin VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    difference BIGINT NOT NULL,
    move_id BIGINT UNIQUE,
    done_at BIGINT,
    FOREIGN KEY (count_id) REFERENCES fulfilment_count (id),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    FOREIGN KEY (lot_id) REFERENCES fulfilment_lot (id),
    FOREIGN KEY (move_id) REFERENCES fulfilment_move (id)
);

CREATE INDEX fulfilment_count_line_by_count ON fulfilment_count_line (count_id, id);

CREATE INDEX fulfilment_count_line_by_item ON fulfilment_count_line (item_id, state);

CREATE INDEX fulfilment_count_line_by_lot ON fulfilment_count_line (lot_id);

CREATE INDEX fulfilment_count_line_by_end ON fulfilment_count_line (done_at);

-- What somebody counted, and what the book said at that moment. The second is somebody else's. Never changed.
CREATE TABLE fulfilment_count_tally (
    line_id BIGINT NOT NULL,
    number INT NOT NULL,
    expected BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    counted_by VARCHAR(200) NOT NULL,
    counted_by_id BIGINT NOT NULL,
    PRIMARY KEY (line_id, number),
    FOREIGN KEY (line_id) REFERENCES fulfilment_count_line (id),
    CHECK (number IN (1, 2)),
    CHECK (counted >= 0)
) /*clustered*/;

-- Counts are planned one after the other, or two would choose the same items.
INSERT INTO fulfilment_counter (name, number, turns) VALUES ('counts', 0, 0);
