CREATE TABLE whiplash_order (
  id                               INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id                      INTEGER NOT NULL REFERENCES whiplash_customer (id),
  status                           INTEGER NOT NULL,
  previous_status                  INTEGER,
  warehouse_id                     INTEGER REFERENCES whiplash_warehouse (id),  -- NULL: of no one
  shop_warehouse_ids               TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  return_warehouse_id              INTEGER REFERENCES whiplash_warehouse (id),
  originator_id                    TEXT,
  originator_group_id              TEXT,
  proto_originator_id              TEXT,
  provider                         TEXT    NOT NULL DEFAULT 'api',
  originator_notified              INTEGER NOT NULL DEFAULT 0 CHECK (originator_notified IN (0, 1)),
  email                            TEXT,
  gift                             INTEGER NOT NULL DEFAULT 0 CHECK (gift IN (0, 1)),
  billed                           INTEGER NOT NULL DEFAULT 0 CHECK (billed IN (0, 1)),
  batched                          INTEGER NOT NULL DEFAULT 0 CHECK (batched IN (0, 1)),  -- off the shelf
  insure                           INTEGER NOT NULL DEFAULT 0 CHECK (insure IN (0, 1)),
  require_signature                INTEGER NOT NULL DEFAULT 0 CHECK (require_signature IN (0, 1)),
  require_adult_signature          INTEGER NOT NULL DEFAULT 0
    CHECK (require_adult_signature IN (0, 1)),
  saturday_delivery                INTEGER NOT NULL DEFAULT 0 CHECK (saturday_delivery IN (0, 1)),
  contains_alcohol                 INTEGER NOT NULL DEFAULT 0 CHECK (contains_alcohol IN (0, 1)),
  insurance_value                  INTEGER,
  monetary_value                   INTEGER,
  currency                         TEXT    NOT NULL DEFAULT 'USD',
  days_in_transit                  INTEGER,
  days_in_transit_carrier_estimate INTEGER,
  ship_method                      TEXT,
  ship_notes                       TEXT,
  ship_actual_cost                 INTEGER,
  ship_3rdparty_cost               INTEGER NOT NULL DEFAULT 0,
  ship_3rdparty_account            TEXT,
  ship_3rdparty_zip                TEXT,
  ship_3rdparty_country            TEXT,
  shipped_on                       INTEGER,
  shop_shipping_method_text        TEXT,
  shop_shipping_method_price       INTEGER,
  shop_shipping_method_currency    TEXT,
  req_ship_method_text             TEXT,
  req_ship_method_price            INTEGER NOT NULL DEFAULT 0,
  shop_created_at                  INTEGER,
  shop_updated_at                  INTEGER,
  shipping_name                    TEXT,
  shipping_company                 TEXT,
  shipping_address_1               TEXT,
  shipping_address_2               TEXT,
  shipping_city                    TEXT,
  shipping_state                   TEXT,
  shipping_zip                     TEXT,
  shipping_country                 TEXT,
  shipping_country_iso2            TEXT,
  shipping_phone                   TEXT,
  skip_address_verification        INTEGER NOT NULL DEFAULT 0
    CHECK (skip_address_verification IN (0, 1)),
  address_verified                 INTEGER NOT NULL DEFAULT 0 CHECK (address_verified IN (0, 1)),
  address_message                  TEXT,
  tracking                         TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  tracking_links                   TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  approximate_delivery_date        TEXT,  -- ISO date
  shipping_confirmation_sent       INTEGER NOT NULL DEFAULT 0
    CHECK (shipping_confirmation_sent IN (0, 1)),
  level1_token                     TEXT,
  level2_token                     TEXT,
  public_note                      TEXT,
  reference                        TEXT,
  return_address_1                 TEXT,
  order_orig                       TEXT,
  order_type                       TEXT,
  incoterm                         TEXT,
  purchase_order                   TEXT,
  due_at                           INTEGER,
  skip_street_date                 INTEGER NOT NULL DEFAULT 0 CHECK (skip_street_date IN (0, 1)),
  created_at                       INTEGER NOT NULL,
  updated_at                       INTEGER NOT NULL
);
CREATE INDEX whiplash_order_customer ON whiplash_order (customer_id, updated_at);
CREATE INDEX whiplash_order_originator ON whiplash_order (originator_id);
CREATE INDEX whiplash_order_status ON whiplash_order (status);

CREATE TABLE whiplash_package (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id     INTEGER NOT NULL REFERENCES whiplash_order (id) ON DELETE CASCADE,
  tracking     TEXT,
  ship_method  TEXT,
  weight       INTEGER,
  length       INTEGER,
  width        INTEGER,
  height       INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
);
CREATE INDEX whiplash_package_order ON whiplash_package (order_id);

-- Lines that stock is taken for and that have not left the building: of what was not shipped and is
-- neither cancelled (40), closed (45), a quote (35) nor shipped by somebody else (30). Where no
-- warehouse is assigned they count against the customer's own.
CREATE VIEW whiplash_demand AS
SELECT li.id AS order_item_id, li.order_id, li.item_id, li.bundle_id, li.quantity, o.batched,
  coalesce(o.warehouse_id, c.default_warehouse_id) AS warehouse_id
FROM whiplash_order_item li
JOIN whiplash_order o ON o.id = li.order_id
JOIN whiplash_customer c ON c.id = o.customer_id
WHERE o.shipped_on IS NULL AND o.status NOT IN (30, 35, 40, 45);

-- What the merchant ordered: a bundle counts as itself as long as nobody changed a line of it.
CREATE VIEW whiplash_ordered AS
SELECT order_id, item_id, quantity FROM whiplash_order_item
WHERE bundle_id IS NULL AND NOT packaging
UNION ALL
SELECT order_id, item_id, quantity FROM whiplash_order_bundle;
