"""The statements of the hand-written app: the rows that Stocktake reads and writes, no others.

They name the columns that are shown, and find one row by its key.
"""

# The turn

CLOCK = "SELECT mode, factor, anchor, wall FROM world"
KEPT = "SELECT kept_rows, most_rows FROM journal_state"
TURN = "UPDATE world SET turn = turn + 1, now = max(?, now + tick) RETURNING turn, now"
JOURNAL = """
INSERT INTO journal (seq, at, kind, simulator, operation, method, path, query, request_headers,
  request_body, status, reply_headers, reply_body, delivered, base_url, size)
VALUES (?, ?, 'exchange', ?, ?, ?, ?, ?, ?, ?, 200, ?, ?, 1, ?, ?)"""
OLDEST = "DELETE FROM journal WHERE seq = (SELECT min(seq) FROM journal)"

# Wherefour's customer

SHOWN_OF_A_CUSTOMER = (
    "id", "first_name", "last_name", "display_name", "email", "phone", "mobile", "fax", "website",
    "note", "kind", "sales_channel", "sales_channel_id", "origin", "created_at", "updated_at",
    "custom_field_1", "custom_field_2", "custom_field_3", "custom_field_4",
    "business_license_number", "payment_terms", "salesperson", "salesperson_id",
    "delivery_method", "delivery_method_id", "default_special_instructions", "block_shipments",
    "delivery_driver", "delivery_vehicle",
)  # fmt: skip
SHOWN_OF_AN_ADDRESS = (
    "id", "type", "descriptive_name", "line1", "line2", "line3", "line4", "line5", "city",
    "country_subdivision_code", "postal_code", "country", "created_at", "updated_at",
)  # fmt: skip
USER = """
SELECT id, organization_id, first_name || ' ' || last_name, zone FROM wherefour_user
WHERE username = ? AND password = ?"""
CUSTOMER = """
SELECT c.id, c.first_name, c.last_name, c.display_name, c.email, c.phone, c.mobile, c.fax,
  c.website, c.note, c.kind, sc.name AS sales_channel, c.sales_channel_id, c.origin, c.created_at,
  c.updated_at, c.custom_field_1, c.custom_field_2, c.custom_field_3, c.custom_field_4,
  c.business_license_number, pt.name AS payment_terms, sp.name AS salesperson, c.salesperson_id,
  dm.name AS delivery_method, c.delivery_method_id, c.default_special_instructions,
  c.block_shipments, c.delivery_driver, c.delivery_vehicle
FROM wherefour_customer c
LEFT JOIN wherefour_sales_channel sc ON sc.id = c.sales_channel_id
LEFT JOIN wherefour_payment_term pt ON pt.id = c.payment_term_id
LEFT JOIN wherefour_salesperson sp ON sp.id = c.salesperson_id
LEFT JOIN wherefour_delivery_method dm ON dm.id = c.delivery_method_id
WHERE c.id = ?"""
ADDRESSES = """
SELECT id, type, descriptive_name, line1, line2, line3, line4, line5, city,
  country_subdivision_code, postal_code, country, created_at, updated_at
FROM wherefour_address WHERE customer_id = ? ORDER BY id"""

# RetailCRM's leftovers

KEY = "SELECT selective, scopes, sites FROM retailcrm_api_key WHERE value = ?"
OFFERS_COUNTED = "SELECT count(*) FROM retailcrm_offer"
OFFERS = """
SELECT id, external_id, xml_id, site, purchase_price,
  (SELECT coalesce(sum(quantity), 0) FROM retailcrm_inventory WHERE offer_id = offer.id)
FROM retailcrm_offer offer ORDER BY id DESC LIMIT ?"""
STORE_CODES = "SELECT code FROM retailcrm_store"
OFFER = "SELECT id, site, external_id FROM retailcrm_offer WHERE id = CAST(? AS INTEGER)"
STORE = "SELECT inventory_type FROM retailcrm_store WHERE code = ?"
LEFTOVER = "SELECT quantity FROM retailcrm_inventory WHERE offer_id = ? AND store = ?"
UPLOAD = """
INSERT INTO retailcrm_inventory (offer_id, store, quantity) VALUES (?, ?, ?)
ON CONFLICT (offer_id, store) DO UPDATE SET quantity = excluded.quantity"""
LEDGER = """
INSERT INTO ledger (turn, at, simulator, what, place, sku, delta, after, good)
VALUES (?, ?, 'retailcrm', 'shown', ?, ?, ?, ?, ?)"""
