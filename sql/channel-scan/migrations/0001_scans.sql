-- A stack of cards that was scanned. day_key: of what a watched folder brought on one day.
CREATE TABLE channel_scan_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    type_key VARCHAR(64) NOT NULL,
    campaign_id BIGINT,
    pages_expected INT,
    day_key VARCHAR(16) UNIQUE,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL
);

-- The digest makes a file that comes twice one file. pages: 1 until they are counted.
CREATE TABLE channel_scan_file (
    id BIGINT NOT NULL PRIMARY KEY,
    batch_id BIGINT NOT NULL,
    digest VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR(255) NOT NULL,
    content_type VARCHAR(40) NOT NULL,
    bytes BIGINT NOT NULL,
    pages INT NOT NULL,
    finished INT NOT NULL,
    received_at BIGINT NOT NULL,
    FOREIGN KEY (batch_id) REFERENCES channel_scan_batch (id)
);

CREATE INDEX channel_scan_file_by_batch ON channel_scan_file (batch_id, id);

CREATE TABLE channel_scan_page (
    id BIGINT NOT NULL PRIMARY KEY,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    number INT NOT NULL,
    state VARCHAR(16) NOT NULL,
    reason VARCHAR(64) NOT NULL,
    code VARCHAR(64) NOT NULL,
    boxes TEXT NOT NULL,
    response_id BIGINT,
    clearing_id BIGINT UNIQUE,
    clearing_version BIGINT NOT NULL,
    contact_id BIGINT,
    content_type VARCHAR(40) NOT NULL,
    read_at BIGINT NOT NULL,
    UNIQUE (file_id, number),
    FOREIGN KEY (file_id) REFERENCES channel_scan_file (id)
);

CREATE INDEX channel_scan_page_by_batch ON channel_scan_page (batch_id, state, id);

CREATE INDEX channel_scan_page_by_contact ON channel_scan_page (contact_id, id);

-- What files (until they are read) and pages (until their person is erased) consist of, in parts.
CREATE TABLE channel_scan_content (
    owner_id BIGINT NOT NULL,
    part INT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, part)
);

-- Where the boxes of a campaign's card are, and what they mean.
CREATE TABLE channel_scan_card (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL UNIQUE,
    module_mm DOUBLE NOT NULL,
    boxes TEXT NOT NULL,
    version BIGINT NOT NULL
);
