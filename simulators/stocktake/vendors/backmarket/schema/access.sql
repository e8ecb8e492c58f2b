-- Tokens of the account; a new password ends the old ones (reference, 1.1).
CREATE TABLE backmarket_token (value TEXT PRIMARY KEY, ended_at INTEGER) WITHOUT ROWID;
-- Callers that the CDN blocks, until when (ms).
CREATE TABLE backmarket_block (caller TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
-- SKU lines that were updated, by the hour of the world's clock.
CREATE TABLE backmarket_usage (hour INTEGER PRIMARY KEY, lines INTEGER NOT NULL);
