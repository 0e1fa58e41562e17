-- Persons and companies. Empty texts mean "none"; only external_key is NULL then, because it is unique.
CREATE TABLE contacts_contact (
    id BIGINT NOT NULL PRIMARY KEY,
    kind VARCHAR(10) NOT NULL,
    external_key VARCHAR(100),
    salutation VARCHAR(10) NOT NULL,
    title VARCHAR(50) NOT NULL,
    given_name VARCHAR(100) NOT NULL,
    family_name VARCHAR(100) NOT NULL,
    company_name VARCHAR(200) NOT NULL,
    language VARCHAR(10) NOT NULL,
    street VARCHAR(200) NOT NULL,
    house_number VARCHAR(30) NOT NULL,
    address_line2 VARCHAR(200) NOT NULL,
    postcode VARCHAR(20) NOT NULL,
    city VARCHAR(100) NOT NULL,
    region VARCHAR(100) NOT NULL,
    country VARCHAR(2) NOT NULL,
    email VARCHAR(254) NOT NULL,
    phone VARCHAR(20) NOT NULL,
    source VARCHAR(200) NOT NULL,
    address_undeliverable INT NOT NULL,
    deceased INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name_fold VARCHAR(200) NOT NULL,    -- folded family, given and company name: what searches look in
    email_norm VARCHAR(254) NOT NULL,
    reach INT NOT NULL,                 -- 1 post, 2 e-mail, 4 phone are there; 8 undeliverable, 16 deceased
    import_id BIGINT                    -- the import that made it
);
CREATE UNIQUE INDEX contacts_contact_key ON contacts_contact (external_key);
CREATE INDEX contacts_contact_name ON contacts_contact (name_fold, id);
CREATE INDEX contacts_contact_email ON contacts_contact (email_norm, id);

-- Whatever else is known of a contact. Texts that are numbers stand in value_number as well; a text with value_number NULL
-- is compared as a text.
CREATE TABLE contacts_attribute (
    contact_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    value_text VARCHAR(500) NOT NULL,
    value_number DOUBLE,
    PRIMARY KEY (contact_id, name)
) /*clustered*/;
CREATE INDEX contacts_attribute_value ON contacts_attribute (name, value_number, value_text, contact_id);

-- Which attributes there are and the narrowest kind that fits all values seen: number, day or text.
CREATE TABLE contacts_attribute_name (
    name VARCHAR(100) NOT NULL PRIMARY KEY,
    kind VARCHAR(10) NOT NULL
);

-- Consent given and withdrawn: rows are only ever added.
CREATE TABLE contacts_consent (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contacts_contact (id),
    channel VARCHAR(10) NOT NULL,
    purpose VARCHAR(50) NOT NULL,
    event VARCHAR(10) NOT NULL,
    at BIGINT NOT NULL,                 -- when it happened
    recorded_at BIGINT NOT NULL,
    source VARCHAR(200) NOT NULL,
    text_version VARCHAR(50) NOT NULL,
    text_hash VARCHAR(64) NOT NULL      -- SHA-256 of the wording, "" when none was given
);
CREATE INDEX contacts_consent_contact ON contacts_consent (contact_id, id);

-- The wordings that people agreed to, once each.
CREATE TABLE contacts_consent_text (
    text_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    text LONGTEXT NOT NULL,
    first_used_at BIGINT NOT NULL
);

-- What the newest consent event says; derived from contacts_consent.
CREATE TABLE contacts_consent_state (
    contact_id BIGINT NOT NULL,
    channel VARCHAR(10) NOT NULL,
    purpose VARCHAR(50) NOT NULL,
    given INT NOT NULL,
    at BIGINT NOT NULL,
    consent_id BIGINT NOT NULL,
    PRIMARY KEY (contact_id, channel, purpose)
) /*clustered*/;

-- Who must not be contacted. Objections name the contact; hashes block an e-mail address, phone number or postal address
-- whoever it belongs to, also a contact that is imported later. channel "all" means every channel.
CREATE TABLE contacts_suppression (
    id BIGINT NOT NULL PRIMARY KEY,
    kind VARCHAR(10) NOT NULL,          -- objection, email, phone, address
    channel VARCHAR(10) NOT NULL,
    contact_id BIGINT REFERENCES contacts_contact (id),
    hash VARCHAR(64),                   -- HMAC-SHA-256 of the normalised identifier, hexadecimal
    hash_key_id VARCHAR(16),            -- which key made it
    source VARCHAR(200) NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_suppression_contact ON contacts_suppression (contact_id, channel);
CREATE UNIQUE INDEX contacts_suppression_hash ON contacts_suppression (hash, kind, channel);

-- Changes with every change of hashes, so that readers know when theirs are old. One row.
CREATE TABLE contacts_suppression_mark (
    id BIGINT NOT NULL PRIMARY KEY,
    mark BIGINT NOT NULL,
    hashes BIGINT NOT NULL
);

CREATE TABLE contacts_import_profile (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    settings LONGTEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_import_profile_name ON contacts_import_profile (name);

CREATE TABLE contacts_import (
    id BIGINT NOT NULL PRIMARY KEY,
    file_name VARCHAR(200) NOT NULL,    -- as the client called it
    stored_as VARCHAR(100) NOT NULL,    -- in the data folder, until done
    file_bytes BIGINT NOT NULL,
    file_hash VARCHAR(64) NOT NULL,     -- SHA-256
    settings LONGTEXT NOT NULL,
    columns LONGTEXT NOT NULL,          -- headers and where they go
    state VARCHAR(10) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    operation_id BIGINT NOT NULL,
    records BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX contacts_import_hash ON contacts_import (file_hash);

CREATE TABLE contacts_import_error (
    import_id BIGINT NOT NULL REFERENCES contacts_import (id),
    line BIGINT NOT NULL,
    seq INT NOT NULL,
    code VARCHAR(50) NOT NULL,
    field VARCHAR(120) NOT NULL,
    message VARCHAR(1000) NOT NULL,
    fields LONGTEXT NOT NULL,           -- the columns as they came, a JSON list
    PRIMARY KEY (import_id, line, seq)
) /*clustered*/;
