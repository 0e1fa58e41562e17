-- The key under which tokens, personal addresses and confirmation links are signed. One row.
CREATE TABLE channel_web_key (
    id BIGINT NOT NULL PRIMARY KEY,
    secret VARCHAR(64) NOT NULL
);

CREATE TABLE channel_web_form (
    id BIGINT NOT NULL PRIMARY KEY,
    slug VARCHAR(60) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    campaign_id BIGINT,
    general INT NOT NULL,
    published INT NOT NULL,
    opens_on VARCHAR(10),
    closes_on VARCHAR(10),
    definition LONGTEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX channel_web_form_by_campaign ON channel_web_form (campaign_id, id);

CREATE TABLE channel_web_picture (
    form_id BIGINT NOT NULL,
    place VARCHAR(16) NOT NULL,
    content_type VARCHAR(40) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form_id, place),
    FOREIGN KEY (form_id) REFERENCES channel_web_form (id)
);

-- The nonce of the form's token makes what is sent twice one answer.
CREATE TABLE channel_web_submission (
    id BIGINT NOT NULL PRIMARY KEY,
    form_id BIGINT NOT NULL,
    form_version BIGINT NOT NULL,
    campaign_id BIGINT,
    nonce VARCHAR(32) NOT NULL UNIQUE,
    content_hash VARCHAR(64) NOT NULL,
    received_at BIGINT NOT NULL,
    language VARCHAR(8) NOT NULL,
    address VARCHAR(60) NOT NULL,
    code VARCHAR(64) NOT NULL,
    proven INT NOT NULL,
    answers LONGTEXT NOT NULL,
    agreed LONGTEXT NOT NULL,
    channels VARCHAR(200) NOT NULL,
    state VARCHAR(16) NOT NULL,
    reason VARCHAR(64) NOT NULL,
    response_id BIGINT,
    clearing_id BIGINT UNIQUE,
    contact_id BIGINT,
    clearing_version BIGINT NOT NULL,
    FOREIGN KEY (form_id) REFERENCES channel_web_form (id)
);

CREATE INDEX channel_web_submission_by_form ON channel_web_submission (form_id, id);

CREATE INDEX channel_web_submission_by_contact ON channel_web_submission (contact_id, id);

-- The second step of a consent to e-mails (double opt-in), with the proof of both.
CREATE TABLE channel_web_confirmation (
    id BIGINT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL,
    contact_id BIGINT,
    email VARCHAR(320) NOT NULL,
    consent_key VARCHAR(40) NOT NULL,
    purpose VARCHAR(50) NOT NULL,
    text_version VARCHAR(50) NOT NULL,
    text LONGTEXT NOT NULL,
    language VARCHAR(8) NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    asked_from VARCHAR(60) NOT NULL,
    confirmed_at BIGINT,
    confirmed_from VARCHAR(60) NOT NULL,
    consent_id BIGINT,
    FOREIGN KEY (submission_id) REFERENCES channel_web_submission (id)
);

CREATE INDEX channel_web_confirmation_by_submission ON channel_web_confirmation (submission_id, id);

CREATE INDEX channel_web_confirmation_by_email ON channel_web_confirmation (email, asked_at);
