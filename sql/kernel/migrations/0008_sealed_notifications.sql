-- Secrets of authenticators, sealed with a key that lies outside of the database; the first start seals what stands in
-- `secret` and empties it.
ALTER TABLE kernel_totp ADD COLUMN sealed VARCHAR(300) NOT NULL DEFAULT '';

-- What people should hear about, until they have read it.
CREATE TABLE kernel_notification (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    kind VARCHAR(100) NOT NULL,
    subject VARCHAR(300) NOT NULL,
    link VARCHAR(300) NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT,
    FOREIGN KEY (user_id) REFERENCES kernel_user (id)
);

CREATE INDEX kernel_notification_by_user ON kernel_notification (user_id, id);

CREATE INDEX kernel_notification_by_time ON kernel_notification (created_at);
