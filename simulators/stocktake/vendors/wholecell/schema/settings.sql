CREATE TABLE wholecell_warehouse (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT    NOT NULL UNIQUE
);

CREATE TABLE wholecell_location (  -- names are unique over all warehouses
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT    NOT NULL UNIQUE,
  warehouse_id INTEGER NOT NULL REFERENCES wholecell_warehouse (id)
);

CREATE TABLE wholecell_status (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  kind                TEXT    NOT NULL CHECK (kind IN ('Inventory', 'PurchaseOrder', 'SalesOrder')),
  title               TEXT    NOT NULL,
  color               TEXT,
  -- of sales orders
  open                INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
  allow_commitment    INTEGER NOT NULL DEFAULT 0 CHECK (allow_commitment IN (0, 1)),
  sync_to_shipstation INTEGER NOT NULL DEFAULT 0 CHECK (sync_to_shipstation IN (0, 1)),
  shipped             INTEGER NOT NULL DEFAULT 0 CHECK (shipped IN (0, 1)),
  -- of inventory; not in the API: whether units in this status lie in the building
  in_building         INTEGER NOT NULL DEFAULT 1 CHECK (in_building IN (0, 1)),
  UNIQUE (kind, title)
);
