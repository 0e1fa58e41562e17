-- Who calls without a code is found by phone number or postcode.
CREATE INDEX contacts_contact_phone ON contacts_contact (phone, id);
CREATE INDEX contacts_contact_postcode ON contacts_contact (postcode, id);
