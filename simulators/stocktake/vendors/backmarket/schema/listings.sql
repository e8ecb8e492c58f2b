-- The number of a listing is for every market; `ended_at` is when it was deactivated.
CREATE TABLE backmarket_listing (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, sku TEXT NOT NULL, title TEXT NOT NULL,
  product_uuid TEXT NOT NULL, product_id INTEGER NOT NULL, brand TEXT NOT NULL, grade TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 0), max_price INTEGER NOT NULL, new_battery INTEGER NOT NULL,
  ended_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX backmarket_listing_by_sku ON backmarket_listing (sku COLLATE NOCASE);
-- What a market reads and writes of a listing; prices are cents (yen: hundredths), `shippings` a JSON map by slot.
CREATE TABLE backmarket_terms (
  listing_id INTEGER NOT NULL REFERENCES backmarket_listing (id), market TEXT NOT NULL,
  price INTEGER, min_price INTEGER, currency TEXT NOT NULL, comment TEXT, warranty_delay INTEGER NOT NULL,
  shippings TEXT NOT NULL, PRIMARY KEY (listing_id, market)
) WITHOUT ROWID;
-- What a listing was before each change of the last hour: a list may be read from an index that lags behind.
CREATE TABLE backmarket_past (
  id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL REFERENCES backmarket_listing (id),
  until INTEGER NOT NULL, quantity INTEGER NOT NULL, price INTEGER
);
CREATE INDEX backmarket_past_by_listing ON backmarket_past (listing_id, until);
-- Listings with what the home market says of them: 0 no price or comment, 2 online, 3 offline, 4 deactivated.
CREATE VIEW backmarket_shown AS
SELECT l.*, t.price, t.comment, t.currency, CASE WHEN l.ended_at IS NOT NULL THEN 4
    WHEN t.price IS NULL OR coalesce(t.comment, '') = '' THEN 0
    WHEN l.quantity = 0 OR t.price > l.max_price THEN 3 ELSE 2 END AS publication_state,
  iif(l.ended_at IS NULL AND t.price <= l.max_price AND coalesce(t.comment, '') <> '', l.quantity, 0) AS shown
FROM backmarket_listing l CROSS JOIN backmarket_terms t ON t.listing_id = l.id AND t.market = 'fr-fr';
-- A catalogue that was sent as CSV; `result` is NULL until it was worked through.
CREATE TABLE backmarket_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT, market TEXT NOT NULL, rows TEXT NOT NULL, spoiled INTEGER NOT NULL,
  created_at INTEGER NOT NULL, result TEXT
);
