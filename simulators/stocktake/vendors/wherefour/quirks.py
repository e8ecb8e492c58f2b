"""Wherefour's quirks: behaviours that no public source settles.

Source: docs/reference/wherefour.md 10 and 11.
"""

from stocktake.core.simulator import Quirk
from stocktake.dialects.paging import quirks_of_pages

QUIRKS = (
    Quirk(
        name="page_size",
        default=25,
        sentence="How many rows a page holds when the client does not say.",
        evidence="Undocumented; 25 is the default of the gem whose headers it sends (1.4).",
    ),
    Quirk(
        name="hand_pick",
        default="skip",
        values=("skip", "fifo"),
        sentence="What auto-ship does with a Hand Pick item: skip it, or pick the oldest lot.",
        evidence="Unknown; the name says that a person chooses (5.1).",
    ),
    Quirk(
        name="stocks_list",
        default="all",
        values=("all", "active_only"),
        sentence="Which lots of an item are listed: all that are not empty, or only active ones.",
        evidence='The text says "active stocks", which is also the model\'s name (4, 43).',
    ),
    Quirk(
        name="legacy_totals",
        default=False,
        sentence="Echo the subtotal and total that a client sent instead of computing them.",
        evidence="Up to 1.0.22 they were echoed, from 1.0.23 they are not accepted (5.6).",
    ),
    Quirk(
        name="order_show_user_dates",
        default=False,
        sentence="Spell the dates of GET /orders/{order_id} like 3/1/20.",
        evidence="One documented example does, all others are ISO (1.6).",
    ),
    Quirk(
        name="strict_filters",
        default=True,
        sentence="Refuse a time or date filter that cannot be read, instead of ignoring it, and an"
        " unknown status of an invoice or quote, instead of storing it.",
        evidence="Undocumented (1.7, 5.2).",
    ),
    Quirk(
        name="automatic_lot_sequencing",
        default=False,
        sentence="Number a lot that is added without a lot code, instead of refusing it.",
        evidence="A setting of the organization; its default is undocumented (5.3).",
    ),
    Quirk(
        name="exclude_expired",
        default=False,
        sentence="Exclude lots whose expiration date has passed from auto-ship.",
        evidence="The documented run picks a lot that expired five months before (5.1, point 3).",
    ),
    Quirk(
        name="on_hand_statuses",
        default="active,on_hold,quarantined",
        values=(
            "active,on_hold,quarantined",
            "active",
            "active,inactive,on_hold,quarantined",
        ),
        sentence="Which lots on_hand counts, by their status.",
        evidence="It is the sum of the lots; all documented lots are active (5.4).",
    ),
    Quirk(
        name="partial_ship_status",
        default="keep",
        values=("keep", "partially shipped"),
        sentence="The status of an order after a shipment that does not complete it.",
        evidence="The documented order stays open (5.1, point 2; 5.2).",
    ),
    Quirk(
        name="full_ship_status",
        default="complete",
        values=("complete", "invoiced", "keep"),
        sentence="The status of an order after the shipment that completes it.",
        evidence="Undocumented; complete is a status seen on orders (5.1).",
    ),
    Quirk(
        name="spec_version",
        default="1.0.25",
        values=("1.0.25", "1.0.18"),
        sentence="Which paths exist: all, or only those of version 1.0.18.",
        evidence="The published versions; clients in the field were written against each (0, 2).",
    ),
    Quirk(
        name="retired_items",
        default="skip",
        values=("skip", "ship"),
        sentence="What auto-ship does with the line of a retired item: skip it, or ship it.",
        evidence="Undocumented; retired says that the good is in use no more (5.1).",
    ),
    Quirk(
        name="cut_to_shipped",
        default="keep",
        values=("keep", "complete"),
        sentence="The status of an order that is cut down to what was shipped: kept, or that of a"
        " complete one.",
        evidence="Undocumented; only a shipment is known to move the status (5.8).",
    ),
    Quirk(
        name="quote_po_number",
        default="null",
        values=("null", "absent"),
        sentence="Whether quotes show the key po_number, which is always null, or leave it out.",
        evidence="Some examples have it, copied from orders; no schema does (3.8).",
    ),
    Quirk(
        name="json_in_query",
        default=True,
        sentence='Read order_number={"order_number": "SO1"} in the query of a search as SO1, not'
        " as a number to the letter.",
        evidence="The document gives it as the parameter's example (4, 12, 21 and 26).",
    ),
    Quirk(
        name="facility_addresses_only",
        default=False,
        sentence="Refuse a ship_from_address_id or credit_from_address_id that is no facility's.",
        evidence="The document asks for a facility's, and its example sends a customer's (3.9).",
    ),
    *quirks_of_pages(
        evidence="Undocumented; the gem of its headers shows no rows, another would refuse (1.4)."
    ),
)
