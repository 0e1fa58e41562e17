-- Who in a postcode is called alike or lives in a street called alike is found in the index alone: among ten million people a
-- postcode has more than a thousand, and each of their rows lies somewhere else.
CREATE INDEX contacts_contact_near ON contacts_contact (postcode, name_fold, street, id);

DROP INDEX contacts_contact_postcode ON contacts_contact;
