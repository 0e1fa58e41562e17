-- What the live-count indexes of all nodes follow: whose facts changed, in the order of the commits. Old rows go, the newest stays.
CREATE TABLE targetgroups_change (
    seq BIGINT NOT NULL PRIMARY KEY,
    source VARCHAR(100) NOT NULL,       -- "contacts", the name of a stream, "" for all, or "mark:…"
    contacts LONGTEXT NOT NULL,         -- ids, a JSON list
    at BIGINT NOT NULL
);
