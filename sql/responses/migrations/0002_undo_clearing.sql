-- An assignment in clearing can be taken back: its capture stays, marked; a response without a capture that stands
-- (captures = 0) counts nowhere.
ALTER TABLE responses_capture ADD COLUMN withdrawn INT NOT NULL DEFAULT 0;

ALTER TABLE responses_clearing ADD COLUMN capture_id BIGINT;
