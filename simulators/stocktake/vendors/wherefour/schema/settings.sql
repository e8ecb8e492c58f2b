-- Settings: no operation changes them.

CREATE TABLE wherefour_delivery_method (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  driver_name  TEXT,
  driver_email TEXT,
  instructions TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
);

CREATE TABLE wherefour_payment_term (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  net        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_sales_channel (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_salesperson (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_order_status (
  id                                  INTEGER PRIMARY KEY AUTOINCREMENT,
  name                                TEXT NOT NULL,
  organization_id                     INTEGER NOT NULL REFERENCES wherefour_organization (id),
  position                            INTEGER NOT NULL,
  allow_holds                         INTEGER NOT NULL DEFAULT 1,
  allow_partial_shipments             INTEGER NOT NULL DEFAULT 1,
  allow_shipments                     INTEGER NOT NULL DEFAULT 1,
  new_order_status                    INTEGER NOT NULL DEFAULT 0,
  open_order_status                   INTEGER NOT NULL DEFAULT 0,
  order_archived_status               INTEGER NOT NULL DEFAULT 0,
  order_canceled_status               INTEGER NOT NULL DEFAULT 0,
  order_complete_status               INTEGER NOT NULL DEFAULT 0,
  order_has_holds_status              INTEGER NOT NULL DEFAULT 0,
  order_has_released_all_holds_status INTEGER NOT NULL DEFAULT 0,
  order_has_shipments_status          INTEGER NOT NULL DEFAULT 0,
  shipments_reversed_status           INTEGER NOT NULL DEFAULT 0,
  created_at                          INTEGER NOT NULL,
  updated_at                          INTEGER NOT NULL
);
