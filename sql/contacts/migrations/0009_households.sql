-- What an address has beside street and city, and the address as it came before it was taken apart.
ALTER TABLE contacts_contact ADD COLUMN name_suffix VARCHAR(50) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN department VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN care_of VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN building VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN po_box VARCHAR(50) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN district VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE contacts_contact ADD COLUMN address_lines VARCHAR(1000) NOT NULL DEFAULT '';

-- Nobody is contacted and nothing is changed until somebody decides (GDPR art. 18).
ALTER TABLE contacts_contact ADD COLUMN restricted INT NOT NULL DEFAULT 0;

-- Who lives together: 63 bits of a hash over folded family name and address, 0 where the address is not complete.
ALTER TABLE contacts_contact ADD COLUMN household BIGINT NOT NULL DEFAULT 0;
CREATE INDEX contacts_contact_household ON contacts_contact (household, id);

-- By which rules the derived columns were made. One row; a newer program derives them anew, once.
CREATE TABLE contacts_derived (
    id BIGINT NOT NULL PRIMARY KEY,
    rules BIGINT NOT NULL
);
