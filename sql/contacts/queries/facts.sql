-- Facts about a contact's own fields: id and value of everyone; the condition is decided in C++.

-- name: fact-kind
SELECT id, kind AS text FROM contacts_contact ORDER BY id;

-- name: fact-salutation
SELECT /*many*/ id, salutation AS text FROM contacts_contact ORDER BY id;

-- name: fact-given-name
SELECT /*many*/ id, given_name AS text FROM contacts_contact ORDER BY id;

-- name: fact-family-name
SELECT /*many*/ id, family_name AS text FROM contacts_contact ORDER BY id;

-- name: fact-company-name
SELECT /*many*/ id, company_name AS text FROM contacts_contact ORDER BY id;

-- name: fact-language
SELECT /*many*/ id, language AS text FROM contacts_contact ORDER BY id;

-- name: fact-postcode
SELECT /*many*/ id, postcode AS text FROM contacts_contact ORDER BY id;

-- name: fact-city
SELECT /*many*/ id, city AS text FROM contacts_contact ORDER BY id;

-- name: fact-region
SELECT /*many*/ id, region AS text FROM contacts_contact ORDER BY id;

-- name: fact-country
SELECT /*many*/ id, country AS text FROM contacts_contact ORDER BY id;

-- name: fact-source
SELECT /*many*/ id, source AS text FROM contacts_contact ORDER BY id;

-- name: fact-external-key
SELECT /*many*/ id, COALESCE(external_key, '') AS text FROM contacts_contact ORDER BY id;

-- name: fact-reach
SELECT /*many*/ id, reach FROM contacts_contact ORDER BY id;

-- name: fact-created-at
SELECT id FROM contacts_contact WHERE created_at >= :low AND created_at <= :high ORDER BY id;

-- name: fact-postcode-area
SELECT /*many*/ id, SUBSTR(postcode, 1, 2) AS text FROM contacts_contact ORDER BY id;

-- name: fact-place
SELECT /*many*/ id, country, postcode FROM contacts_contact WHERE country <> '' AND postcode <> '' ORDER BY id;

-- name: fact-import
SELECT /*many*/ id, CAST(import_id AS CHAR) AS text FROM contacts_contact WHERE import_id IS NOT NULL ORDER BY id;

-- name: fact-consent-email
SELECT /*many*/ contact_id AS id, CASE WHEN given = 1 THEN 'given' ELSE 'withdrawn' END AS text FROM contacts_consent_state
WHERE channel = 'email' AND purpose = 'advertising' ORDER BY contact_id;

-- name: fact-consent-phone
SELECT /*many*/ contact_id AS id, CASE WHEN given = 1 THEN 'given' ELSE 'withdrawn' END AS text FROM contacts_consent_state
WHERE channel = 'phone' AND purpose = 'advertising' ORDER BY contact_id;

-- name: fact-consent-sms
SELECT /*many*/ contact_id AS id, CASE WHEN given = 1 THEN 'given' ELSE 'withdrawn' END AS text FROM contacts_consent_state
WHERE channel = 'sms' AND purpose = 'advertising' ORDER BY contact_id;

-- name: fact-consent-letter
SELECT /*many*/ contact_id AS id, CASE WHEN given = 1 THEN 'given' ELSE 'withdrawn' END AS text FROM contacts_consent_state
WHERE channel = 'letter' AND purpose = 'advertising' ORDER BY contact_id;

-- name: alias-roots
SELECT contact_id, root_id FROM contacts_alias;

-- What an index of facts is told.

-- name: values-of-facts-after
SELECT /*many*/ id, kind, salutation, given_name, family_name, company_name, language, postcode, city, region, country, source, reach,
    created_at, import_id
FROM contacts_contact WHERE id > :after ORDER BY id LIMIT :limit;

-- name: values-of-facts-between
SELECT /*many*/ id, kind, salutation, given_name, family_name, company_name, language, postcode, city, region, country, source, reach,
    created_at, import_id
FROM contacts_contact WHERE id >= :low AND id <= :high ORDER BY id;

-- name: values-of-facts-among
SELECT id, kind, salutation, given_name, family_name, company_name, language, postcode, city, region, country, source, reach,
    created_at, import_id
FROM contacts_contact WHERE id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63)
ORDER BY id;

-- name: consents-of-facts-between
SELECT /*many*/ contact_id, channel, given FROM contacts_consent_state
WHERE contact_id >= :low AND contact_id <= :high AND purpose = 'advertising' ORDER BY contact_id;

-- name: consents-of-facts-among
SELECT contact_id, channel, given FROM contacts_consent_state WHERE purpose = 'advertising' AND contact_id IN
    (:k0, :k1, :k2, :k3, :k4, :k5, :k6, :k7, :k8, :k9, :k10, :k11, :k12, :k13, :k14, :k15,
     :k16, :k17, :k18, :k19, :k20, :k21, :k22, :k23, :k24, :k25, :k26, :k27, :k28, :k29, :k30, :k31,
     :k32, :k33, :k34, :k35, :k36, :k37, :k38, :k39, :k40, :k41, :k42, :k43, :k44, :k45, :k46, :k47,
     :k48, :k49, :k50, :k51, :k52, :k53, :k54, :k55, :k56, :k57, :k58, :k59, :k60, :k61, :k62, :k63)
ORDER BY contact_id;
