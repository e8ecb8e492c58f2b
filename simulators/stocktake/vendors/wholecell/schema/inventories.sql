-- Units. `order_id` commits a unit to a sales order, `order_item_id` is the item that it fills.

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
  previous_status_id   INTEGER REFERENCES wholecell_status (id),  -- restored when it is released
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
CREATE INDEX wholecell_inventory_variation ON wholecell_inventory (product_variation_id, order_id);
CREATE INDEX wholecell_inventory_location ON wholecell_inventory (location_id);
CREATE INDEX wholecell_inventory_purchase_order
  ON wholecell_inventory (purchase_order_id, total_price_paid);  -- what came in, without the units
CREATE INDEX wholecell_inventory_order ON wholecell_inventory (order_id, order_item_id);
CREATE INDEX wholecell_inventory_updated ON wholecell_inventory (updated_at);

-- What the building holds, unit by unit. No client sees it.
CREATE VIEW wholecell_standing AS
SELECT i.id, i.esn, i.hex_id, v.id AS variation_id, v.sku, coalesce(l.name, '') AS place, i.order_id, i.order_item_id,
  s.title AS status,
  CASE WHEN i.order_id IS NULL THEN s.in_building ELSE o.shipped_at IS NULL END AS physical
FROM wholecell_inventory i
JOIN wholecell_product_variation v ON v.id = i.product_variation_id
JOIN wholecell_status s ON s.id = i.status_id
LEFT JOIN wholecell_location l ON l.id = i.location_id
LEFT JOIN wholecell_sales_order o ON o.id = i.order_id;
