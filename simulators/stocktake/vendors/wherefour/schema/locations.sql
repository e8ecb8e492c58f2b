-- Storage locations: no operation changes them.

CREATE TABLE wherefour_location (
  id                             INTEGER PRIMARY KEY AUTOINCREMENT,
  facility_id                    INTEGER NOT NULL REFERENCES wherefour_facility (id),
  parent_location_id             INTEGER REFERENCES wherefour_location (id),
  name                           TEXT NOT NULL,
  locator_code                   TEXT NOT NULL,
  global_identifier              TEXT NOT NULL,
  level_number                   INTEGER NOT NULL DEFAULT 1,
  allowed_for_additives          INTEGER NOT NULL DEFAULT 1,
  allowed_for_pick_and_ship      INTEGER NOT NULL DEFAULT 1,
  allowed_for_returns            INTEGER NOT NULL DEFAULT 1,
  allowed_for_warehouse_receive  INTEGER NOT NULL DEFAULT 1,
  allowed_for_work_order_pulls   INTEGER NOT NULL DEFAULT 1,
  allowed_for_work_order_results INTEGER NOT NULL DEFAULT 1,
  updated_at                     INTEGER NOT NULL DEFAULT 0
);
