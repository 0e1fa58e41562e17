-- Telephone systems that tell us of calls. Of the secret only the digest is kept.
CREATE TABLE channel_phone_cti (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    country VARCHAR(2) NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX channel_phone_cti_name ON channel_phone_cti (name);

CREATE UNIQUE INDEX channel_phone_cti_token ON channel_phone_cti (token_hash);

-- Numbers that people call: each belongs to a campaign from one day to another.
CREATE TABLE channel_phone_line (
    id BIGINT NOT NULL PRIMARY KEY,
    number VARCHAR(16) NOT NULL,
    name VARCHAR(200) NOT NULL,
    campaign_id BIGINT,
    offer_id BIGINT,
    script_id BIGINT,
    language VARCHAR(8) NOT NULL,
    valid_from VARCHAR(10),
    valid_until VARCHAR(10),
    call_back_minutes INT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX channel_phone_line_number ON channel_phone_line (number);

-- A call as the telephone system told of it, whatever came twice or in another order.
CREATE TABLE channel_phone_leg (
    id BIGINT NOT NULL PRIMARY KEY,
    cti_id BIGINT NOT NULL,
    call_name VARCHAR(250) NOT NULL,
    direction VARCHAR(4) NOT NULL,
    from_number VARCHAR(20) NOT NULL,
    to_number VARCHAR(20) NOT NULL,
    agent VARCHAR(100) NOT NULL,
    queue VARCHAR(100) NOT NULL,
    state VARCHAR(12) NOT NULL,
    cause VARCHAR(30) NOT NULL,
    line_id BIGINT,
    campaign_id BIGINT,
    contact_id BIGINT,
    call_back_id BIGINT,
    started_at BIGINT NOT NULL,
    answered_at BIGINT,
    ended_at BIGINT,
    rang INT NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (cti_id) REFERENCES channel_phone_cti (id)
);

CREATE UNIQUE INDEX channel_phone_leg_name ON channel_phone_leg (cti_id, call_name);

CREATE INDEX channel_phone_leg_started ON channel_phone_leg (started_at);

CREATE INDEX channel_phone_leg_from ON channel_phone_leg (from_number, id);

CREATE INDEX channel_phone_leg_contact ON channel_phone_leg (contact_id);

CREATE INDEX channel_phone_leg_state ON channel_phone_leg (state, started_at);

-- What is said on the phone; every version stays, because runs of it do.
CREATE TABLE channel_phone_script (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    campaign_id BIGINT,
    active INT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX channel_phone_script_campaign ON channel_phone_script (campaign_id);

CREATE TABLE channel_phone_script_text (
    script_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    texts LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(100) NOT NULL,
    PRIMARY KEY (script_id, number),
    FOREIGN KEY (script_id) REFERENCES channel_phone_script (id)
);

-- The way that one conversation took through a script.
CREATE TABLE channel_phone_script_run (
    id BIGINT NOT NULL PRIMARY KEY,
    script_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    language VARCHAR(8) NOT NULL,
    agent VARCHAR(100) NOT NULL,
    contact_id BIGINT,
    campaign_id BIGINT,
    call_id BIGINT,
    response_id BIGINT,
    path LONGTEXT NOT NULL,
    sentences LONGTEXT NOT NULL,
    captured LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (script_id, number) REFERENCES channel_phone_script_text (script_id, number)
);

CREATE INDEX channel_phone_script_run_contact ON channel_phone_script_run (contact_id);

CREATE INDEX channel_phone_script_run_response ON channel_phone_script_run (response_id);

CREATE INDEX channel_phone_script_run_call ON channel_phone_script_run (call_id);

CREATE INDEX channel_phone_script_run_script ON channel_phone_script_run (script_id, number);
