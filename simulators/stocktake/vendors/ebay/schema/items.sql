-- Inventory items: `details` is the rest of the body as it was sent, a JSON object.
-- The quantity is NULL where the item says nothing of its availability.
CREATE TABLE ebay_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL UNIQUE, quantity INTEGER CHECK (quantity >= 0),
  locale TEXT NOT NULL, details TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
