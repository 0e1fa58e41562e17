-- Pairs of contacts that are surely or perhaps one person, and what people decided about them. low_id < high_id.
CREATE TABLE contacts_duplicate (
    id BIGINT NOT NULL PRIMARY KEY,
    low_id BIGINT NOT NULL,
    high_id BIGINT NOT NULL,
    score INT NOT NULL,                 -- 0 to 100
    verdict VARCHAR(10) NOT NULL,       -- sure, perhaps
    reasons LONGTEXT NOT NULL,          -- field, agreement and points, JSON
    state VARCHAR(10) NOT NULL,         -- open, later, same, different
    found_by VARCHAR(10) NOT NULL,      -- search, import, entry
    found_at BIGINT NOT NULL,
    decided_by VARCHAR(200) NOT NULL,
    decided_at BIGINT
);
CREATE UNIQUE INDEX contacts_duplicate_pair ON contacts_duplicate (low_id, high_id);
CREATE INDEX contacts_duplicate_high ON contacts_duplicate (high_id);
CREATE INDEX contacts_duplicate_review ON contacts_duplicate (state, score, id);

-- Contacts that turned out to be one person. The row of the one that was merged away stays as it is.
CREATE TABLE contacts_merge (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,         -- stays
    merged_id BIGINT NOT NULL,          -- goes
    choices LONGTEXT NOT NULL,          -- fields that were taken from the one that goes, and typed values, JSON
    before_fields LONGTEXT NOT NULL,    -- of the one that stays, JSON
    after_fields LONGTEXT NOT NULL,
    merged_by VARCHAR(200) NOT NULL,
    merged_at BIGINT NOT NULL,
    undone_by VARCHAR(200) NOT NULL,
    undone_at BIGINT
);
CREATE INDEX contacts_merge_contact ON contacts_merge (contact_id, id);
CREATE INDEX contacts_merge_merged ON contacts_merge (merged_id, id);

-- Where ids that were merged away lead. One row per id while it is merged.
CREATE TABLE contacts_alias (
    contact_id BIGINT NOT NULL PRIMARY KEY,
    direct_id BIGINT NOT NULL,          -- merged into this one
    root_id BIGINT NOT NULL,            -- which may have been merged itself: who stands for both today
    merge_id BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX contacts_alias_root ON contacts_alias (root_id, contact_id);
