-- Custom line items: each kind of document numbers its own (docs/reference/wherefour.md 3.6).

CREATE TABLE wherefour_custom_line_definition (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES wherefour_organization (id),
  name            TEXT NOT NULL,
  description     TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);

CREATE TABLE wherefour_order_custom_line (
  id                        INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id           INTEGER NOT NULL REFERENCES wherefour_organization (id),
  order_id                  INTEGER NOT NULL REFERENCES wherefour_order (id),
  custom_line_definition_id INTEGER NOT NULL REFERENCES wherefour_custom_line_definition (id),
  name                      TEXT NOT NULL,
  count                     INTEGER NOT NULL,
  unit_price                INTEGER NOT NULL,
  amount                    INTEGER NOT NULL,  -- of the line, exact
  qualified                 INTEGER NOT NULL DEFAULT 0,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wherefour_order_custom_line_order ON wherefour_order_custom_line (order_id);

CREATE TABLE wherefour_invoice_custom_line (
  id                        INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id           INTEGER NOT NULL REFERENCES wherefour_organization (id),
  invoice_id                INTEGER NOT NULL REFERENCES wherefour_invoice (id),
  custom_line_definition_id INTEGER NOT NULL REFERENCES wherefour_custom_line_definition (id),
  name                      TEXT NOT NULL,
  count                     INTEGER NOT NULL,
  unit_price                INTEGER NOT NULL,
  amount                    INTEGER NOT NULL,  -- of the line, exact
  qualified                 INTEGER NOT NULL DEFAULT 0,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wherefour_invoice_custom_line_invoice ON wherefour_invoice_custom_line (invoice_id);

CREATE TABLE wherefour_credit_custom_line (
  id                        INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id           INTEGER NOT NULL REFERENCES wherefour_organization (id),
  credit_id                 INTEGER NOT NULL REFERENCES wherefour_credit (id),
  custom_line_definition_id INTEGER NOT NULL REFERENCES wherefour_custom_line_definition (id),
  name                      TEXT NOT NULL,
  count                     INTEGER NOT NULL,
  unit_price                INTEGER NOT NULL,
  amount                    INTEGER NOT NULL,  -- of the line, exact
  qualified                 INTEGER NOT NULL DEFAULT 0,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wherefour_credit_custom_line_credit ON wherefour_credit_custom_line (credit_id);
