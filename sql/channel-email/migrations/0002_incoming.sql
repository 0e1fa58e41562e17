-- Mails that came in. The digest makes a mail that is delivered twice one mail.
CREATE TABLE channel_email_incoming (
    id BIGINT NOT NULL PRIMARY KEY,
    digest VARCHAR(64) NOT NULL UNIQUE,
    received_at BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    from_address VARCHAR(320) NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    feedback_type VARCHAR(64) NOT NULL,
    piece_id BIGINT,
    contact_id BIGINT,
    campaign_id BIGINT,
    unsubscribed INT NOT NULL
);

CREATE INDEX channel_email_incoming_by_kind ON channel_email_incoming (kind, id);

CREATE INDEX channel_email_incoming_by_contact ON channel_email_incoming (contact_id, id);

-- A recipient of a returned mail.
CREATE TABLE channel_email_bounce (
    id BIGINT NOT NULL PRIMARY KEY,
    incoming_id BIGINT NOT NULL,
    address VARCHAR(320) NOT NULL,
    status VARCHAR(16) NOT NULL,
    reply VARCHAR(8) NOT NULL,
    diagnostic TEXT NOT NULL,
    reason VARCHAR(32) NOT NULL,
    permanent INT NOT NULL,
    hard INT NOT NULL,
    piece_id BIGINT,
    contact_id BIGINT,
    campaign_id BIGINT,
    at BIGINT NOT NULL,
    FOREIGN KEY (incoming_id) REFERENCES channel_email_incoming (id)
);

CREATE INDEX channel_email_bounce_by_incoming ON channel_email_bounce (incoming_id, id);

CREATE INDEX channel_email_bounce_by_address ON channel_email_bounce (address, at);

CREATE INDEX channel_email_bounce_by_campaign ON channel_email_bounce (campaign_id, id);

-- Addresses that are written to no more, by themselves: quarantine belongs to the address, objection to the person.
CREATE TABLE channel_email_quarantine (
    address VARCHAR(320) NOT NULL PRIMARY KEY,
    bounce_id BIGINT NOT NULL,
    reason VARCHAR(32) NOT NULL,
    since BIGINT NOT NULL
);
