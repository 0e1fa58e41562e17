-- What of an item's price is VAT, in hundredths of a percent.
ALTER TABLE fulfilment_item ADD COLUMN vat_basis_points INT NOT NULL DEFAULT 0;

-- The last number given; writing `turns` makes others wait.
CREATE TABLE fulfilment_counter (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    turns BIGINT NOT NULL
);

-- Invoices and credit notes. What is printed never changes; what was paid, credited and reminded does.
CREATE TABLE fulfilment_invoice (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    kind VARCHAR(16) NOT NULL,
    order_id BIGINT NOT NULL,
    shipment_id BIGINT UNIQUE,
    corrects_id BIGINT,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    state VARCHAR(16) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    prices_include_vat INT NOT NULL,
    vat TEXT NOT NULL,
    net_minor BIGINT NOT NULL,
    vat_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    credited_minor BIGINT NOT NULL,
    fees_minor BIGINT NOT NULL,
    reference VARCHAR(27) UNIQUE,
    issued_on VARCHAR(10) NOT NULL,
    due_on VARCHAR(10) NOT NULL,
    deadline VARCHAR(10) NOT NULL,
    reminders INT NOT NULL,
    language VARCHAR(8) NOT NULL,
    seller TEXT NOT NULL,
    buyer TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    FOREIGN KEY (shipment_id) REFERENCES fulfilment_shipment (id),
    FOREIGN KEY (corrects_id) REFERENCES fulfilment_invoice (id),
    CHECK (paid_minor >= 0 AND fees_minor >= 0),
    CHECK (credited_minor >= 0 AND credited_minor <= total_minor)
);

CREATE INDEX fulfilment_invoice_by_order ON fulfilment_invoice (order_id, id);

CREATE INDEX fulfilment_invoice_by_contact ON fulfilment_invoice (contact_id, id);

CREATE INDEX fulfilment_invoice_by_state ON fulfilment_invoice (state, id);

CREATE INDEX fulfilment_invoice_by_deadline ON fulfilment_invoice (state, reminders, deadline);

CREATE INDEX fulfilment_invoice_by_corrected ON fulfilment_invoice (corrects_id, id);

CREATE INDEX fulfilment_invoice_by_day ON fulfilment_invoice (issued_on, id);

-- A line of a credit note has the position of the line that it corrects.
CREATE TABLE fulfilment_invoice_line (
    invoice_id BIGINT NOT NULL,
    position INT NOT NULL,
    line_id BIGINT NOT NULL,
    sku VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    vat_basis_points INT NOT NULL,
    PRIMARY KEY (invoice_id, position),
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id),
    FOREIGN KEY (line_id) REFERENCES fulfilment_line (id),
    CHECK (quantity > 0)
) /*clustered*/;

CREATE INDEX fulfilment_invoice_line_by_line ON fulfilment_invoice_line (line_id);

-- Never changed; what is taken back is a row of its own with the opposite amount.
CREATE TABLE fulfilment_invoice_payment (
    id BIGINT NOT NULL PRIMARY KEY,
    invoice_id BIGINT NOT NULL,
    source VARCHAR(200) NOT NULL UNIQUE,
    amount_minor BIGINT NOT NULL,
    paid_on VARCHAR(10) NOT NULL,
    note TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by VARCHAR(200) NOT NULL,
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id)
);

CREATE INDEX fulfilment_invoice_payment_by_invoice ON fulfilment_invoice_payment (invoice_id, id);

CREATE TABLE fulfilment_reminder (
    invoice_id BIGINT NOT NULL,
    level INT NOT NULL,
    made_on VARCHAR(10) NOT NULL,
    deadline VARCHAR(10) NOT NULL,
    fee_minor BIGINT NOT NULL,
    due_minor BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, level),
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id)
) /*clustered*/;
