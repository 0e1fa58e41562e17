-- An import is tried before it is done, and can be taken back whole.
ALTER TABLE contacts_import ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE contacts_import ADD COLUMN created_by VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE contacts_import ADD COLUMN first_id BIGINT NOT NULL DEFAULT 0;  -- the contacts it made lie between them
ALTER TABLE contacts_import ADD COLUMN last_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts_import ADD COLUMN duplicates_sure BIGINT;              -- rows, found by the dry run
ALTER TABLE contacts_import ADD COLUMN duplicates_perhaps BIGINT;
ALTER TABLE contacts_import ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;   -- contacts that undoing took away
ALTER TABLE contacts_import ADD COLUMN restored BIGINT NOT NULL DEFAULT 0;  -- whose fields it gave back
ALTER TABLE contacts_import ADD COLUMN kept BIGINT NOT NULL DEFAULT 0;      -- that it had to leave
ALTER TABLE contacts_import ADD COLUMN undos BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts_import ADD COLUMN undone_by VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE contacts_import ADD COLUMN undone_at BIGINT;

-- "existing": update or skip, became "mode": both or create.
UPDATE contacts_import SET settings = REPLACE(settings, '"existing":"skip"', '"mode":"create"');
UPDATE contacts_import_profile SET settings = REPLACE(settings, '"existing":"skip"', '"mode":"create"');

-- What an import changed at contacts that were there before it: each field with its value before and after.
CREATE TABLE contacts_import_change (
    import_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    version_after BIGINT NOT NULL,      -- of the contact
    version_before BIGINT NOT NULL,
    version_undone BIGINT NOT NULL,     -- the version that holds the values of before again; 0: none
    fields LONGTEXT NOT NULL,           -- JSON
    PRIMARY KEY (import_id, contact_id, version_after)
) /*clustered*/;
CREATE INDEX contacts_import_change_contact ON contacts_import_change (contact_id, import_id);

-- Whom or what undoing an import had to leave, and why.
CREATE TABLE contacts_import_kept (
    import_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    code VARCHAR(50) NOT NULL,
    detail VARCHAR(500) NOT NULL,
    PRIMARY KEY (import_id, contact_id, code)
) /*clustered*/;

-- Which import a consent came with.
ALTER TABLE contacts_consent ADD COLUMN import_id BIGINT;
