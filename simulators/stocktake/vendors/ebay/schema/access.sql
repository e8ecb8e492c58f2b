-- Calls of an application by API and day: quotas begin anew at midnight Pacific (reference, 2.2).
CREATE TABLE ebay_usage (
  resource TEXT NOT NULL, day TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (resource, day)
) WITHOUT ROWID;
