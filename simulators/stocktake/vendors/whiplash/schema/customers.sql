-- Merchants ("customers") of the service, and their keys. In all tables quantities are whole units,
-- decimals (money, inches, pounds) millionths, times milliseconds; columns with JSON say so.

CREATE TABLE whiplash_customer (  -- a merchant, never a shopper
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  name                 TEXT    NOT NULL,
  default_warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id)
);

CREATE TABLE whiplash_api_key (
  value       TEXT    PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES whiplash_customer (id)
);

CREATE TABLE whiplash_customer_warehouse (  -- where a customer may keep stock
  customer_id  INTEGER NOT NULL REFERENCES whiplash_customer (id),
  warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  PRIMARY KEY (customer_id, warehouse_id)
) WITHOUT ROWID;
