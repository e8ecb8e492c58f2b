-- Formulas, what is made of what: no operation makes or changes one.

CREATE TABLE wherefour_formula (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  type                 TEXT NOT NULL CHECK (type IN ('boms', 'kits', 'disassemblies')),
  name                 TEXT NOT NULL,
  version_name         TEXT,
  version_number       INTEGER NOT NULL DEFAULT 1,
  default_version      INTEGER NOT NULL DEFAULT 1,
  organization_id      INTEGER NOT NULL REFERENCES wherefour_organization (id),
  user_id              INTEGER REFERENCES wherefour_user (id),
  location_id          INTEGER REFERENCES wherefour_location (id),
  status               TEXT NOT NULL DEFAULT 'active',
  instructions         TEXT,
  production_lead_time INTEGER NOT NULL DEFAULT 0,
  quantity_based       INTEGER NOT NULL DEFAULT 1,
  is_min_batch         INTEGER NOT NULL DEFAULT 0,
  expiration_date_days INTEGER,
  standard_cost        INTEGER,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
);

CREATE TABLE wherefour_formula_line (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  formula_id           INTEGER NOT NULL REFERENCES wherefour_formula (id),
  inventory_id         INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  part                 TEXT NOT NULL CHECK (part IN ('source', 'result')),
  count                INTEGER NOT NULL,  -- unit of use; of a result its expected yield
  standard_unit_cost   INTEGER,
  percentage_cost      INTEGER,
  prorated_cost        INTEGER,
  location_id          INTEGER REFERENCES wherefour_location (id),
  expiration_date_days INTEGER,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
);
CREATE INDEX wherefour_formula_line_formula ON wherefour_formula_line (formula_id);
