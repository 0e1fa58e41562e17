-- What was given to the bank to be collected by direct debit, as it was when it was made. Kept with the invoices, by law.
CREATE TABLE fulfilment_collection (
    id BIGINT NOT NULL PRIMARY KEY,
    state VARCHAR(16) NOT NULL,
    invoices INT NOT NULL,
    total_minor BIGINT NOT NULL,
    creditor_id VARCHAR(35) NOT NULL,
    creditor VARCHAR(200) NOT NULL,
    iban VARCHAR(34) NOT NULL,
    bic VARCHAR(16) NOT NULL,
    made_at BIGINT NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    handed_over_at BIGINT,
    handed_over_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL
);

-- An invoice in a collection. `live` is 1 until it was undone or returned, then NULL: an invoice has one that is.
CREATE TABLE fulfilment_collected (
    id BIGINT NOT NULL PRIMARY KEY,
    collection_id BIGINT NOT NULL,
    invoice_id BIGINT NOT NULL,
    live INT,
    mandate_id BIGINT NOT NULL,
    end_to_end VARCHAR(35) NOT NULL UNIQUE,
    sequence VARCHAR(16) NOT NULL,
    collect_on VARCHAR(10) NOT NULL,
    amount_minor BIGINT NOT NULL,
    holder VARCHAR(70) NOT NULL,
    iban VARCHAR(34) NOT NULL,
    mandate_reference VARCHAR(35) NOT NULL,
    signed_on VARCHAR(10) NOT NULL,
    state VARCHAR(16) NOT NULL,
    payment_source VARCHAR(200) UNIQUE,
    returned_on VARCHAR(10),
    reason TEXT NOT NULL,
    UNIQUE (invoice_id, live),
    FOREIGN KEY (collection_id) REFERENCES fulfilment_collection (id),
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id),
    FOREIGN KEY (mandate_id) REFERENCES fulfilment_mandate (id),
    CHECK (live IS NULL OR live = 1),
    CHECK (amount_minor > 0)
);

CREATE INDEX fulfilment_collected_by_collection ON fulfilment_collected (collection_id, id);

CREATE INDEX fulfilment_collected_by_mandate ON fulfilment_collected (mandate_id, state);
