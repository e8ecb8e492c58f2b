CREATE TABLE wholecell_condition (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  title    TEXT    NOT NULL UNIQUE,
  initials TEXT    NOT NULL
);

CREATE TABLE wholecell_product (
  id           INTEGER PRIMARY KEY,
  manufacturer TEXT    NOT NULL,
  model        TEXT    NOT NULL,
  variant      TEXT    NOT NULL,
  network      TEXT    NOT NULL,
  capacity     TEXT    NOT NULL,
  color        TEXT    NOT NULL,
  UNIQUE (manufacturer, model, variant, network, capacity, color)
);

CREATE TABLE wholecell_product_variation (
  id         INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES wholecell_product (id),
  sku        TEXT,  -- several variations may share one
  grade      TEXT    NOT NULL,
  conditions TEXT    NOT NULL DEFAULT '[]',  -- JSON list of condition ids, ascending
  UNIQUE (product_id, grade, conditions)
);
CREATE INDEX wholecell_product_variation_sku ON wholecell_product_variation (sku);
