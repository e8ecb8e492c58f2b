-- `price` is cents; `details` is the rest of the body as it was sent, a JSON object.
CREATE TABLE ebay_offer (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item_id INTEGER NOT NULL REFERENCES ebay_item (id),
  listing_id INTEGER REFERENCES ebay_listing (id), marketplace TEXT NOT NULL, format TEXT NOT NULL,
  quantity INTEGER CHECK (quantity >= 0), price INTEGER, currency TEXT NOT NULL, status TEXT NOT NULL,
  details TEXT NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX ebay_offer_by_item ON ebay_offer (item_id);
CREATE INDEX ebay_offer_by_listing ON ebay_offer (listing_id);
-- What a listing shows, its SKU today and the offer behind it.
CREATE VIEW ebay_shown AS
SELECT l.id AS listing_id, o.id AS offer_id, o.item_id, i.sku, o.price, l.title, l.by_hand, l.ended_at,
  CASE WHEN l.ended_at IS NOT NULL THEN 0
    ELSE min(coalesce(i.quantity, 0), coalesce(o.quantity, i.quantity, 0)) END AS shown
FROM ebay_offer o JOIN ebay_item i ON i.id = o.item_id JOIN ebay_listing l ON l.id = o.listing_id
UNION ALL
SELECT l.id, NULL, NULL, l.sku, l.price, l.title, l.by_hand, l.ended_at,
  CASE WHEN l.ended_at IS NOT NULL THEN 0 ELSE l.quantity END
FROM ebay_listing l WHERE l.by_hand;
