"""Vendors: operations 38 to 40, and how purchases carry them. No operation changes them.

Source: docs/reference/wherefour.md 3.3 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire
from .customers import shown_addresses
from .delivery_methods import delivery_methods
from .refusals import not_found

_EVERY = "FROM wherefour_vendor"
_NAMED = "FROM wherefour_vendor WHERE :name <> '' AND instr(folded_name, :name)"
_PLAIN = wire.names("""
id first_name last_name display_name email phone mobile fax website note kind created_at
updated_at custom_field_1 custom_field_2 custom_field_3 custom_field_4 business_license_number
""")


def list_vendors(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List all vendors, those changed at or after `updated_at` (4, operation 38)."""
    return pages.changed(
        world, _EVERY, updated_at=updated_at, page=page, per_page=per_page, show=shown_vendors
    )


def get_vendor(world: World, call: Call, *, vendor_id: int) -> Any:
    """Show one vendor (4, operation 39)."""
    found = shown_vendors(world, [vendor_id])
    if not found:
        raise not_found()
    return found[0]


def search_vendors(
    world: World,
    call: Call,
    *,
    display_name: str = "",
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find vendors by a part of the display name, in any case (4, operation 40)."""
    wanted = {"name": display_name.casefold()}
    return pages.listed(
        world, _NAMED, wanted=wanted, page=page, per_page=per_page, show=shown_vendors
    )


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
    """Return vendors as purchases carry them, by id: term and method stand beside them (3.3)."""
    rows = _rows(world, ids)
    kinds = ("billing_address", "shipping_address")
    addresses = shown_addresses(
        world, [row[f"{kind}_id"] for row in rows for kind in kinds if row[f"{kind}_id"]]
    )
    return {
        row["id"]: wire.spelled(row, _PLAIN)
        | {kind: addresses.get(row[f"{kind}_id"]) for kind in kinds}
        for row in rows
    }


def payment_terms(world: World) -> dict[int, dict[str, Any]]:
    """Return every payment term as vendors and purchases carry it, by id (3.3, 3.14)."""
    rows = world.all("SELECT id, name, net FROM wherefour_payment_term")
    return {row["id"]: row for row in rows}


def _rows(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    return world.all(
        "SELECT * FROM wherefour_vendor WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
