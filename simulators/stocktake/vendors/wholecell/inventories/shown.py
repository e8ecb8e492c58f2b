"""Units: how they look on the wire, and the ledger's lines when they come, move or leave.

Source: docs/reference/wholecell.md 2.1.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from stocktake.core.world import World
from stocktake.rules.quantity import MICRO

from . import wire

ATTRIBUTES = ("manufacturer", "model", "variant", "network", "capacity", "color")


def shown_units(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return units as the wire shows them, in the order of the ids.

    The order of the keys is the vendor's: a client scans the text for `esn`, which therefore stands
    before anything nested, and `product` has its id last (2.1).
    """
    rows = world.all(
        "SELECT i.*, s.title AS status, l.name AS location, w.name AS warehouse"
        " FROM wholecell_inventory i"
        " JOIN wholecell_status s ON s.id = i.status_id"
        " LEFT JOIN wholecell_location l ON l.id = i.location_id"
        " LEFT JOIN wholecell_warehouse w ON w.id = l.warehouse_id"
        " WHERE i.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    variations = shown_variations(world, [row["product_variation_id"] for row in rows])
    zone = wire.zone(world)
    by_id = {
        row["id"]: {
            "id": row["id"],
            "esn": row["esn"],
            "status": row["status"],
            "order_id": row["order_id"],
            "hex_id": row["hex_id"],
            "sale_price": row["sale_price"],
            "total_price_paid": row["total_price_paid"],
            "initial_price_paid": row["initial_price_paid"],
            "created_at": wire.instant(row["created_at"], zone),
            "updated_at": wire.instant(row["updated_at"], zone),
            "purchase_order_id": row["purchase_order_id"],
            "product_variation": variations[row["product_variation_id"]],
            "custom_field_values": json.loads(row["custom_field_values"]),
            "warehouse": {"name": row["warehouse"]},
            "location": {"name": row["location"]},
        }
        for row in rows
    }
    return [by_id[identifier] for identifier in ids]


def shown_variations(world: World, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return product variations as the wire shows them inside other things, by id (2.1)."""
    conditions = {row["id"]: row for row in world.all("SELECT * FROM wholecell_condition")}
    rows = world.all(
        "SELECT v.*, p.manufacturer, p.model, p.variant, p.network, p.capacity, p.color"
        " FROM wholecell_product_variation v JOIN wholecell_product p ON p.id = v.product_id"
        " WHERE v.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {
        row["id"]: {
            "id": row["id"],
            "sku": row["sku"],
            "product": {name: row[name] for name in ATTRIBUTES} | {"id": row["product_id"]},
            "grade": row["grade"],
            "conditions": [dict(conditions[i]) for i in json.loads(row["conditions"])],
        }
        for row in rows
    }


@contextmanager
def noted(world: World, ids: list[int], *, reference: str) -> Iterator[None]:
    """Write into the ledger what the block changes in the building, of these units.

    Units that the block makes are appended to `ids` by it.
    """
    before = _standing(world, ids)
    yield
    changes = _standing(world, ids)
    changes.subtract(before)
    for (place, sku), delta in changes.items():
        if delta:
            world.note(
                "wholecell", "stock", place=place, sku=sku, reference=reference,
                delta=delta * MICRO, after=_level(world, place, sku) * MICRO,
            )  # fmt: skip


def _standing(world: World, ids: Sequence[int]) -> Counter[tuple[str, str | None]]:
    rows = world.all(
        "SELECT place, sku FROM wholecell_standing"
        " WHERE physical AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return Counter((row["place"], row["sku"]) for row in rows)


def _level(world: World, place: str, sku: str | None) -> int:
    return int(
        world.value(
            "SELECT count(*) FROM wholecell_standing WHERE physical AND place = ? AND sku IS ?",
            (place, sku),
        )
    )
