-- Addresses of customers, of documents (each has its own copies), of vendors and facilities.

CREATE TABLE wherefour_address (
  id                       INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id              INTEGER REFERENCES wherefour_customer (id),  -- NULL: an order's own copy, a vendor's, ours
  type                     TEXT NOT NULL,
  descriptive_name         TEXT NOT NULL,
  line1                    TEXT,
  line2                    TEXT,
  line3                    TEXT,
  line4                    TEXT,
  line5                    TEXT,
  city                     TEXT,
  country_subdivision_code TEXT,
  postal_code              TEXT,
  country                  TEXT,
  created_at               INTEGER NOT NULL,
  updated_at               INTEGER NOT NULL
);
CREATE INDEX wherefour_address_customer ON wherefour_address (customer_id);
