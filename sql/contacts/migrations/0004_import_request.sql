-- Which request brought an import: who, Idempotency-Key and file, as SHA-256. A client that never got its answer asks again.
ALTER TABLE contacts_import ADD COLUMN request_key VARCHAR(64);
CREATE UNIQUE INDEX contacts_import_request ON contacts_import (request_key);
