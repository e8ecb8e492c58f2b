CREATE TABLE wholecell_stock_levels_report (
  id                 INTEGER PRIMARY KEY,
  status             TEXT    NOT NULL CHECK (status IN ('pending', 'processing', 'complete', 'failed')),
  inventory_statuses TEXT,     -- JSON list, NULL: every status
  polls              INTEGER NOT NULL DEFAULT 0,
  token              TEXT    UNIQUE,  -- the secret that signs each URL of its CSV
  csv                TEXT,
  created_at         INTEGER NOT NULL,
  completed_at       INTEGER
);
