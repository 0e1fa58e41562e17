-- The values each member was chosen by (of the facts that targetgroups_frozen names), and who joined later.
ALTER TABLE targetgroups_member ADD COLUMN chosen_by LONGTEXT;

ALTER TABLE targetgroups_member ADD COLUMN joined_at BIGINT;

-- How a list came about that was frozen from a definition; lists that other plugins made have no row.
CREATE TABLE targetgroups_frozen (
    target_group_id BIGINT NOT NULL PRIMARY KEY,
    facts LONGTEXT NOT NULL,
    waterfall LONGTEXT NOT NULL,
    FOREIGN KEY (target_group_id) REFERENCES targetgroups_target_group (id)
);

-- Who would be in the list if it were not for a pressure rule.
CREATE TABLE targetgroups_pressed /*clustered*/ (
    target_group_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    rule_id BIGINT NOT NULL,
    rule_name VARCHAR(200) NOT NULL,
    PRIMARY KEY (target_group_id, contact_id),
    FOREIGN KEY (target_group_id) REFERENCES targetgroups_target_group (id)
);
