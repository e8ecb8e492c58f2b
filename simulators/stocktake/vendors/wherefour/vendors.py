"""Vendors: operations 38 to 40, and how purchases carry them. No operation changes them.

Source: docs/reference/wherefour.md 3.3 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .addresses import shown_addresses_of
from .columns import columns
from .settings import delivery_methods, payment_terms

_ALL = "FROM wherefour_vendor"
_NAMED = "FROM wherefour_vendor WHERE :name <> '' AND instr(folded_name, :name)"
_ADDRESSES = ("billing_address", "shipping_address")
_PLAIN = columns("""
id first_name last_name display_name email phone mobile fax website note kind created_at
updated_at custom_field_1 custom_field_2 custom_field_3 custom_field_4 business_license_number
""")


# Shown


def shown_vendors(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return vendors as the wire shows them, whole, by id ascending (3.3)."""
    rows = _rows(world, ids)
    embedded = embedded_vendors(world, ids)
    methods, terms = delivery_methods(world), payment_terms(world)
    return [
        embedded[row["id"]]
        | {
            "payment_term": terms.get(row["payment_term_id"]),
            "delivery_method": methods.get(row["delivery_method_id"]),
        }
        for row in rows
    ]


def embedded_vendors(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return vendors as purchases carry them, by id: without term and delivery method (3.3)."""
    rows = _rows(world, ids)
    addresses = shown_addresses_of(world, rows, _ADDRESSES)
    return {
        row["id"]: wire.spell_row(row, _PLAIN) | own
        for row, own in zip(rows, addresses, strict=True)
    }


def vendor_of_lot(world: World, vendor_id: int | None) -> dict[str, Any] | None:
    """Return a vendor as the lot of an adjustment carries it, without addresses (3.12)."""
    row = world.find("SELECT * FROM wherefour_vendor WHERE id = ?", (vendor_id,))
    return None if row is None else wire.spell_row(row, _PLAIN)


def _rows(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    return world.all(
        "SELECT * FROM wherefour_vendor WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )


# Operations


def list_vendors(world: World, call: Call, **query: str) -> Page:
    """List all vendors, those changed at or after `updated_at` (4, operation 38)."""
    return lists.show_changed(world, _ALL, show=shown_vendors, **query)


def get_vendor(world: World, call: Call, *, vendor_id: int) -> Any:
    """Show one vendor (4, operation 39)."""
    return lists.show_one(world, vendor_id, show=shown_vendors)


def search_vendors(world: World, call: Call, *, display_name: str = "", **query: str) -> Page:
    """Find vendors by a part of the display name, in any case (4, operation 40)."""
    values = {"name": display_name.casefold()}
    return lists.show_page(world, _NAMED, values=values, show=shown_vendors, **query)


HANDLERS = (list_vendors, get_vendor, search_vendors)
