-- name: erase-consent-sources
-- Proofs of consent to calls must be kept (§ 7a UWG); of the others only the bare event stays.
UPDATE contacts_consent SET source = '' WHERE contact_id = :contact_id AND channel <> 'phone' AND source <> '';

-- name: erase-merges
UPDATE contacts_merge SET choices = '{"from":{},"typed":{}}', before_fields = '{}', after_fields = '{}'
WHERE contact_id = :contact_id OR merged_id = :contact_id;

-- name: erase-duplicates
DELETE FROM contacts_duplicate WHERE low_id = :contact_id OR high_id = :contact_id;

-- name: erase-import-changes
UPDATE contacts_import_change SET fields = '{"fields":{}}' WHERE contact_id = :contact_id;

-- name: insert-erased
INSERT INTO contacts_erased (contact_id, erased_at) VALUES (:contact_id, :erased_at);

-- name: is-erased
SELECT COUNT(*) FROM contacts_erased WHERE contact_id = :contact_id;

-- name: erased-ids
SELECT contact_id FROM contacts_erased ORDER BY contact_id;

-- name: insert-certificate
INSERT INTO contacts_certificate (id, contact_id, kind, asked_by, made_by, made_at, document_hash, steps)
VALUES (:id, :contact_id, :kind, :asked_by, :made_by, :made_at, :document_hash, :steps);

-- name: certificates-of
SELECT id, contact_id, kind, asked_by, made_by, made_at, document_hash, steps FROM contacts_certificate
WHERE contact_id = :contact_id ORDER BY id;

-- name: erased-with-data
-- Nothing that names an erased person may be there; country, language and the beginning of the postcode are for figures.
SELECT COUNT(*) FROM contacts_erased e JOIN contacts_contact c ON c.id = e.contact_id
WHERE c.title <> '' OR c.family_name <> '' OR c.given_name <> '' OR c.name_suffix <> '' OR c.company_name <> ''
   OR c.department <> '' OR c.care_of <> '' OR c.building <> '' OR c.street <> '' OR c.house_number <> '' OR c.po_box <> ''
   OR c.address_line2 <> '' OR c.district <> '' OR c.city <> '' OR c.region <> '' OR c.address_lines <> '' OR c.email <> ''
   OR c.phone <> '' OR c.source <> '' OR c.external_key IS NOT NULL OR c.name_fold <> '' OR c.email_norm <> ''
   OR EXISTS (SELECT 1 FROM contacts_attribute a WHERE a.contact_id = c.id)
   OR EXISTS (SELECT 1 FROM contacts_import_change i WHERE i.contact_id = c.id AND i.fields <> '{"fields":{}}')
   OR EXISTS (SELECT 1 FROM contacts_merge m WHERE m.merged_id = c.id AND m.after_fields <> '{}')
   OR EXISTS (SELECT 1 FROM contacts_merge m WHERE m.contact_id = c.id AND m.after_fields <> '{}');
