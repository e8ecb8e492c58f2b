-- One WholeCell account. Money is whole cents, times milliseconds; JSON where noted. Ids are sparse
-- and never used twice (ids.py gives them).

CREATE TABLE wholecell_account (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  name           TEXT    NOT NULL,
  zone           TEXT    NOT NULL,  -- of every time in an answer
  units_numbered INTEGER NOT NULL,  -- the last hex id, as a number
  sold_status_id INTEGER REFERENCES wholecell_status (id)  -- what committing makes of a unit
);

CREATE TABLE wholecell_app (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL,
  app_id      TEXT    NOT NULL UNIQUE,
  app_secret  TEXT    NOT NULL,
  permissions TEXT    NOT NULL  -- JSON list of resource:action
);

-- Settings

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
  -- of inventory: what the building knows and the vendor does not say
  in_building         INTEGER NOT NULL DEFAULT 1 CHECK (in_building IN (0, 1)),
  UNIQUE (kind, title)
);

CREATE TABLE wholecell_condition (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  title    TEXT    NOT NULL UNIQUE,
  initials TEXT    NOT NULL
);

CREATE TABLE wholecell_organization (  -- a vendor or a customer, known by its orders
  id   INTEGER PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE
);

-- Catalog

CREATE TABLE wholecell_product (
  id           INTEGER PRIMARY KEY,
  manufacturer TEXT    NOT NULL,
  model        TEXT    NOT NULL,
  variant      TEXT    NOT NULL,
  network      TEXT    NOT NULL,
  capacity     TEXT    NOT NULL,
  color        TEXT    NOT NULL,
  UNIQUE (manufacturer, model, variant, network, capacity, color)
);

CREATE TABLE wholecell_product_variation (
  id         INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES wholecell_product (id),
  sku        TEXT,  -- several variations may share one
  grade      TEXT    NOT NULL,
  conditions TEXT    NOT NULL DEFAULT '[]',  -- JSON list of condition ids, ascending
  UNIQUE (product_id, grade, conditions)
);
CREATE INDEX wholecell_product_variation_sku ON wholecell_product_variation (sku);

-- Purchase orders

CREATE TABLE wholecell_purchase_order (
  id                        INTEGER PRIMARY KEY,
  number                    TEXT    NOT NULL,
  vendor_id                 INTEGER REFERENCES wholecell_organization (id),
  status_id                 INTEGER NOT NULL REFERENCES wholecell_status (id),
  channel                   TEXT,
  expected_inventory_count  INTEGER,
  expected_total_price_paid INTEGER,
  notes                     TEXT,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wholecell_purchase_order_updated ON wholecell_purchase_order (updated_at);

-- Sales orders

CREATE TABLE wholecell_sales_order (
  id                 INTEGER PRIMARY KEY,
  transaction_number TEXT,
  channel            TEXT,
  status_id          INTEGER NOT NULL REFERENCES wholecell_status (id),
  customer_id        INTEGER REFERENCES wholecell_organization (id),
  shipping_address   TEXT,  -- JSON map
  billing_address    TEXT,  -- JSON map
  notes              TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  shipped_at         INTEGER  -- when it got a shipped status or its first shipment
);
CREATE INDEX wholecell_sales_order_transaction
  ON wholecell_sales_order (transaction_number);
CREATE INDEX wholecell_sales_order_status ON wholecell_sales_order (status_id, created_at);

CREATE TABLE wholecell_sales_order_item (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,  -- the last line may go
  sales_order_id       INTEGER NOT NULL REFERENCES wholecell_sales_order (id) ON DELETE CASCADE,
  position             INTEGER NOT NULL,
  sku                  TEXT,     -- as it was ordered, until somebody connects it to another
  description          TEXT,     -- the channel's
  product_variation_id INTEGER REFERENCES wholecell_product_variation (id),  -- NULL: unknown SKU
  quantity             INTEGER NOT NULL CHECK (quantity >= 0),
  sale_price           INTEGER,
  channel_item_id      TEXT,     -- the line of the channel's order, NULL on a line that it has not
  original_item_id     INTEGER REFERENCES wholecell_sales_order_item (id)  -- that a line hangs under
);
CREATE INDEX wholecell_sales_order_item_order ON wholecell_sales_order_item (sales_order_id);
CREATE INDEX wholecell_sales_order_item_variation
  ON wholecell_sales_order_item (product_variation_id);

CREATE TABLE wholecell_shipment (
  id              INTEGER PRIMARY KEY,
  sales_order_id  INTEGER NOT NULL REFERENCES wholecell_sales_order (id) ON DELETE CASCADE,
  carrier         TEXT,
  service         TEXT,
  tracking_number TEXT,
  shipped_at      INTEGER NOT NULL
);
CREATE INDEX wholecell_shipment_order ON wholecell_shipment (sales_order_id);

-- Units. A unit is committed by its order_id; where it is sold from, by its order_item_id.

CREATE TABLE wholecell_inventory (
  id                   INTEGER PRIMARY KEY,
  hex_id               TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  esn                  TEXT    COLLATE NOCASE,
  status_id            INTEGER NOT NULL REFERENCES wholecell_status (id),
  product_variation_id INTEGER NOT NULL REFERENCES wholecell_product_variation (id),
  location_id          INTEGER REFERENCES wholecell_location (id),
  purchase_order_id    INTEGER NOT NULL REFERENCES wholecell_purchase_order (id),
  order_id             INTEGER REFERENCES wholecell_sales_order (id),
  order_item_id        INTEGER REFERENCES wholecell_sales_order_item (id),
  committed_at         INTEGER,
  previous_status_id   INTEGER REFERENCES wholecell_status (id),  -- what releasing gives back
  sale_price           INTEGER,
  initial_price_paid   INTEGER,
  total_price_paid     INTEGER NOT NULL DEFAULT 0,
  custom_field_values  TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL,
  CHECK (order_id IS NOT NULL OR order_item_id IS NULL)
);
CREATE INDEX wholecell_inventory_esn ON wholecell_inventory (esn);
CREATE INDEX wholecell_inventory_status ON wholecell_inventory (status_id);
CREATE INDEX wholecell_inventory_variation ON wholecell_inventory (product_variation_id);
CREATE INDEX wholecell_inventory_location ON wholecell_inventory (location_id);
CREATE INDEX wholecell_inventory_purchase_order ON wholecell_inventory (purchase_order_id);
CREATE INDEX wholecell_inventory_order ON wholecell_inventory (order_id, order_item_id);
CREATE INDEX wholecell_inventory_updated ON wholecell_inventory (updated_at);

-- What the building holds, unit by unit, as nobody outside sees it.
CREATE VIEW wholecell_standing AS
SELECT i.id, i.esn, i.hex_id, v.sku, coalesce(l.name, '') AS place, i.order_id, i.order_item_id,
  s.title AS status,
  CASE WHEN i.order_id IS NULL THEN s.in_building ELSE o.shipped_at IS NULL END AS physical
FROM wholecell_inventory i
JOIN wholecell_product_variation v ON v.id = i.product_variation_id
JOIN wholecell_status s ON s.id = i.status_id
LEFT JOIN wholecell_location l ON l.id = i.location_id
LEFT JOIN wholecell_sales_order o ON o.id = i.order_id;

-- Reports

CREATE TABLE wholecell_inventory_report (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,
  filter     TEXT    NOT NULL,  -- JSON map, the parameters of a list of inventories
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wholecell_stock_levels_report (
  id                 INTEGER PRIMARY KEY,
  status             TEXT    NOT NULL CHECK (status IN ('pending', 'processing', 'complete', 'failed')),
  inventory_statuses TEXT,     -- JSON list, NULL: every status
  polls              INTEGER NOT NULL DEFAULT 0,
  token              TEXT    UNIQUE,  -- of its CSV
  csv                TEXT,
  expires_at         INTEGER,
  created_at         INTEGER NOT NULL,
  completed_at       INTEGER
);
