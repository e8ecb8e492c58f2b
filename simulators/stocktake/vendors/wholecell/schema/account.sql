-- One WholeCell account and its API Apps. In all tables money is whole cents and times are
-- milliseconds; ids are sparse and never used twice (ids.py assigns them).

CREATE TABLE wholecell_account (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  name           TEXT    NOT NULL,
  zone           TEXT    NOT NULL,  -- of all times in answers
  units_numbered INTEGER NOT NULL,  -- the newest hex id, as a number
  sold_status_id INTEGER REFERENCES wholecell_status (id)  -- of units that are committed
);

CREATE TABLE wholecell_app (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL,
  app_id      TEXT    NOT NULL UNIQUE,
  app_secret  TEXT    NOT NULL,
  permissions TEXT    NOT NULL  -- JSON list of resource:action
);
