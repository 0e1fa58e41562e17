-- What one weighs with its packing, in grams; 0: nobody said.
ALTER TABLE fulfilment_item ADD COLUMN weight_grams BIGINT NOT NULL DEFAULT 0;

-- What buyers pay for having goods sent: one row for each step of weight or value. Only the last day changes. `countries` is
-- ["CH","LI"], empty for all others.
CREATE TABLE fulfilment_shipping_rate (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    way VARCHAR(100) NOT NULL,
    countries TEXT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    measure VARCHAR(8) NOT NULL,
    from_amount BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    free_from_minor BIGINT,
    vat_basis_points INT NOT NULL,
    from_day VARCHAR(10),
    until_day VARCHAR(10),
    made_at BIGINT NOT NULL,
    made_by VARCHAR(200) NOT NULL,
    version BIGINT NOT NULL,
    CHECK (price_minor >= 0 AND from_amount >= 0)
);

CREATE INDEX fulfilment_shipping_rate_by_currency ON fulfilment_shipping_rate (currency, id);

-- What the buyer of an order pays for it, once; `invoiced` is 1 when an invoice bears it, and then it never changes. `standard_minor`
-- is what the usual way would have cost, which goes back to who withdraws. `agreed` is 1 when somebody said the amount.
CREATE TABLE fulfilment_shipping_charge (
    order_id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    way VARCHAR(100) NOT NULL,
    amount_minor BIGINT NOT NULL,
    standard_minor BIGINT NOT NULL,
    vat_basis_points INT NOT NULL,
    agreed INT NOT NULL,
    invoiced INT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    CHECK (standard_minor >= 0 AND standard_minor <= amount_minor)
);

-- The charge that an invoice bears, or that a credit note gives back.
CREATE TABLE fulfilment_invoice_charge (
    invoice_id BIGINT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    amount_minor BIGINT NOT NULL,
    standard_minor BIGINT NOT NULL,
    vat_basis_points INT NOT NULL,
    FOREIGN KEY (invoice_id) REFERENCES fulfilment_invoice (id),
    FOREIGN KEY (order_id) REFERENCES fulfilment_order (id),
    CHECK (amount_minor > 0)
);

CREATE INDEX fulfilment_invoice_charge_by_order ON fulfilment_invoice_charge (order_id);
