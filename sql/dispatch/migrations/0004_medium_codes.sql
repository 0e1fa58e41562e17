-- Codes of media: what many see alike (advertisement, leaflet, foot of an e-mail). Their numbers are a space of their own
-- (row 2 of dispatch_code_space).
CREATE TABLE dispatch_medium_code (
    id BIGINT NOT NULL PRIMARY KEY,
    code VARCHAR(12) NOT NULL UNIQUE,
    campaign_id BIGINT NOT NULL,
    cell_id BIGINT,
    medium VARCHAR(200) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    address VARCHAR(500) NOT NULL,
    active INT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX dispatch_medium_code_by_campaign ON dispatch_medium_code (campaign_id, id);
