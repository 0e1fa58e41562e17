-- What a response type or an item sets in motion. Without a route it is what it always was: a parcel from here, a file at once.
CREATE TABLE fulfilment_route (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    response_type VARCHAR(64) NOT NULL,
    item_id BIGINT,
    house_id BIGINT,
    approval INT NOT NULL,
    approvers TEXT NOT NULL,
    days INT NOT NULL,
    assignee VARCHAR(200) NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (item_id) REFERENCES fulfilment_item (id),
    FOREIGN KEY (house_id) REFERENCES fulfilment_house (id),
    CHECK (response_type <> '' OR item_id IS NOT NULL)
);

CREATE INDEX fulfilment_route_by_item ON fulfilment_route (item_id);

CREATE INDEX fulfilment_route_by_house ON fulfilment_route (house_id);

-- Which way an order goes when that is not the usual one.
CREATE TABLE fulfilment_order_route (
    order_id BIGINT NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    route_id BIGINT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (route_id) REFERENCES fulfilment_route (id)
);

CREATE INDEX fulfilment_order_route_by_route ON fulfilment_order_route (route_id);

-- Somebody is to be called on a day.
CREATE TABLE fulfilment_appointment (
    id BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(64) NOT NULL UNIQUE,
    route_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    response_id BIGINT,
    order_id BIGINT,
    state VARCHAR(16) NOT NULL,
    due_on VARCHAR(10) NOT NULL,
    assignee VARCHAR(200) NOT NULL,
    note TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (route_id) REFERENCES fulfilment_route (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id)
);

CREATE INDEX fulfilment_appointment_by_route ON fulfilment_appointment (route_id);

CREATE INDEX fulfilment_appointment_by_contact ON fulfilment_appointment (contact_id, id);

CREATE INDEX fulfilment_appointment_by_order ON fulfilment_appointment (order_id);

CREATE INDEX fulfilment_appointment_by_day ON fulfilment_appointment (state, due_on, id);

-- Somebody must agree before an order or an appointment goes on. Decided once; kept as the history.
CREATE TABLE fulfilment_approval (
    id BIGINT NOT NULL PRIMARY KEY,
    route_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    order_id BIGINT,
    appointment_id BIGINT,
    state VARCHAR(16) NOT NULL,
    approvers TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by VARCHAR(200) NOT NULL,
    reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (order_id, route_id),
    UNIQUE (appointment_id, route_id),
    FOREIGN KEY (route_id) REFERENCES fulfilment_route (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (appointment_id) REFERENCES fulfilment_appointment (id)
);

CREATE INDEX fulfilment_approval_by_route ON fulfilment_approval (route_id);

CREATE INDEX fulfilment_approval_by_contact ON fulfilment_approval (contact_id, id);

CREATE INDEX fulfilment_approval_by_state ON fulfilment_approval (state, id);
