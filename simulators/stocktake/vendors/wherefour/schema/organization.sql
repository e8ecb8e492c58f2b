-- The organization whose warehouse this is, and the users of its API.
--
-- In all of these files: counts are millionths of the unit that a comment names; prices and amounts
-- millionths of a dollar (subtotals are not rounded: docs/reference/wherefour.md 5.6); times
-- milliseconds; dates ISO text. An id is never used twice.

CREATE TABLE wherefour_organization (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  lots_numbered INTEGER NOT NULL DEFAULT 0,  -- the last generated lot code
  barcodes_numbered INTEGER NOT NULL DEFAULT 0,
  serials_numbered  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE wherefour_user (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES wherefour_organization (id),
  username        TEXT NOT NULL UNIQUE,
  password        TEXT NOT NULL,
  first_name      TEXT NOT NULL,
  last_name       TEXT NOT NULL,
  zone            TEXT NOT NULL
);
