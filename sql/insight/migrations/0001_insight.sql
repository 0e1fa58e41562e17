CREATE TABLE insight_learning (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    campaign_name VARCHAR(200) NOT NULL,
    segment VARCHAR(200) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    pieces BIGINT NOT NULL,
    responders BIGINT NOT NULL,
    buyers BIGINT NOT NULL,
    learnt_at BIGINT NOT NULL
);

CREATE INDEX insight_learning_by_campaign ON insight_learning (campaign_id, id);
