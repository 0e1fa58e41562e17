-- What is asked for often: items of a bin, when an item was counted last, what went out in a year, who is called for a reply.
CREATE INDEX fulfilment_item_by_bin ON fulfilment_item (bin);

CREATE INDEX fulfilment_count_line_by_last ON fulfilment_count_line (item_id, state, done_at);

CREATE INDEX fulfilment_move_by_reason ON fulfilment_move (reason, moved_at, item_id, quantity);

CREATE INDEX fulfilment_appointment_by_response ON fulfilment_appointment (response_id);
