-- How an order is paid that is not paid by invoice.
CREATE TABLE fulfilment_order_payment (
    order_id BIGINT NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    reference VARCHAR(200) NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

-- What is asked of who knows the buyer's credit, and what they said. One question for one amount of an order; its id is its name at
-- every attempt. `tries` is how often nobody answered.
CREATE TABLE fulfilment_credit_check (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    revision INT NOT NULL,
    state VARCHAR(16) NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    tries INT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    asked_at BIGINT,
    answered_at BIGINT,
    next_at BIGINT,
    UNIQUE (order_id, revision),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_credit_check_by_state ON fulfilment_credit_check (state, id);
