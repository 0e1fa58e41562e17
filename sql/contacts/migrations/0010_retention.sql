-- What is kept how long: category x event x term -> action. A rule acts only after a dry run of the version it has.
CREATE TABLE contacts_retention_rule (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    category VARCHAR(20) NOT NULL,
    source VARCHAR(200) NOT NULL,       -- beginning of the contact's source, with category "source"
    event VARCHAR(20) NOT NULL,
    term_days BIGINT NOT NULL,
    action VARCHAR(20) NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_retention_rule_name ON contacts_retention_rule (name);

-- Each run of a rule, dry or real: proof of what was done, without names.
CREATE TABLE contacts_retention_run (
    id BIGINT NOT NULL PRIMARY KEY,
    rule_id BIGINT NOT NULL,
    rule_version BIGINT NOT NULL,
    dry INT NOT NULL,
    state VARCHAR(10) NOT NULL,         -- running, done, stopped
    started_by VARCHAR(200) NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    report LONGTEXT NOT NULL
);
CREATE INDEX contacts_retention_run_rule ON contacts_retention_run (rule_id, id);

-- Who must not be touched while a dispute or an inspection goes on. Rows are only ever added and released.
CREATE TABLE contacts_hold (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    reason VARCHAR(200) NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    made_at BIGINT NOT NULL,
    released_by VARCHAR(200) NOT NULL,
    released_at BIGINT
);
CREATE INDEX contacts_hold_contact ON contacts_hold (contact_id, id);
