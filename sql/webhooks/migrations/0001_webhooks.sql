-- Who is told of what. The secret is sealed; after a rotation the one before it signs along until old_until.
CREATE TABLE webhooks_subscription (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    url VARCHAR(1000) NOT NULL,
    types LONGTEXT NOT NULL,
    state VARCHAR(12) NOT NULL,
    secret LONGTEXT NOT NULL,
    old_secret LONGTEXT,
    old_until BIGINT,
    failing_since BIGINT,
    quiet_until BIGINT,
    stopped_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX webhooks_subscription_state ON webhooks_subscription (state, name);

-- Something that happened, as everybody is told of it; its id is the event's own.
CREATE TABLE webhooks_event (
    id BIGINT NOT NULL PRIMARY KEY,
    type VARCHAR(60) NOT NULL,
    subject VARCHAR(100) NOT NULL,
    contact_id BIGINT,
    happened_at BIGINT NOT NULL,
    body LONGTEXT NOT NULL
);

CREATE INDEX webhooks_event_contact ON webhooks_event (contact_id);

CREATE INDEX webhooks_event_time ON webhooks_event (happened_at);

-- One event for one subscription. The turn makes a job that was overtaken worth nothing.
CREATE TABLE webhooks_message (
    id BIGINT NOT NULL PRIMARY KEY,
    subscription_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    state VARCHAR(12) NOT NULL,
    turn INT NOT NULL,
    tries INT NOT NULL,
    attempts INT NOT NULL,
    begun_at BIGINT,
    next_at BIGINT,
    settled_at BIGINT,
    FOREIGN KEY (subscription_id) REFERENCES webhooks_subscription (id),
    FOREIGN KEY (event_id) REFERENCES webhooks_event (id)
);

CREATE UNIQUE INDEX webhooks_message_once ON webhooks_message (event_id, subscription_id);

CREATE INDEX webhooks_message_newest ON webhooks_message (subscription_id, id);

CREATE INDEX webhooks_message_subscription ON webhooks_message (subscription_id, state, id);

-- What the receiver said at each attempt, cut; status 0 where it said nothing.
CREATE TABLE webhooks_attempt (
    id BIGINT NOT NULL PRIMARY KEY,
    message_id BIGINT NOT NULL,
    attempted_at BIGINT NOT NULL,
    status INT NOT NULL,
    duration_ms INT NOT NULL,
    note VARCHAR(300) NOT NULL,
    answer VARCHAR(1000) NOT NULL,
    FOREIGN KEY (message_id) REFERENCES webhooks_message (id)
);

CREATE INDEX webhooks_attempt_message ON webhooks_attempt (message_id, id);
