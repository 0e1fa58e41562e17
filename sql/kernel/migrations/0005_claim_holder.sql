-- Which process works on a request with an Idempotency-Key, so that the claims of a dead one can be told.
ALTER TABLE kernel_idempotency ADD COLUMN holder BIGINT NOT NULL DEFAULT 0;
