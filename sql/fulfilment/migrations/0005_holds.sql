-- An order that waits for a person's word. While it is held it takes nothing more from the stock, its lines do not wait
-- for goods (`waiting` is 0, and the item's back-ordered pieces do not count them) and nothing of it is picked.
ALTER TABLE fulfilment_order ADD COLUMN held INT NOT NULL DEFAULT 0;

-- An order with this item is held until a person agrees.
ALTER TABLE fulfilment_item ADD COLUMN needs_approval INT NOT NULL DEFAULT 0;

-- How many others were reserved in place of what was missing.
ALTER TABLE fulfilment_short_pick ADD COLUMN refilled BIGINT NOT NULL DEFAULT 0;

CREATE TABLE fulfilment_hold (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    reason VARCHAR(16) NOT NULL,
    note TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    held_by VARCHAR(200) NOT NULL,
    released_at BIGINT,
    released_by VARCHAR(200) NOT NULL,
    release_note TEXT NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_hold_by_order ON fulfilment_hold (order_id, id);

CREATE INDEX fulfilment_hold_by_end ON fulfilment_hold (released_at, id);

-- Orders that waited for a person before holds had a name.
INSERT INTO fulfilment_hold (id, order_id, reason, note, held_at, held_by, released_at, released_by, release_note, version)
SELECT id, id, 'unclear', problem, ordered_at, '', NULL, '', '', 1 FROM fulfilment_order WHERE state = 'entered';

UPDATE fulfilment_order SET held = 1 WHERE state = 'entered';

-- What was changed of an order, by whom; never changed, only emptied of addresses and words when the person is erased.
CREATE TABLE fulfilment_order_change (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    line_id BIGINT,
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL,
    note TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id)
);

CREATE INDEX fulfilment_order_change_by_order ON fulfilment_order_change (order_id, id);

CREATE INDEX fulfilment_order_change_by_line ON fulfilment_order_change (line_id);

-- Where one order's goods or bill go when that is not where the person lives.
CREATE TABLE fulfilment_order_address (
    order_id BIGINT NOT NULL,
    kind VARCHAR(8) NOT NULL,
    name VARCHAR(200) NOT NULL,
    address_line2 VARCHAR(200) NOT NULL,
    street VARCHAR(200) NOT NULL,
    house_number VARCHAR(40) NOT NULL,
    postcode VARCHAR(40) NOT NULL,
    city VARCHAR(200) NOT NULL,
    country VARCHAR(2) NOT NULL,
    PRIMARY KEY (order_id, kind),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
) /*clustered*/;
