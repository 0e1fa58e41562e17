CREATE TABLE responses_type (
    id BIGINT NOT NULL PRIMARY KEY,
    type_key VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    reaction VARCHAR(16) NOT NULL,
    fulfil INT NOT NULL,
    opt_out INT NOT NULL,
    opt_out_channel VARCHAR(16),
    active INT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE responses_response (
    id BIGINT NOT NULL PRIMARY KEY,
    received_at BIGINT NOT NULL,
    channel VARCHAR(16) NOT NULL,
    type_key VARCHAR(64) NOT NULL,
    reaction VARCHAR(16) NOT NULL,
    attribution VARCHAR(16) NOT NULL,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    cell_id BIGINT,
    wave_id BIGINT,
    piece_id BIGINT,
    segment VARCHAR(200) NOT NULL,
    follow_up INT NOT NULL,
    captures INT NOT NULL,
    value_minor BIGINT,
    duplicate_key VARCHAR(140) NOT NULL UNIQUE
);

CREATE INDEX responses_response_by_campaign ON responses_response (campaign_id, reaction, cell_id, segment, contact_id);

CREATE INDEX responses_response_by_contact ON responses_response (contact_id, id);

CREATE TABLE responses_capture (
    id BIGINT NOT NULL PRIMARY KEY,
    response_id BIGINT NOT NULL,
    captured_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    channel VARCHAR(16) NOT NULL,
    captured_by VARCHAR(200) NOT NULL,
    reference_key VARCHAR(220) UNIQUE,
    items TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (response_id) REFERENCES responses_response (id)
);

CREATE INDEX responses_capture_by_response ON responses_capture (response_id, id);

CREATE TABLE responses_clearing (
    id BIGINT NOT NULL PRIMARY KEY,
    captured_at BIGINT NOT NULL,
    captured_by VARCHAR(200) NOT NULL,
    reason VARCHAR(32) NOT NULL,
    reply TEXT NOT NULL,
    reference_key VARCHAR(220) UNIQUE,
    state VARCHAR(16) NOT NULL,
    response_id BIGINT,
    remark TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX responses_clearing_by_state ON responses_clearing (state, id);

CREATE TABLE responses_return (
    id BIGINT NOT NULL PRIMARY KEY,
    piece_id BIGINT NOT NULL UNIQUE,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    reason VARCHAR(16) NOT NULL,
    remark TEXT NOT NULL,
    returned_at BIGINT NOT NULL,
    blocked INT NOT NULL
);

CREATE INDEX responses_return_by_campaign ON responses_return (campaign_id, id);
