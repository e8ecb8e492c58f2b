CREATE TABLE wholecell_channel (  -- of those whose settings page somebody has used
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  name             TEXT    NOT NULL UNIQUE,
  listings_synced_at INTEGER  -- when somebody last pressed Sync Listings
);
