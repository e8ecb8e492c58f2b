CREATE TABLE whiplash_web_hook (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id     INTEGER NOT NULL REFERENCES whiplash_customer (id),
  active          INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  failed_attempts INTEGER NOT NULL DEFAULT 0,
  format          TEXT    NOT NULL DEFAULT 'json',
  url             TEXT    NOT NULL,
  event_name      TEXT    NOT NULL,
  provider        TEXT    NOT NULL DEFAULT 'api',
  originator_id   TEXT,
  group_id        TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);
CREATE INDEX whiplash_web_hook_event ON whiplash_web_hook (customer_id, event_name);
