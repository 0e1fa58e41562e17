-- How an invoice says that it is collected by direct debit: what was printed never changes, what becomes of it does.
CREATE TABLE fulfilment_invoice_debit (
    invoice_id BIGINT NOT NULL PRIMARY KEY,
    mandate_id BIGINT NOT NULL,
    mandate_reference VARCHAR(35) NOT NULL,
    creditor_id VARCHAR(35) NOT NULL,
    account VARCHAR(16) NOT NULL,
    collect_on VARCHAR(10) NOT NULL,
    state VARCHAR(16) NOT NULL,
    next_on VARCHAR(10) NOT NULL,
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id),
    FOREIGN KEY (mandate_id) REFERENCES fulfilment_mandate (id)
);

CREATE INDEX fulfilment_invoice_debit_by_day ON fulfilment_invoice_debit (state, next_on, invoice_id);

CREATE INDEX fulfilment_invoice_debit_by_mandate ON fulfilment_invoice_debit (mandate_id, state);
