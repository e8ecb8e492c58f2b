-- What every world has, whatever vendors live in it. Times are milliseconds, quantities millionths.
CREATE TABLE world (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  seed    INTEGER NOT NULL,
  turn    INTEGER NOT NULL DEFAULT 0,
  now     INTEGER NOT NULL,
  mode    TEXT    NOT NULL CHECK (mode IN ('manual', 'flowing')),
  tick    INTEGER NOT NULL CHECK (tick >= 0),
  factor  REAL    NOT NULL CHECK (factor >= 0),
  anchor  INTEGER NOT NULL,  -- world time at the wall time beside it; a flowing clock flows from here
  wall    INTEGER NOT NULL
);

CREATE TABLE chance (
  purpose TEXT PRIMARY KEY,
  drawn   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE quirk (  -- only the values that differ from their defaults
  simulator TEXT NOT NULL,
  name      TEXT NOT NULL,
  value     TEXT NOT NULL,  -- JSON
  PRIMARY KEY (simulator, name)
) WITHOUT ROWID;

CREATE TABLE fault (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  simulator TEXT    NOT NULL,
  operation TEXT    NOT NULL,  -- operationId, or * for every operation
  kind      TEXT    NOT NULL,
  nth       INTEGER NOT NULL CHECK (nth >= 1),
  times     INTEGER NOT NULL CHECK (times >= 1),
  arguments TEXT    NOT NULL,  -- JSON
  seen      INTEGER NOT NULL DEFAULT 0,  -- matching calls since planting
  fired     INTEGER NOT NULL DEFAULT 0,
  image     BLOB  -- the world at planting, for a fault that answers from then
);

CREATE TABLE job (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  simulator TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  due       INTEGER NOT NULL,
  arguments TEXT    NOT NULL  -- JSON
);
CREATE INDEX job_due ON job (due, id);

CREATE TABLE ratelimit (
  key   TEXT PRIMARY KEY,
  start INTEGER NOT NULL,  -- of the window
  count INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE journal (
  seq             INTEGER PRIMARY KEY,  -- the number of the turn
  at              INTEGER NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('exchange', 'event', 'clock', 'fault', 'job', 'callback')),
  simulator       TEXT,
  operation       TEXT,  -- operationId, event, fault kind
  method          TEXT,
  path            TEXT,
  query           TEXT,
  request_headers TEXT,  -- JSON
  request_body    BLOB,
  status          INTEGER,
  reply_headers   TEXT,  -- JSON
  reply_body      BLOB,
  fault           TEXT,
  delivered       INTEGER NOT NULL DEFAULT 1,  -- 0: done or not, the client never got this answer
  base_url        TEXT,
  note            TEXT   -- JSON: arguments of an event, what a clock move was, a bug
);

CREATE TABLE ledger (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  turn      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  simulator TEXT    NOT NULL,
  what      TEXT    NOT NULL CHECK (what IN ('stock', 'demand', 'shipment', 'shown')),
  place     TEXT,
  sku       TEXT,
  reference TEXT,
  delta     INTEGER,
  after     INTEGER
);
