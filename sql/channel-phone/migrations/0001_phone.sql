CREATE TABLE channel_phone_outcome (
    id BIGINT NOT NULL PRIMARY KEY,
    code VARCHAR(40) NOT NULL,
    label VARCHAR(200) NOT NULL,
    category VARCHAR(20) NOT NULL,
    response_type VARCHAR(40) NOT NULL,
    retry_minutes INT NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX channel_phone_outcome_code ON channel_phone_outcome (code);

-- due_at: when the call may be made; for a claimed call the end of the agent's lease, after which anybody may take it.
CREATE TABLE channel_phone_call (
    id BIGINT NOT NULL PRIMARY KEY,
    piece_id BIGINT NOT NULL,
    wave_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    script LONGTEXT NOT NULL,
    state VARCHAR(20) NOT NULL,
    callable INT NOT NULL,
    due_at BIGINT NOT NULL,
    reserved_for VARCHAR(100) NOT NULL,
    agent VARCHAR(100) NOT NULL,
    attempts INT NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    refusal VARCHAR(20) NOT NULL,
    note VARCHAR(2000) NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE UNIQUE INDEX channel_phone_call_piece ON channel_phone_call (piece_id);
CREATE INDEX channel_phone_call_due ON channel_phone_call (callable, due_at, attempts);
CREATE INDEX channel_phone_call_contact ON channel_phone_call (contact_id);

CREATE TABLE channel_phone_attempt (
    id BIGINT NOT NULL PRIMARY KEY,
    call_id BIGINT NOT NULL,
    agent VARCHAR(100) NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    note VARCHAR(2000) NOT NULL,
    at BIGINT NOT NULL,
    FOREIGN KEY (call_id) REFERENCES channel_phone_call (id)
);
CREATE INDEX channel_phone_attempt_call ON channel_phone_attempt (call_id);
