-- One row per connection: the unit that it committed last. It tells what became of a COMMIT whose answer was lost.
CREATE TABLE storage_mysql_mark (
    slot BIGINT NOT NULL PRIMARY KEY,   -- a random number of the connection
    unit BIGINT NOT NULL,               -- a random number of the unit
    fence BIGINT NOT NULL,              -- counts the questions, so that each changes the row
    used_at BIGINT NOT NULL             -- seconds since 1970
);
