-- What a buyer can choose of a listing is a variant, one with a SKU and a quantity of its own. A listing without
-- `has_variants` has exactly one. `price` is cents; a `device` is sold by the piece, each with its IMEI.
CREATE TABLE swappa_listing (
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, condition TEXT NOT NULL, price INTEGER NOT NULL,
  device INTEGER NOT NULL, has_variants INTEGER NOT NULL, paused INTEGER NOT NULL DEFAULT 0, ended_at INTEGER,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX swappa_listing_by_end ON swappa_listing (ended_at);
CREATE TABLE swappa_variant (
  id INTEGER PRIMARY KEY AUTOINCREMENT, listing_id INTEGER NOT NULL REFERENCES swappa_listing (id),
  number INTEGER NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity >= 0),
  UNIQUE (listing_id, sku)
);
CREATE INDEX swappa_variant_by_sku ON swappa_variant (sku);
-- What each variant shows: nothing once its listing has ended. `good` is its name in the neutral views.
CREATE VIEW swappa_shown AS
SELECT v.id AS variant_id, l.id AS listing_id, v.sku, l.title, l.price, l.device, l.has_variants, l.paused, l.ended_at,
  'L' || l.id || CASE WHEN l.has_variants THEN '-' || v.number ELSE '' END AS good,
  CASE WHEN l.ended_at IS NULL THEN v.quantity ELSE 0 END AS shown
FROM swappa_variant v JOIN swappa_listing l ON l.id = v.listing_id;
