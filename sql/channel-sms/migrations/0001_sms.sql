-- Providers of SMS. What is said to them and how they answer is data: profile.
CREATE TABLE channel_sms_profile (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    profile LONGTEXT NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX channel_sms_profile_name ON channel_sms_profile (name);

CREATE UNIQUE INDEX channel_sms_profile_token ON channel_sms_profile (token_hash);

-- One message to one person. It is stored before it is handed over, so that nothing is handed over twice.
CREATE TABLE channel_sms_message (
    id BIGINT NOT NULL PRIMARY KEY,
    piece_id BIGINT,
    batch_id BIGINT,
    profile_id BIGINT NOT NULL,
    contact_id BIGINT,
    campaign_id BIGINT,
    recipient VARCHAR(20) NOT NULL,
    content LONGTEXT NOT NULL,
    state VARCHAR(12) NOT NULL,
    segments INT NOT NULL,
    cost BIGINT NOT NULL,
    attempts INT NOT NULL,
    provider_name VARCHAR(200),
    note VARCHAR(400) NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    settled_at BIGINT,
    FOREIGN KEY (profile_id) REFERENCES channel_sms_profile (id)
);

CREATE UNIQUE INDEX channel_sms_message_piece ON channel_sms_message (piece_id);

CREATE UNIQUE INDEX channel_sms_message_name ON channel_sms_message (profile_id, provider_name);

CREATE INDEX channel_sms_message_recipient ON channel_sms_message (recipient, sent_at);

CREATE INDEX channel_sms_message_contact ON channel_sms_message (contact_id);

CREATE INDEX channel_sms_message_state ON channel_sms_message (state, id);

-- What people wrote. The provider's own name of a message makes what comes twice one message.
CREATE TABLE channel_sms_incoming (
    id BIGINT NOT NULL PRIMARY KEY,
    profile_id BIGINT NOT NULL,
    provider_name VARCHAR(200) NOT NULL,
    received_at BIGINT NOT NULL,
    sender VARCHAR(40) NOT NULL,
    recipient VARCHAR(40) NOT NULL,
    content LONGTEXT NOT NULL,
    kind VARCHAR(12) NOT NULL,
    matched VARCHAR(12) NOT NULL,
    piece_id BIGINT,
    contact_id BIGINT,
    campaign_id BIGINT,
    response_id BIGINT,
    clearing_id BIGINT,
    FOREIGN KEY (profile_id) REFERENCES channel_sms_profile (id)
);

CREATE UNIQUE INDEX channel_sms_incoming_name ON channel_sms_incoming (profile_id, provider_name);

CREATE INDEX channel_sms_incoming_kind ON channel_sms_incoming (kind, id);

CREATE INDEX channel_sms_incoming_contact ON channel_sms_incoming (contact_id);

-- What the provider says of a message that it took, also before we know that it took it.
CREATE TABLE channel_sms_receipt (
    id BIGINT NOT NULL PRIMARY KEY,
    profile_id BIGINT NOT NULL,
    provider_name VARCHAR(200) NOT NULL,
    status VARCHAR(60) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (profile_id) REFERENCES channel_sms_profile (id)
);

CREATE UNIQUE INDEX channel_sms_receipt_once ON channel_sms_receipt (profile_id, provider_name, status);
