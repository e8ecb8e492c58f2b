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
CREATE INDEX whiplash_item_bundle ON whiplash_item (customer_id, updated_at)
  WHERE is_bundle AND deactivated_at IS NULL;
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
