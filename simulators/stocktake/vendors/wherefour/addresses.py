"""Addresses: of customers, of documents (each has its own copies), of vendors and facilities.

Source: docs/reference/wherefour.md 3.1 and 5.7.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stocktake.core.among import among
from stocktake.core.world import World

from . import wire
from .columns import columns

_TEXTS = columns("line1 line2 line3 line4 line5 city country_subdivision_code postal_code country")
_SHOWN = ("id", "type", "descriptive_name", *_TEXTS, "created_at", "updated_at")
_ADDRESSES = f"SELECT {', '.join(_SHOWN)}, customer_id FROM wherefour_address WHERE customer_id"
# In the order of the ids: a customer's first one of a kind is its address of that kind.
_OF_KIND = "SELECT * FROM wherefour_address WHERE customer_id = ? AND type = ? ORDER BY id LIMIT 1"


# Input


def read_address(body: wire.Body) -> dict[str, Any]:
    """Return the columns of an address that a body names (3.1)."""
    return {name: wire.read_text(body, name) for name in _TEXTS if name in body}


# Shown


def shown_addresses(world: World, ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    """Return addresses as the wire shows them, by id (3.1)."""
    rows = world.all(
        "SELECT * FROM wherefour_address WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: wire.spell_row(row, _SHOWN) for row in rows}


def shown_addresses_of(
    world: World, rows: Sequence[Mapping[str, Any]], kinds: Sequence[str]
) -> list[dict[str, Any]]:
    """Return for each row its addresses: under `billing_address` that of `billing_address_id`."""
    addresses = shown_addresses(world, [row[f"{kind}_id"] for row in rows for kind in kinds])
    return [{kind: addresses.get(row[f"{kind}_id"]) for kind in kinds} for row in rows]


def shown_addresses_by_customer(
    world: World, customer_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return all addresses of customers as the wire shows them, by customer (3.2)."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    which, given = among(customer_ids)
    for row in world.all(f"{_ADDRESSES} {which} ORDER BY id", (given,)):
        customer_id = row.pop("customer_id")
        grouped.setdefault(customer_id, []).append(wire.spell_in_place(row, _SHOWN))
    return grouped


# Rows


def find_address(world: World, customer_id: int, *, kind: str) -> dict[str, Any] | None:
    """Return the row of a customer's address of a kind (`Billing`, `Shipping`), None if none."""
    return world.find(_OF_KIND, (customer_id, f"{kind}Address"))


def add_address(world: World, customer_id: int, *, kind: str, body: wire.Body) -> None:
    """Give a customer an address of a kind (3.1)."""
    world.insert(
        "wherefour_address",
        customer_id=customer_id,
        type=f"{kind}Address",
        descriptive_name=f"Default {kind}",
        created_at=world.now,
        updated_at=world.now,
        **read_address(body),
    )


def copy_address(world: World, customer_id: int, *, kind: str) -> int | None:
    """Copy a customer's address for a new document, None when it has none (5.7)."""
    row = find_address(world, customer_id, kind=kind)
    if row is None:
        return None
    del row["id"]
    changed = {"customer_id": None, "created_at": world.now, "updated_at": world.now}
    return world.insert("wherefour_address", **(row | changed))
