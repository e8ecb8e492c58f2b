-- What every world has, whatever vendors live in it. Times are milliseconds, quantities millionths.
CREATE TABLE world (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  seed    INTEGER NOT NULL,
  turn    INTEGER NOT NULL DEFAULT 0,
  now     INTEGER NOT NULL,
  mode    TEXT    NOT NULL CHECK (mode IN ('manual', 'flowing')),
  tick    INTEGER NOT NULL CHECK (tick >= 0),
  factor  REAL    NOT NULL CHECK (factor >= 0),
  idle    INTEGER NOT NULL DEFAULT 0 CHECK (idle IN (0, 1) AND (idle = 0 OR mode = 'manual')),
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
  operation TEXT    NOT NULL,  -- operationId, callback, or * for every one
  callback  INTEGER NOT NULL,  -- what * means: 1 every callback, 0 every operation
  kind      TEXT    NOT NULL,
  nth       INTEGER NOT NULL CHECK (nth >= 1),
  times     INTEGER NOT NULL CHECK (times >= 1),
  arguments TEXT    NOT NULL,  -- JSON
  seen      INTEGER NOT NULL DEFAULT 0,  -- matching calls since planting
  fired     INTEGER NOT NULL DEFAULT 0,
  refused   TEXT,  -- why it could not strike when its call came; NULL: it was not refused
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

CREATE TABLE outbox (  -- callbacks to make, and what came of them
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  turn         INTEGER NOT NULL,  -- that put it
  simulator    TEXT    NOT NULL,
  action       TEXT    NOT NULL,
  due          INTEGER NOT NULL,
  method       TEXT    NOT NULL DEFAULT 'POST',
  url          TEXT    NOT NULL,
  fields       TEXT    NOT NULL,  -- JSON map, in the order of the form
  body         TEXT,  -- sent instead of a form
  headers      TEXT    NOT NULL,  -- JSON map, besides those of a form
  client_field TEXT    NOT NULL,
  signature    TEXT    NOT NULL,  -- the name of a header
  recipient    TEXT    NOT NULL,
  tries        INTEGER NOT NULL,  -- before this one
  state        TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
  reason       TEXT,
  fault        TEXT,
  fault_id     INTEGER,
  arguments    TEXT    NOT NULL DEFAULT '{}',  -- JSON map, of the fault
  waits_for_next INTEGER NOT NULL DEFAULT 0  -- falls due once another one has been made
);
CREATE INDEX outbox_waiting ON outbox (due, id) WHERE state = 'waiting';

CREATE TABLE attempt (  -- to make a callback
  seq     INTEGER PRIMARY KEY,  -- of its journal row
  entry   INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  status  INTEGER,
  reason  TEXT,
  applied TEXT  -- JSON
);
CREATE INDEX attempt_entry ON attempt (entry);

CREATE TABLE route (  -- which warehouse feeds which outlet's place, where it is not the one of its name
  outlet    TEXT NOT NULL,
  place     TEXT NOT NULL,
  warehouse TEXT NOT NULL,
  PRIMARY KEY (outlet, place)
) WITHOUT ROWID;

CREATE TABLE ratelimit (
  key   TEXT PRIMARY KEY,
  start INTEGER NOT NULL,  -- of the window
  count INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE waiting (  -- clients that were told to wait, while a manual clock moves on for them
  client TEXT PRIMARY KEY,  -- who, or who and what was asked for
  until  INTEGER NOT NULL,
  told   INTEGER NOT NULL  -- seq of the journal row
) WITHOUT ROWID;

CREATE TABLE journal (
  seq             INTEGER PRIMARY KEY,  -- the number of the turn
  at              INTEGER NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN
    ('exchange', 'event', 'clock', 'fault', 'job', 'callback', 'not_received')),
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
  fault_id        INTEGER,  -- which one struck it, or was planted in it
  delivered       INTEGER NOT NULL DEFAULT 1,  -- 0: done or not, the client never got this answer
  base_url        TEXT,
  note            TEXT,  -- JSON: arguments of an event, what a clock move was, a bug, a near miss
  request_hash    TEXT REFERENCES body (hash),  -- a long body stands in its own table, once
  reply_hash      TEXT REFERENCES body (hash),
  size            INTEGER NOT NULL  -- bytes that the row itself holds
);
CREATE INDEX journal_request_hash ON journal (request_hash) WHERE request_hash IS NOT NULL;
CREATE INDEX journal_fault ON journal (fault_id) WHERE fault_id IS NOT NULL;
CREATE INDEX journal_reply_hash ON journal (reply_hash) WHERE reply_hash IS NOT NULL;

CREATE TABLE body (
  hash    TEXT PRIMARY KEY,
  content BLOB NOT NULL
);

CREATE TABLE journal_state (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  most_rows  INTEGER,  -- NULL: keep all
  most_bytes INTEGER,
  kept_rows  INTEGER NOT NULL DEFAULT 0,
  kept_bytes INTEGER NOT NULL DEFAULT 0,
  dropped    INTEGER NOT NULL DEFAULT 0
);
INSERT INTO journal_state (id, most_rows, most_bytes) VALUES (1, 10000, 67108864);

-- The counters follow the rows, whoever removes them.
CREATE TRIGGER journal_grows AFTER INSERT ON journal BEGIN
  UPDATE journal_state SET kept_rows = kept_rows + 1, kept_bytes = kept_bytes + NEW.size;
END;
CREATE TRIGGER journal_shrinks AFTER DELETE ON journal BEGIN
  UPDATE journal_state SET kept_rows = kept_rows - 1, kept_bytes = kept_bytes - OLD.size;
  DELETE FROM body WHERE hash IN (OLD.request_hash, OLD.reply_hash)
    AND NOT EXISTS (SELECT 1 FROM journal WHERE request_hash = body.hash)
    AND NOT EXISTS (SELECT 1 FROM journal WHERE reply_hash = body.hash);
END;
CREATE TRIGGER body_grows AFTER INSERT ON body BEGIN
  UPDATE journal_state SET kept_bytes = kept_bytes + length(NEW.content);
END;
CREATE TRIGGER body_shrinks AFTER DELETE ON body BEGIN
  UPDATE journal_state SET kept_bytes = kept_bytes - length(OLD.content);
END;

CREATE TABLE ledger (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  turn      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  simulator TEXT    NOT NULL,
  what      TEXT    NOT NULL CHECK (what IN 
    ('stock', 'held', 'demand', 'shipment', 'shown', 'renamed')),
  place     TEXT,
  sku       TEXT,
  reference TEXT,
  delta     INTEGER,
  after     INTEGER,
  good      TEXT,  -- the item's or offer's own id
  document  TEXT   -- the order's own id
);
