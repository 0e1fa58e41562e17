-- Events: the outbox, who hears what, and what is still to be delivered.
CREATE TABLE kernel_event (
    id BIGINT NOT NULL PRIMARY KEY,
    topic VARCHAR(120) NOT NULL,
    payload LONGTEXT NOT NULL,
    published_at BIGINT NOT NULL
);

-- Kept while a plugin is stopped or refused, so that it finds what happened meanwhile.
CREATE TABLE kernel_subscription (
    topic VARCHAR(120) NOT NULL,
    subscriber VARCHAR(64) NOT NULL,
    PRIMARY KEY (topic, subscriber)
);

-- One node at a time works for a subscriber, so that its order holds. The lease is taken and renewed in the units that
-- deliver; turns counts them, so that every renewal changes the row.
CREATE TABLE kernel_subscriber (
    subscriber VARCHAR(64) NOT NULL PRIMARY KEY,
    lease_token BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    turns BIGINT NOT NULL
);

-- A row is deleted in the unit that carries the effects of the delivery.
CREATE TABLE kernel_delivery (
    subscriber VARCHAR(64) NOT NULL,
    event_id BIGINT NOT NULL,
    attempts INT NOT NULL,              -- that failed
    not_before BIGINT NOT NULL,
    parked INT NOT NULL,                -- 1 when given up until a person asks for it again
    error VARCHAR(2000) NOT NULL,       -- of the last attempt
    PRIMARY KEY (subscriber, event_id)
) /*clustered*/;

CREATE TABLE kernel_job (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    title VARCHAR(300) NOT NULL,
    unique_key VARCHAR(210) NOT NULL,   -- "=" and the key, or "#" and the id when none was given
    keyed INT NOT NULL,                 -- 1 when one was given: such a job is never purged
    scheduled INT NOT NULL,             -- 1 when a schedule queued it
    payload LONGTEXT NOT NULL,
    checkpoint LONGTEXT NOT NULL,
    state VARCHAR(12) NOT NULL,
    attempts INT NOT NULL,
    not_before BIGINT NOT NULL,
    lease_token BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    node VARCHAR(120) NOT NULL,         -- that runs it
    steps BIGINT NOT NULL,              -- counts the writes of attempts, so that every renewal changes the row
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    attempt_at BIGINT NOT NULL,         -- when the running attempt began
    attempt_base BIGINT NOT NULL,       -- what was done by then
    progress_at BIGINT NOT NULL,        -- when done and total were stored
    cancel_requested INT NOT NULL,
    result LONGTEXT,
    error VARCHAR(2000),                -- of the last attempt
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    user_id BIGINT NOT NULL,            -- who wished for it; 0 when nobody did
    UNIQUE (name, unique_key)
);

CREATE INDEX kernel_job_by_due ON kernel_job (name, state, not_before, id);

CREATE INDEX kernel_job_by_end ON kernel_job (finished_at);

CREATE TABLE kernel_schedule (
    job VARCHAR(120) NOT NULL PRIMARY KEY,
    next_at BIGINT NOT NULL
);
