-- Why each piece was handed over or withheld: the gate's answer in the unit that took it, with the record it relied on.
CREATE TABLE dispatch_decision (
    piece_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    refusal VARCHAR(20) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    relies_on BIGINT NOT NULL,          -- consent event, objection, suppression or list; 0: none
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (piece_id, batch_id)
) /*clustered*/;
