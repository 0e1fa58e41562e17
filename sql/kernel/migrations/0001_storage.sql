-- The ledger of migrations. Its table is made by the very first statement of the very first migration, so that the rest of
-- this file is already noted in it.
CREATE TABLE IF NOT EXISTS kernel_migration (
    plugin VARCHAR(64) NOT NULL,
    number INT NOT NULL,
    name VARCHAR(120) NOT NULL,
    checksum VARCHAR(64) NOT NULL,      -- SHA-256 of the file, hexadecimal
    statements INT NOT NULL,            -- how many the file has
    done INT NOT NULL,                  -- how many of them ran; less than all after a crash without transactional DDL
    applied_at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    app_version VARCHAR(40) NOT NULL,
    PRIMARY KEY (plugin, number)
);

-- Numbers of nodes that share this database; each is leased to one process, so that the ids they make differ.
CREATE TABLE kernel_node (
    node INT NOT NULL,
    holder VARCHAR(120) NOT NULL,       -- who has the lease: host, process and a random word
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (node)
);
