CREATE TABLE channel_letter_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    wave_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    number INT NOT NULL,
    letters INT NOT NULL,
    failed INT NOT NULL,
    window_name VARCHAR(40) NOT NULL,
    font VARCHAR(200) NOT NULL,
    points DOUBLE NOT NULL,
    sender_country VARCHAR(2) NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX channel_letter_batch_wave ON channel_letter_batch (wave_id);
