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
SELECT id FROM contacts_contact WHERE created_at >= :low AND created_at < :high ORDER BY id;
