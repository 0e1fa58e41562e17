-- Persons about whom nothing is kept that names them. One row per id of the person.
CREATE TABLE contacts_erased (
    contact_id BIGINT NOT NULL PRIMARY KEY,
    erased_at BIGINT NOT NULL
) /*clustered*/;

-- What was done when a person asked for erasure or for its data: proof without the data.
CREATE TABLE contacts_certificate (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    kind VARCHAR(20) NOT NULL,          -- erasure, access, retention
    asked_by VARCHAR(200) NOT NULL,     -- how the request came
    made_by VARCHAR(200) NOT NULL,
    made_at BIGINT NOT NULL,
    document_hash VARCHAR(64) NOT NULL, -- SHA-256 of what was handed out; "" for an erasure
    steps LONGTEXT NOT NULL             -- what was done and how many records it concerned, JSON
);
CREATE INDEX contacts_certificate_contact ON contacts_certificate (contact_id, id);
