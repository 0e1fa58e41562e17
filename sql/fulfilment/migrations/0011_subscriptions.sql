-- An order that repeats. `wake_day` is the day on which the job looks at it next: that of the next delivery, or the one
-- until which a person holds it; none when only a person can go on.
CREATE TABLE fulfilment_subscription (
    id BIGINT NOT NULL PRIMARY KEY,
    response_id BIGINT,
    reference VARCHAR(200) UNIQUE,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    cell_id BIGINT,
    segment VARCHAR(200) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    state VARCHAR(16) NOT NULL,
    every INT NOT NULL,
    period VARCHAR(8) NOT NULL,
    anchor_day VARCHAR(10) NOT NULL,
    next_day VARCHAR(10),
    wake_day VARCHAR(10),
    delivered INT NOT NULL,
    deliveries INT NOT NULL,
    until_day VARCHAR(10),
    held_by VARCHAR(16) NOT NULL,
    held_until VARCHAR(10),
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    updated_at BIGINT NOT NULL,
    turns BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (every > 0),
    CHECK (deliveries = 0 OR delivered <= deliveries)
);

CREATE INDEX fulfilment_subscription_by_wake ON fulfilment_subscription (wake_day, id);

CREATE INDEX fulfilment_subscription_by_contact ON fulfilment_subscription (contact_id, id);

CREATE INDEX fulfilment_subscription_by_campaign ON fulfilment_subscription (campaign_id, state, id);

CREATE INDEX fulfilment_subscription_by_state ON fulfilment_subscription (state, id);

CREATE INDEX fulfilment_subscription_by_response ON fulfilment_subscription (response_id);

-- What each delivery holds; without a price that of its day.
CREATE TABLE fulfilment_subscription_line (
    subscription_id BIGINT NOT NULL,
    position INT NOT NULL,
    item_id BIGINT NOT NULL,
    quantity INT NOT NULL,
    unit_price_minor BIGINT,
    PRIMARY KEY (subscription_id, position),
    FOREIGN KEY (subscription_id) REFERENCES fulfilment_subscription (id),
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    CHECK (quantity > 0)
) /*clustered*/;

CREATE INDEX fulfilment_subscription_line_by_item ON fulfilment_subscription_line (item_id);

-- The order of each delivery; never changed. Its key lets none be made twice.
CREATE TABLE fulfilment_delivery (
    subscription_id BIGINT NOT NULL,
    number INT NOT NULL,
    due_day VARCHAR(10) NOT NULL,
    order_id BIGINT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (subscription_id, number),
    FOREIGN KEY (subscription_id) REFERENCES fulfilment_subscription (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
) /*clustered*/;
