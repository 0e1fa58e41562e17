-- What changed in the hashes since a reader last looked: each change has the next number, in the order of the commits,
-- because whoever changes them holds the one row of the mark.
ALTER TABLE contacts_suppression ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX contacts_suppression_seq ON contacts_suppression (seq);
ALTER TABLE contacts_suppression_mark ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE TABLE contacts_suppression_change (
    seq BIGINT NOT NULL PRIMARY KEY,
    mark BIGINT NOT NULL                -- tells a change that was rolled back from the one that took its number
);

-- Lists of others (Robinson lists, lists of a group of companies), each loaded whole and replaced whole.
CREATE TABLE contacts_suppression_list (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(10) NOT NULL,          -- email, phone, address
    channel VARCHAR(10) NOT NULL,       -- a channel's name or "all"
    scope VARCHAR(10) NOT NULL,         -- everybody, prospects (not those who gave consent)
    digest VARCHAR(10) NOT NULL,        -- plain, sha256: how the identifiers came
    source VARCHAR(200) NOT NULL,
    dated VARCHAR(10) NOT NULL,
    state VARCHAR(10) NOT NULL,         -- loading, active, replaced, failed
    hash_key_id VARCHAR(16) NOT NULL,
    stored_as VARCHAR(100) NOT NULL,
    entries BIGINT NOT NULL,
    wrong BIGINT NOT NULL,              -- lines that are no such identifier
    created_at BIGINT NOT NULL
);
CREATE INDEX contacts_suppression_list_state ON contacts_suppression_list (state, id);

-- 63 bits of the keyed hash of each identifier: one of ten million people meets a stranger's by chance once in a million lists.
CREATE TABLE contacts_suppression_entry (
    list_id BIGINT NOT NULL,
    mac BIGINT NOT NULL,
    PRIMARY KEY (list_id, mac)
) /*clustered*/;

-- The keyed hashes of each contact, so that nobody's address is read to look somebody up. Made behind the writers; a row
-- counts only for the version of the contact and the key it was made with.
CREATE TABLE contacts_identity (
    contact_id BIGINT NOT NULL PRIMARY KEY,
    contact_version BIGINT NOT NULL,
    hash_key_id VARCHAR(16) NOT NULL,
    email_mac BIGINT NOT NULL,          -- 0: none
    phone_mac BIGINT NOT NULL,
    address_mac BIGINT NOT NULL
) /*clustered*/;

-- When a consent was relied on: the proof is kept five years from the newest (§ 7a UWG). Rows are only ever added.
CREATE TABLE contacts_consent_use (
    id BIGINT NOT NULL PRIMARY KEY,
    consent_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    used_for VARCHAR(200) NOT NULL
);
CREATE INDEX contacts_consent_use_consent ON contacts_consent_use (consent_id, id);
ALTER TABLE contacts_consent_state ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
