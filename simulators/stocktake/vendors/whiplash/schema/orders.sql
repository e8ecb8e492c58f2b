-- One Whiplash service with its merchants ("customers"). Quantities are whole units, decimals (money,
-- inches, pounds) millionths, times milliseconds; JSON where noted.

CREATE TABLE whiplash_customer (  -- a merchant, never a shopper
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  name                 TEXT    NOT NULL,
  default_warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id)
);

CREATE TABLE whiplash_api_key (
  value       TEXT    PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES whiplash_customer (id)
);

CREATE TABLE whiplash_warehouse (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  name                  TEXT NOT NULL UNIQUE,
  shipping_address_1    TEXT NOT NULL,
  shipping_address_2    TEXT NOT NULL DEFAULT '',
  shipping_city         TEXT NOT NULL,
  shipping_state        TEXT NOT NULL,
  shipping_zip          TEXT NOT NULL,
  shipping_country      TEXT NOT NULL,
  shipping_country_iso2 TEXT NOT NULL,
  email                 TEXT NOT NULL,
  latitude              REAL,
  longitude             REAL
);

CREATE TABLE whiplash_customer_warehouse (  -- where a customer may keep stock
  customer_id  INTEGER NOT NULL REFERENCES whiplash_customer (id),
  warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  PRIMARY KEY (customer_id, warehouse_id)
) WITHOUT ROWID;

-- Items

CREATE TABLE whiplash_item (
  id                          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id                 INTEGER NOT NULL REFERENCES whiplash_customer (id),
  sku                         TEXT,  -- several items may share one
  title                       TEXT,
  description                 TEXT,
  available                   INTEGER NOT NULL DEFAULT 1 CHECK (available IN (0, 1)),
  quantity                    INTEGER NOT NULL DEFAULT 0,  -- the running balance of its transactions
  price                       INTEGER,
  wholesale_cost              INTEGER,
  currency                    TEXT    NOT NULL DEFAULT 'USD',
  length                      INTEGER,
  width                       INTEGER,
  height                      INTEGER,
  weight                      INTEGER,
  scancode                    TEXT,
  vendor                      TEXT,
  category                    TEXT,
  misc                        TEXT,
  tariff_number               TEXT,
  street_date                 TEXT,  -- ISO date
  is_bundle                   INTEGER NOT NULL DEFAULT 0 CHECK (is_bundle IN (0, 1)),
  packaging                   INTEGER NOT NULL DEFAULT 0 CHECK (packaging IN (0, 1)),
  media_mail                  INTEGER NOT NULL DEFAULT 0 CHECK (media_mail IN (0, 1)),
  returnable                  INTEGER CHECK (returnable IN (0, 1)),  -- NULL: as the customer's
  notify_originator_inventory INTEGER,
  image_file_name             TEXT,
  image_updated_at            INTEGER,
  image_originator_url        TEXT,
  deactivated_at              INTEGER,
  created_at                  INTEGER NOT NULL,
  updated_at                  INTEGER NOT NULL
);
CREATE INDEX whiplash_item_customer ON whiplash_item (customer_id, updated_at);
CREATE INDEX whiplash_item_sku ON whiplash_item (sku);

CREATE TABLE whiplash_item_originator (  -- one for each shop that knows the item
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id     INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  provider    TEXT    NOT NULL,
  original_id TEXT,
  group_id    TEXT,
  UNIQUE (item_id, provider)
);
CREATE INDEX whiplash_item_originator_original ON whiplash_item_originator (original_id);
CREATE INDEX whiplash_item_originator_group ON whiplash_item_originator (group_id);

CREATE TABLE whiplash_shelf (  -- what lies in a warehouse; batched goods have left the shelf
  item_id      INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  quantity     INTEGER NOT NULL,
  PRIMARY KEY (item_id, warehouse_id)
) WITHOUT ROWID;

CREATE TABLE whiplash_item_transaction (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id       INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  change        INTEGER NOT NULL,
  quantity      INTEGER NOT NULL,  -- the item's after it
  description   TEXT    NOT NULL,
  order_id      INTEGER REFERENCES whiplash_order (id),
  shipnotice_id INTEGER REFERENCES whiplash_shipnotice (id),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX whiplash_item_transaction_item ON whiplash_item_transaction (item_id);
CREATE INDEX whiplash_item_transaction_order ON whiplash_item_transaction (order_id);
CREATE INDEX whiplash_item_transaction_shipnotice ON whiplash_item_transaction (shipnotice_id);

CREATE TABLE whiplash_bundle_item (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  bundle_id       INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  item_id         INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  parent_item_id  INTEGER REFERENCES whiplash_item (id),
  quantity        INTEGER NOT NULL CHECK (quantity > 0),
  max_per_package INTEGER,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);
CREATE INDEX whiplash_bundle_item_bundle ON whiplash_bundle_item (bundle_id);
CREATE INDEX whiplash_bundle_item_item ON whiplash_bundle_item (item_id);

-- Orders

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

CREATE TABLE whiplash_order_bundle (  -- what was ordered, where that became lines of components
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES whiplash_order (id) ON DELETE CASCADE,
  item_id  INTEGER NOT NULL REFERENCES whiplash_item (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0)
);
CREATE INDEX whiplash_order_bundle_order ON whiplash_order_bundle (order_id);
CREATE INDEX whiplash_order_bundle_item ON whiplash_order_bundle (item_id);

CREATE TABLE whiplash_order_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id       INTEGER NOT NULL REFERENCES whiplash_order (id) ON DELETE CASCADE,
  item_id        INTEGER NOT NULL REFERENCES whiplash_item (id),
  bundle_id      INTEGER REFERENCES whiplash_order_bundle (id),  -- NULL: ordered as itself
  package_id     INTEGER REFERENCES whiplash_package (id),
  packaging      INTEGER NOT NULL DEFAULT 0 CHECK (packaging IN (0, 1)),
  quantity       INTEGER NOT NULL CHECK (quantity >= 0),
  packed         INTEGER NOT NULL DEFAULT 0,
  price          INTEGER NOT NULL DEFAULT 0,
  retail_fee     INTEGER,
  wholesale_cost INTEGER,
  currency       TEXT    NOT NULL DEFAULT 'USD',
  sku            TEXT,
  description    TEXT,
  originator_id  TEXT,
  provider       TEXT    NOT NULL DEFAULT 'api',
  serialnumbers  TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  misc           TEXT,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
);
CREATE INDEX whiplash_order_item_order ON whiplash_order_item (order_id);
CREATE INDEX whiplash_order_item_item ON whiplash_order_item (item_id);
CREATE INDEX whiplash_order_item_originator ON whiplash_order_item (originator_id);

-- Ship notices

CREATE TABLE whiplash_shipnotice (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id       INTEGER NOT NULL REFERENCES whiplash_customer (id),
  sender            TEXT,
  eta               INTEGER,
  warehouse_id      INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  status            INTEGER NOT NULL,
  arrived_at        INTEGER,
  completed_at      INTEGER,
  received_by       TEXT,
  notes_by_customer TEXT,
  total_boxes       INTEGER,
  pack_fee_actual   INTEGER,
  pick_fee_actual   INTEGER,
  total_fee_actual  INTEGER,
  originator_id     TEXT,
  provider          TEXT    NOT NULL DEFAULT 'api',
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
);
CREATE INDEX whiplash_shipnotice_customer ON whiplash_shipnotice (customer_id, updated_at);
CREATE INDEX whiplash_shipnotice_status ON whiplash_shipnotice (status);

CREATE TABLE whiplash_shipnotice_item (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  shipnotice_id        INTEGER NOT NULL REFERENCES whiplash_shipnotice (id) ON DELETE CASCADE,
  item_id              INTEGER NOT NULL REFERENCES whiplash_item (id),
  quantity             INTEGER NOT NULL CHECK (quantity >= 0),  -- expected
  quantity_good        INTEGER NOT NULL DEFAULT 0,
  quantity_damaged     INTEGER NOT NULL DEFAULT 0,
  include_in_published INTEGER NOT NULL DEFAULT 0 CHECK (include_in_published IN (0, 1)),
  description          TEXT,
  extended_description TEXT,
  retail_fee           TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
);
CREATE INDEX whiplash_shipnotice_item_notice ON whiplash_shipnotice_item (shipnotice_id);
CREATE INDEX whiplash_shipnotice_item_item ON whiplash_shipnotice_item (item_id);

-- Web hooks

CREATE TABLE whiplash_web_hook (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id     INTEGER NOT NULL REFERENCES whiplash_customer (id),
  active          INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  failed_attempts INTEGER NOT NULL DEFAULT 0,
  format          TEXT    NOT NULL DEFAULT 'json',
  url             TEXT    NOT NULL,
  event_name      TEXT    NOT NULL,
  provider        TEXT    NOT NULL DEFAULT 'api',
  originator_id   TEXT,
  group_id        TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);
CREATE INDEX whiplash_web_hook_event ON whiplash_web_hook (customer_id, event_name);

-- What follows from the rows

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

-- Items as lists filter them: a bundle is as many as its scarcest component allows, rounded down.
CREATE VIEW whiplash_listed_item AS
SELECT i.id, i.customer_id, i.sku, i.title, i.description, i.available, i.price, i.wholesale_cost,
  i.currency, i.length, i.width, i.height, i.weight, i.scancode, i.vendor, i.category, i.misc,
  i.tariff_number, i.street_date, i.is_bundle, i.packaging, i.media_mail, i.returnable,
  i.notify_originator_inventory, i.image_file_name, i.image_updated_at, i.image_originator_url,
  i.deactivated_at, i.created_at, i.updated_at,
  CASE WHEN NOT i.is_bundle THEN i.quantity ELSE coalesce((
    SELECT min((c.quantity - (c.quantity % b.quantity + b.quantity) % b.quantity) / b.quantity)
    FROM whiplash_bundle_item b JOIN whiplash_item c ON c.id = b.item_id
    WHERE b.bundle_id = i.id), 0)
  END AS quantity
FROM whiplash_item i;
