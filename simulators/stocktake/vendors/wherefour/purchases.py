"""Purchase orders: operations 30 and 31. No operation makes, changes or receives one.

Source: docs/reference/wherefour.md 3.14 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire
from .customers import shown_addresses
from .delivery_methods import delivery_methods
from .lines import Lines, shown_lines, totals
from .vendors import embedded_vendors, payment_terms

_EVERY = "FROM wherefour_purchase"
_NUMBERED = "FROM wherefour_purchase WHERE purchase_number = :number"
_DECIMALS = frozenset(wire.names("subtotal discount tax shipping total"))
_SHOWN = wire.names("""
id purchase_date purchase_number status deliver_by_date instructions subtotal discount tax
shipping total created_at updated_at
""")
_ADDRESSES = wire.names("facility_address bill_to_address deliver_to_address ship_to_address")
_LINES = Lines(
    table="wherefour_purchase_item",
    owner="purchase_id",
    field="",
    rows="SELECT * FROM wherefour_purchase_item"
    " WHERE purchase_id IN (SELECT value FROM json_each(?)) ORDER BY id",
)


def list_purchases(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all purchase orders, those changed at or after `updated_at` (4, operation 30)."""
    return pages.changed(
        world, _EVERY, updated_at=updated_at, page=page, per_page=per_page, show=shown_purchases
    )


def search_purchase_orders(
    world: World,
    call: Call,
    *,
    purchase_number: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find all purchase orders of a number, the whole number (4, operation 31)."""
    wanted = {"number": purchase_number}
    return pages.listed(
        world, _NUMBERED, wanted=wanted, page=page, per_page=per_page, show=shown_purchases
    )


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
    addresses = shown_addresses(
        world, [row[f"{kind}_id"] for row in rows for kind in _ADDRESSES if row[f"{kind}_id"]]
    )
    shown = []
    for row in rows:
        subtotal, total = sums[row["id"]]
        money = {"subtotal": subtotal, "total": total}
        shown.append(
            wire.spelled(row | money, _SHOWN, decimals=_DECIMALS)
            | {kind: addresses.get(row[f"{kind}_id"]) for kind in _ADDRESSES}
            | {
                "vendor": vendors[row["vendor_id"]],
                "delivery_method": methods.get(row["delivery_method_id"]),
                "payment_term": terms.get(row["payment_term_id"]),
                "purchase_items": lines.get(row["id"], []),
            }
        )
    return shown
