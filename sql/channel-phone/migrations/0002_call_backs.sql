-- Calls that somebody asked for themselves: request_id is their own id, and 0 for those of a wave.
ALTER TABLE channel_phone_call ADD COLUMN request_id BIGINT NOT NULL DEFAULT 0;

ALTER TABLE channel_phone_call ADD COLUMN phone VARCHAR(40) NOT NULL DEFAULT '';

ALTER TABLE channel_phone_call ADD COLUMN time_zone VARCHAR(64) NOT NULL DEFAULT '';

DROP INDEX channel_phone_call_piece ON channel_phone_call;

CREATE UNIQUE INDEX channel_phone_call_piece ON channel_phone_call (piece_id, request_id);
