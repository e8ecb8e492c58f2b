CREATE TABLE shipstation_api_key (
  id     INTEGER PRIMARY KEY,
  key    TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL
);
