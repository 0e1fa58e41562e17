-- Single mails that somebody waits for. Once one is sent or refused, whom and what it said is not kept.
CREATE TABLE channel_email_notice (
    id BIGINT NOT NULL PRIMARY KEY,
    notice_key VARCHAR(100) NOT NULL UNIQUE,
    from_name VARCHAR(200) NOT NULL,
    to_name VARCHAR(200) NOT NULL,
    to_address VARCHAR(320) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    content TEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    note VARCHAR(500) NOT NULL,
    queued_at BIGINT NOT NULL
);
