-- Who may be debited from which account. Only use and end of a mandate change; of a person that was erased the account is empty.
CREATE TABLE fulfilment_mandate (
    id BIGINT NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL,
    reference VARCHAR(35) NOT NULL UNIQUE,
    iban VARCHAR(34) NOT NULL,
    holder VARCHAR(70) NOT NULL,
    signed_on VARCHAR(10) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    last_used_on VARCHAR(10),
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX fulfilment_mandate_by_contact ON fulfilment_mandate (contact_id, id);
