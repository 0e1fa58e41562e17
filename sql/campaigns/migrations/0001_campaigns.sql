CREATE TABLE campaigns_campaign (
    id BIGINT NOT NULL PRIMARY KEY,
    code VARCHAR(32) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    description TEXT NOT NULL,
    state VARCHAR(20) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    budget_minor BIGINT NOT NULL,
    fixed_cost_minor BIGINT NOT NULL,
    contribution_per_order BIGINT NOT NULL,
    starts_on VARCHAR(10) NOT NULL,
    ends_on VARCHAR(10) NOT NULL,
    offer_ends_on VARCHAR(10) NOT NULL,
    goals TEXT NOT NULL,
    volumes TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE campaigns_offer (
    id BIGINT NOT NULL PRIMARY KEY,
    code VARCHAR(32) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    description TEXT NOT NULL,
    valid_from VARCHAR(10) NOT NULL,
    valid_until VARCHAR(10) NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE campaigns_cell (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    code VARCHAR(16) NOT NULL,
    name VARCHAR(200) NOT NULL,
    hold_out INT NOT NULL,
    channel VARCHAR(16) NOT NULL,
    offer_id BIGINT,
    cost_per_piece BIGINT NOT NULL,
    UNIQUE (campaign_id, code),
    FOREIGN KEY (campaign_id) REFERENCES campaigns_campaign (id),
    FOREIGN KEY (offer_id) REFERENCES campaigns_offer (id)
);

CREATE TABLE campaigns_decision (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    verdict VARCHAR(16) NOT NULL,
    remark TEXT NOT NULL,
    decided_by VARCHAR(200) NOT NULL,
    decided_at BIGINT NOT NULL,
    FOREIGN KEY (campaign_id) REFERENCES campaigns_campaign (id)
);

CREATE INDEX campaigns_decision_by_campaign ON campaigns_decision (campaign_id, id);

CREATE TABLE campaigns_cost (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    stage VARCHAR(16) NOT NULL,
    label VARCHAR(200) NOT NULL,
    amount_minor BIGINT NOT NULL,
    booked_at BIGINT NOT NULL,
    FOREIGN KEY (campaign_id) REFERENCES campaigns_campaign (id)
);

CREATE INDEX campaigns_cost_by_campaign ON campaigns_cost (campaign_id, id);
