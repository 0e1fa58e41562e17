CREATE TABLE pretests_pre_test (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    cell_ids TEXT NOT NULL,
    base_rate DOUBLE NOT NULL,
    wished_rate DOUBLE NOT NULL,
    alpha DOUBLE NOT NULL,
    power DOUBLE NOT NULL,
    state VARCHAR(16) NOT NULL,
    chosen_cell_id BIGINT,
    remark TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX pretests_pre_test_by_campaign ON pretests_pre_test (campaign_id, id);
