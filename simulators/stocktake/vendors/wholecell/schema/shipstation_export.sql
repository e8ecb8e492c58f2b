CREATE TABLE wholecell_shipstation_export (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  username TEXT    NOT NULL,  -- by which ShipStation calls, made up on the settings page
  password TEXT    NOT NULL,
  channels TEXT               -- JSON list of those whose orders are exported; NULL: all but Amazon
);
