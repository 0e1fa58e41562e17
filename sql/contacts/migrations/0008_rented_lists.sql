-- Names of rented lists: what their contract allows. A person who is no longer in here is ours.
CREATE TABLE contacts_rental (
    import_id BIGINT NOT NULL PRIMARY KEY,
    expires_on VARCHAR(10) NOT NULL,    -- the last day of use, "" when there is none
    single_use INT NOT NULL
);
CREATE TABLE contacts_rented (
    contact_id BIGINT NOT NULL PRIMARY KEY,
    import_id BIGINT NOT NULL,
    rented_at BIGINT NOT NULL           -- what was sent before does not count
) /*clustered*/;
