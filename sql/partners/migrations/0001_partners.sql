-- A file of the bank, the shop or the post. The digest makes a file that comes twice one file.
CREATE TABLE partners_file (
    id BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(16) NOT NULL,
    form VARCHAR(16) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    name VARCHAR(255) NOT NULL,
    bytes BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    fault VARCHAR(64) NOT NULL,
    mapping TEXT NOT NULL,
    controls TEXT NOT NULL,
    line_count INT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (source, digest)
);

-- What files consist of, in parts, until they are read.
CREATE TABLE partners_content (
    owner_id BIGINT NOT NULL,
    part INT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, part)
);

-- How the tables of one sender are read.
CREATE TABLE partners_profile (
    id BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(16) NOT NULL,
    name VARCHAR(200) NOT NULL,
    mapping TEXT NOT NULL,
    UNIQUE (source, name)
);

-- A payment, an order or a returned letter, once, in however many files it stands: entry_key is the sender's own number.
CREATE TABLE partners_entry (
    id BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(16) NOT NULL,
    entry_key VARCHAR(190) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    reason VARCHAR(64) NOT NULL,
    title VARCHAR(200) NOT NULL,
    told TEXT NOT NULL,
    amount_minor BIGINT,
    currency VARCHAR(3) NOT NULL,
    payer_iban VARCHAR(34) NOT NULL,
    happened_at BIGINT NOT NULL,
    reference_id BIGINT,
    response_id BIGINT,
    contact_id BIGINT,
    piece_id BIGINT,
    campaign_id BIGINT,
    order_id BIGINT,
    capture_reference VARCHAR(60) NOT NULL,
    reversed_by BIGINT,
    remark TEXT NOT NULL,
    decided_by VARCHAR(200) NOT NULL,
    decided_at BIGINT,
    taken_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (source, entry_key)
);

CREATE INDEX partners_entry_by_state ON partners_entry (state, source, id);

CREATE INDEX partners_entry_by_contact ON partners_entry (contact_id, id);

CREATE INDEX partners_entry_by_iban ON partners_entry (payer_iban, contact_id);

CREATE INDEX partners_entry_by_reference ON partners_entry (reference_id, id);

-- Every form in which an entry was told: what was told before changes nothing, however late it is told again.
CREATE TABLE partners_telling (
    entry_id BIGINT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    PRIMARY KEY (entry_id, digest)
);

-- A line of a file and the entry that it told; without one it was refused. known: told by an earlier line or file.
CREATE TABLE partners_line (
    file_id BIGINT NOT NULL,
    number INT NOT NULL,
    entry_id BIGINT,
    known INT NOT NULL,
    reason VARCHAR(64) NOT NULL,
    PRIMARY KEY (file_id, number),
    FOREIGN KEY (file_id) REFERENCES partners_file (id)
);

CREATE INDEX partners_line_by_entry ON partners_line (entry_id);

-- A reference that is printed on a payment slip, of a piece or an order, and what was paid with it.
CREATE TABLE partners_reference (
    id BIGINT NOT NULL PRIMARY KEY,
    reference VARCHAR(27) NOT NULL UNIQUE,
    piece_id BIGINT UNIQUE,
    order_id BIGINT UNIQUE,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    amount_minor BIGINT,
    currency VARCHAR(3) NOT NULL,
    paid_minor BIGINT NOT NULL,
    payments INT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by VARCHAR(200) NOT NULL
);

CREATE INDEX partners_reference_by_amount ON partners_reference (currency, amount_minor, paid_minor);

CREATE INDEX partners_reference_by_contact ON partners_reference (contact_id, id);

-- Letters handed over and come back, by the list that the address came from; made anew by a job.
CREATE TABLE partners_quality (
    list_name VARCHAR(200) NOT NULL PRIMARY KEY,
    mailed BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    unknown_there BIGINT NOT NULL,
    deceased BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    counted_at BIGINT NOT NULL
);
