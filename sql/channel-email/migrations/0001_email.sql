-- The key under which unsubscribe links are signed. One row.
CREATE TABLE channel_email_key (
    id BIGINT NOT NULL PRIMARY KEY,
    secret VARCHAR(64) NOT NULL
);

CREATE TABLE channel_email_unsubscribe (
    piece_id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    at BIGINT NOT NULL
);
