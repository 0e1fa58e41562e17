-- Answers of requests with an Idempotency-Key, stored in the unit of work that the request did.
CREATE TABLE kernel_idempotency (
    scope VARCHAR(300) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    state VARCHAR(8) NOT NULL,
    answer_status INT NOT NULL,
    answer_headers TEXT NOT NULL,
    answer_body LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
);
CREATE INDEX kernel_idempotency_expires ON kernel_idempotency (expires_at);
