-- Custom line items, of orders, invoices and credits.

CREATE TABLE wherefour_custom_line_definition (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES wherefour_organization (id),
  name            TEXT NOT NULL,
  description     TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);

CREATE TABLE wherefour_custom_line_item (
  id                        INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id           INTEGER NOT NULL REFERENCES wherefour_organization (id),
  order_id                  INTEGER REFERENCES wherefour_order (id),  -- of one of these three
  invoice_id                INTEGER REFERENCES wherefour_invoice (id),
  credit_id                 INTEGER REFERENCES wherefour_credit (id),
  custom_line_definition_id INTEGER NOT NULL REFERENCES wherefour_custom_line_definition (id),
  name                      TEXT NOT NULL,
  count                     INTEGER NOT NULL,
  unit_price                INTEGER NOT NULL,
  amount                    INTEGER NOT NULL,  -- of the line, exact
  qualified                 INTEGER NOT NULL DEFAULT 0,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wherefour_custom_line_item_order ON wherefour_custom_line_item (order_id);
CREATE INDEX wherefour_custom_line_item_invoice ON wherefour_custom_line_item (invoice_id);
CREATE INDEX wherefour_custom_line_item_credit ON wherefour_custom_line_item (credit_id);
