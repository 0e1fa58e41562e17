CREATE TABLE followups_rule (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    did TEXT NOT NULL,
    did_not TEXT NOT NULL,
    cell_ids TEXT NOT NULL,
    wait_days INT NOT NULL,
    channel VARCHAR(16) NOT NULL,
    content LONGTEXT NOT NULL,
    active INT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX followups_rule_by_campaign ON followups_rule (campaign_id, id);

CREATE TABLE followups_run (
    id BIGINT NOT NULL PRIMARY KEY,
    rule_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    state VARCHAR(16) NOT NULL,
    start_wave INT NOT NULL,
    selected BIGINT NOT NULL,
    target_group_id BIGINT,
    wave_id BIGINT,
    operation_id BIGINT NOT NULL,
    problem TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    finished_at BIGINT,
    attempts INT NOT NULL,
    FOREIGN KEY (rule_id) REFERENCES followups_rule (id)
);

CREATE INDEX followups_run_by_rule ON followups_run (rule_id, id);

CREATE INDEX followups_run_by_campaign ON followups_run (campaign_id, id);

CREATE TABLE followups_selection /*clustered*/ (
    rule_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    PRIMARY KEY (rule_id, contact_id),
    FOREIGN KEY (run_id) REFERENCES followups_run (id)
);

CREATE INDEX followups_selection_by_run ON followups_selection (run_id, contact_id);
