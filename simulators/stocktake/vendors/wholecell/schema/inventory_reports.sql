CREATE TABLE wholecell_inventory_report (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,
  filter     TEXT    NOT NULL,  -- JSON map of query parameters for a list of inventories
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
