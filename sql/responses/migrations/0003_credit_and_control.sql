-- Why a response is credited as it is, and with how many others it shares the credit.
ALTER TABLE responses_response ADD COLUMN late INT NOT NULL DEFAULT 0;

ALTER TABLE responses_response ADD COLUMN credits INT NOT NULL DEFAULT 1;

ALTER TABLE responses_response ADD COLUMN credit_reason VARCHAR(32) NOT NULL DEFAULT '';

ALTER TABLE responses_response ADD COLUMN credit_window INT NOT NULL DEFAULT 0;

-- All credits of a response that has more than one; the first is the response's own. Hold-outs are credited in full by
-- every rule (best = 1, share = 1).
CREATE TABLE responses_credit (
    response_id BIGINT NOT NULL,
    number INT NOT NULL,
    campaign_id BIGINT,
    cell_id BIGINT,
    wave_id BIGINT,
    piece_id BIGINT,
    segment VARCHAR(200) NOT NULL,
    attribution VARCHAR(16) NOT NULL,
    reason VARCHAR(32) NOT NULL,
    late INT NOT NULL,
    best INT NOT NULL,
    share DOUBLE NOT NULL,
    PRIMARY KEY (response_id, number),
    FOREIGN KEY (response_id) REFERENCES responses_response (id)
) /*clustered*/;

CREATE INDEX responses_credit_by_campaign ON responses_credit (campaign_id, cell_id);

-- What became of each capture, and by which way it came: figures of control count both.
ALTER TABLE responses_capture ADD COLUMN outcome VARCHAR(16) NOT NULL DEFAULT 'captured';

ALTER TABLE responses_capture ADD COLUMN clearing_id BIGINT;

ALTER TABLE responses_capture ADD COLUMN batch_id BIGINT;

ALTER TABLE responses_capture ADD COLUMN fields TEXT;

UPDATE responses_capture SET outcome = 'duplicate' WHERE id NOT IN
    (SELECT first_id FROM (SELECT MIN(id) AS first_id FROM responses_capture WHERE withdrawn = 0 GROUP BY response_id) firsts);

UPDATE responses_capture SET clearing_id =
    (SELECT c.id FROM responses_clearing c WHERE c.capture_id = responses_capture.id);

ALTER TABLE responses_clearing ADD COLUMN channel VARCHAR(16) NOT NULL DEFAULT 'other';

ALTER TABLE responses_clearing ADD COLUMN batch_id BIGINT;

UPDATE responses_clearing SET channel = (SELECT k.channel FROM responses_capture k WHERE k.id = responses_clearing.capture_id)
WHERE capture_id IN (SELECT id FROM responses_capture);

-- A stack that was typed, with what was counted by hand before. Its captures have ids from its own to last_id.
CREATE TABLE responses_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    counted INT,
    counted_items INT,
    received INT NOT NULL,
    refused INT NOT NULL,
    last_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL
);

CREATE INDEX responses_clearing_by_batch ON responses_clearing (batch_id, id);

-- What a type asks for and what it sets in motion.
ALTER TABLE responses_type ADD COLUMN fields TEXT;

ALTER TABLE responses_type ADD COLUMN call_back INT NOT NULL DEFAULT 0;

ALTER TABLE responses_type ADD COLUMN follow_up INT NOT NULL DEFAULT 0;

ALTER TABLE responses_type ADD COLUMN correct_address INT NOT NULL DEFAULT 0;

-- The outcomes that are offered where replies to a campaign are captured.
CREATE TABLE responses_outcome_set (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL UNIQUE,
    outcomes TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- The share of unknown codes when it was last looked at, and since when it is above what is borne; one row.
CREATE TABLE responses_alarm (
    id BIGINT NOT NULL PRIMARY KEY,
    checked_at BIGINT NOT NULL,
    received BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    since BIGINT
);
