-- What a workplace gets done: per weekday (a list of seven, Monday first), with exceptions by date; and how much work
-- a hundred responses are there.
CREATE TABLE campaigns_capacity (
    workplace VARCHAR(20) NOT NULL PRIMARY KEY,
    week LONGTEXT NOT NULL,
    exceptions LONGTEXT NOT NULL,
    per_hundred BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
