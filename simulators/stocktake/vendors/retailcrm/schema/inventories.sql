-- Leftovers and cost prices. Quantities and prices are millionths.
CREATE TABLE retailcrm_inventory (
  offer_id       INTEGER NOT NULL REFERENCES retailcrm_offer (id),
  store          TEXT    NOT NULL REFERENCES retailcrm_store (code),
  quantity       INTEGER NOT NULL CHECK (quantity >= 0),
  purchase_price INTEGER,
  PRIMARY KEY (offer_id, store)
) WITHOUT ROWID;
