"""Purchase orders: operations 30 and 31. No operation makes, changes or receives one.

Source: docs/reference/wherefour.md 3.14 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .addresses import shown_addresses_of
from .columns import columns
from .line_items.rows import LineItems
from .line_items.shown import shown_lines
from .line_items.totals import totals
from .settings import delivery_methods, payment_terms
from .vendors import embedded_vendors

_ALL = "FROM wherefour_purchase"
_NUMBERED = "FROM wherefour_purchase WHERE purchase_number = :number"
_DECIMALS = frozenset(columns("subtotal discount tax shipping total"))
_SHOWN = columns("""
id purchase_date purchase_number status deliver_by_date instructions subtotal discount tax
shipping total created_at updated_at
""")
_ADDRESSES = columns("facility_address bill_to_address deliver_to_address ship_to_address")
_LINES = LineItems(
    table="wherefour_purchase_item",
    owner="purchase_id",
    field="",
    select="SELECT * FROM wherefour_purchase_item"
    " WHERE purchase_id IN (SELECT value FROM json_each(?)) ORDER BY id",
)


# Shown


def shown_purchases(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return purchase orders as the wire shows them, by id ascending (3.14)."""
    rows = world.all(
        "SELECT * FROM wherefour_purchase WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    sums = totals(world, _LINES, documents=rows)
    lines = shown_lines(world, _LINES, ids=ids)
    vendors = embedded_vendors(world, [row["vendor_id"] for row in rows])
    methods, terms = delivery_methods(world), payment_terms(world)
    addresses = shown_addresses_of(world, rows, _ADDRESSES)
    return [
        wire.spell_row(row | sums[row["id"]], _SHOWN, decimals=_DECIMALS)
        | own
        | {
            "vendor": vendors[row["vendor_id"]],
            "delivery_method": methods.get(row["delivery_method_id"]),
            "payment_term": terms.get(row["payment_term_id"]),
            "purchase_items": lines.get(row["id"], []),
        }
        for row, own in zip(rows, addresses, strict=True)
    ]


# Operations


def list_purchases(world: World, call: Call, **query: str) -> Page:
    """List all purchase orders, those changed at or after `updated_at` (4, operation 30)."""
    return lists.show_changed(world, _ALL, show=shown_purchases, **query)


def search_purchase_orders(
    world: World, call: Call, *, purchase_number: str | None = None, **query: str
) -> Page:
    """Find all purchase orders of a number, the whole number (4, operation 31)."""
    return lists.show_page(
        world, _NUMBERED, values={"number": purchase_number}, show=shown_purchases, **query
    )


HANDLERS = (list_purchases, search_purchase_orders)
