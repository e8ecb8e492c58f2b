CREATE TABLE wholecell_sales_order_item (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,  -- the newest item can be deleted
  sales_order_id       INTEGER NOT NULL REFERENCES wholecell_sales_order (id) ON DELETE CASCADE,
  position             INTEGER NOT NULL,
  sku                  TEXT,     -- as ordered, until the item is connected to a variation
  description          TEXT,     -- from the channel
  product_variation_id INTEGER REFERENCES wholecell_product_variation (id),  -- NULL: unknown SKU
  quantity             INTEGER NOT NULL CHECK (quantity >= 0),
  sale_price           INTEGER,
  channel_item_id      TEXT,     -- the line of the channel's order; NULL: it has none
  original_item_id     INTEGER REFERENCES wholecell_sales_order_item (id)  -- of a second item (8.5)
);
CREATE INDEX wholecell_sales_order_item_order ON wholecell_sales_order_item (sales_order_id);
CREATE INDEX wholecell_sales_order_item_variation
  ON wholecell_sales_order_item (product_variation_id);
