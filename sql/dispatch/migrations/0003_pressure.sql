-- How much a person or a household is sent at most.
CREATE TABLE dispatch_pressure_rule (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    channel VARCHAR(10),                -- NULL: all channels together
    level VARCHAR(10) NOT NULL,
    days INT NOT NULL,
    most INT NOT NULL,
    weights LONGTEXT NOT NULL,
    active INT NOT NULL,
    version BIGINT NOT NULL,
    takings BIGINT NOT NULL DEFAULT 0,  -- how often pieces were taken under the rule: makes units that do so at once collide
    created_at BIGINT NOT NULL
);
