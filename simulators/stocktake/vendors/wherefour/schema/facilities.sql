-- Facilities: no operation changes them.

CREATE TABLE wherefour_facility (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  name                  TEXT NOT NULL,
  locator_code          TEXT NOT NULL,
  is_primary            INTEGER NOT NULL DEFAULT 0,
  allowed_user_strategy TEXT NOT NULL DEFAULT 'all_users',
  level_1_name          TEXT,
  level_2_name          TEXT,
  level_3_name          TEXT,
  level_4_name          TEXT,
  level_5_name          TEXT,
  level_6_name          TEXT,
  address_id            INTEGER REFERENCES wherefour_address (id),
  updated_at            INTEGER NOT NULL DEFAULT 0  -- no API shows it, here or below
);
