CREATE TABLE targetgroups_target_group (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    definition LONGTEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    members BIGINT NOT NULL,
    operation_id BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    frozen_at BIGINT
);

CREATE INDEX targetgroups_target_group_by_campaign ON targetgroups_target_group (campaign_id, id);

CREATE TABLE targetgroups_member /*clustered*/ (
    target_group_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    cell_id BIGINT NOT NULL,
    segment VARCHAR(200) NOT NULL,
    hold_out INT NOT NULL,
    PRIMARY KEY (target_group_id, contact_id),
    FOREIGN KEY (target_group_id) REFERENCES targetgroups_target_group (id)
);

CREATE INDEX targetgroups_member_by_contact ON targetgroups_member (contact_id, target_group_id);
