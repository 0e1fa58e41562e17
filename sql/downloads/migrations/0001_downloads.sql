-- The file of an item in a language ('' = any); the newest one counts.
CREATE TABLE downloads_file (
    id BIGINT NOT NULL PRIMARY KEY,
    sku VARCHAR(64) NOT NULL,
    language VARCHAR(2) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    content_type VARCHAR(100) NOT NULL,
    bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    UNIQUE (sku, language)
);

CREATE TABLE downloads_content (
    owner_id BIGINT NOT NULL,
    part INT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, part)
);

-- One item of an order, sent as a link. The link's secret is kept as its hash.
CREATE TABLE downloads_delivery (
    id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    sku VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    language VARCHAR(2) NOT NULL,
    state VARCHAR(12) NOT NULL,
    mails INT NOT NULL,
    token_hash VARCHAR(64),
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    downloads INT NOT NULL,
    first_at BIGINT,
    UNIQUE (order_id, sku)
);

CREATE UNIQUE INDEX downloads_delivery_token ON downloads_delivery (token_hash);

CREATE INDEX downloads_delivery_contact ON downloads_delivery (contact_id);
