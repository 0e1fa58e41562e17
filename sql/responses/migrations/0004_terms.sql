-- What a reply corrected of an address: taken back with the reply.
CREATE TABLE responses_correction (
    capture_id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    residence_before TEXT NOT NULL,
    residence_after TEXT NOT NULL,
    FOREIGN KEY (capture_id) REFERENCES responses_capture (id)
);

CREATE INDEX responses_correction_by_contact ON responses_correction (contact_id);

-- What was said on a rejected reply is kept for a time only.
ALTER TABLE responses_clearing ADD COLUMN bare INT NOT NULL DEFAULT 0;

CREATE INDEX responses_clearing_by_words ON responses_clearing (state, bare, captured_at);
