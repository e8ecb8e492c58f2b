-- What buyers see. One made by hand has its own SKU (or none), price and quantity, and no offer;
-- of the others the smaller quantity of offer and item is shown (reference, 2.3).
CREATE TABLE ebay_listing (
  id INTEGER PRIMARY KEY AUTOINCREMENT, by_hand INTEGER NOT NULL, title TEXT NOT NULL, sku TEXT,
  quantity INTEGER CHECK (quantity >= 0), price INTEGER NOT NULL, sold INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER, created_at INTEGER NOT NULL
);
CREATE TABLE ebay_revision (
  listing_id INTEGER NOT NULL REFERENCES ebay_listing (id), day TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (listing_id, day)
) WITHOUT ROWID;
