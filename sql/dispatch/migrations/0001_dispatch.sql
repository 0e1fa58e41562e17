-- The key that puts the codes into no order, and the next number nobody has used. One row.
CREATE TABLE dispatch_code_space (
    id BIGINT NOT NULL PRIMARY KEY,
    secret VARCHAR(64) NOT NULL,
    next_number BIGINT NOT NULL
);

CREATE TABLE dispatch_wave (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    campaign_id BIGINT NOT NULL,
    target_group_id BIGINT NOT NULL,
    cell_ids TEXT NOT NULL,
    channel VARCHAR(10) NOT NULL,
    content LONGTEXT NOT NULL,
    follow_up INT NOT NULL,
    state VARCHAR(20) NOT NULL,
    hand_over_wanted INT NOT NULL,
    pieces BIGINT NOT NULL,
    built_after BIGINT NOT NULL,
    build_job_id BIGINT NOT NULL,
    builds INT NOT NULL,
    hand_over_job_id BIGINT NOT NULL,
    hand_overs INT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    built_at BIGINT,
    handed_over_at BIGINT
);
CREATE INDEX dispatch_wave_campaign ON dispatch_wave (campaign_id);

CREATE TABLE dispatch_batch (
    id BIGINT NOT NULL PRIMARY KEY,
    wave_id BIGINT NOT NULL,
    number INT NOT NULL,
    state VARCHAR(20) NOT NULL,
    first_piece_id BIGINT NOT NULL,
    last_piece_id BIGINT NOT NULL,
    pieces INT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    FOREIGN KEY (wave_id) REFERENCES dispatch_wave (id)
);
CREATE UNIQUE INDEX dispatch_batch_number ON dispatch_batch (wave_id, number);

-- No index more than is asked for: each one costs every piece of every wave.
-- A piece is found by the number behind its code: numbers ascend, so the index grows at its end, where an index over the
-- codes themselves would be touched everywhere by every wave.
-- (contact_id, wave_id) keeps one piece per person and wave, and finds the pieces of a person.
CREATE TABLE dispatch_piece (
    id BIGINT NOT NULL PRIMARY KEY,
    wave_id BIGINT NOT NULL,
    cell_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    code VARCHAR(12) NOT NULL,
    code_number BIGINT NOT NULL,
    segment VARCHAR(200) NOT NULL,
    seed INT NOT NULL,
    state VARCHAR(20) NOT NULL,
    refusal VARCHAR(20) NOT NULL,
    batch_id BIGINT NOT NULL,
    handed_over_at BIGINT,
    returned_at BIGINT,
    note VARCHAR(500) NOT NULL,
    FOREIGN KEY (wave_id) REFERENCES dispatch_wave (id)
);
CREATE UNIQUE INDEX dispatch_piece_code_number ON dispatch_piece (code_number);
CREATE UNIQUE INDEX dispatch_piece_contact ON dispatch_piece (contact_id, wave_id);
CREATE INDEX dispatch_piece_state ON dispatch_piece (wave_id, state);

-- Pieces per wave, cell, segment and state, kept in step with dispatch_piece in the same unit of work.
CREATE TABLE dispatch_tally (
    wave_id BIGINT NOT NULL,
    cell_id BIGINT NOT NULL,
    segment VARCHAR(200) NOT NULL,
    seed INT NOT NULL,
    state VARCHAR(20) NOT NULL,
    refusal VARCHAR(20) NOT NULL,
    pieces BIGINT NOT NULL,
    PRIMARY KEY (wave_id, cell_id, segment, seed, state, refusal),
    FOREIGN KEY (wave_id) REFERENCES dispatch_wave (id)
) /*clustered*/;

CREATE TABLE dispatch_seed (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    note VARCHAR(200) NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX dispatch_seed_contact ON dispatch_seed (contact_id, campaign_id);
