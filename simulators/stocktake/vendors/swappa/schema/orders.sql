-- `buyer` and `ship_to` are JSON objects, as the wire shows them.
CREATE TABLE swappa_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT, buyer TEXT NOT NULL, ship_to TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
-- `sku` is the one that was bought; `price` is cents of one. `refunded` units were paid back, `cancelled` ones are
-- not wanted any more.
CREATE TABLE swappa_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES swappa_order (id),
  number INTEGER NOT NULL, variant_id INTEGER NOT NULL REFERENCES swappa_variant (id), sku TEXT NOT NULL,
  title TEXT NOT NULL, quantity INTEGER NOT NULL, price INTEGER NOT NULL, device INTEGER NOT NULL,
  refunded INTEGER NOT NULL DEFAULT 0, cancelled INTEGER NOT NULL DEFAULT 0, UNIQUE (order_id, number)
);
