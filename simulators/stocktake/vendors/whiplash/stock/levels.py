"""What lies where, and what is promised of it. Source: docs/reference/whiplash.md 2.6.

quantity = on the shelf; projected = that less what open orders ask for; sellable = that and what is
published of ship notices. Negative ones are told as they are: overselling happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.rules.bundles import bundles_in
from stocktake.rules.quantity import MICRO


@dataclass(frozen=True, slots=True)
class Level:
    """One item in one warehouse."""

    shelf: int = 0
    projected: int = 0
    sellable: int = 0


def levels(world: World, item_id: int) -> dict[int, Level]:
    """Return an item's levels by warehouse; a bundle's are those of its scarcest component."""
    rows = world.all(
        "SELECT b.item_id, b.quantity FROM whiplash_bundle_item b"
        " JOIN whiplash_item i ON i.id = b.bundle_id AND i.is_bundle WHERE b.bundle_id = ?",
        (item_id,),
    )
    if not rows:
        bundle = world.value("SELECT is_bundle FROM whiplash_item WHERE id = ?", (item_id,))
        return {} if bundle else _levels(world, item_id)
    parts = [(_levels(world, row["item_id"]), row["quantity"]) for row in rows]
    return {
        warehouse: _scarcest(parts, warehouse)
        for warehouse in sorted({each for found, _ in parts for each in found})
    }


def _levels(world: World, item_id: int) -> dict[int, Level]:
    rows = world.all(
        "SELECT warehouse_id, sum(shelf) AS shelf, sum(asked) AS asked, sum(due) AS due FROM ("
        " SELECT warehouse_id, quantity AS shelf, 0 AS asked, 0 AS due FROM whiplash_shelf"
        " WHERE item_id = ?1 UNION ALL"
        " SELECT warehouse_id, 0, quantity, 0 FROM whiplash_demand"
        " WHERE item_id = ?1 AND NOT batched UNION ALL"
        " SELECT n.warehouse_id, 0, 0, max(0, l.quantity - l.quantity_good - l.quantity_damaged)"
        " FROM whiplash_shipnotice_item l JOIN whiplash_shipnotice n ON n.id = l.shipnotice_id"
        " WHERE l.item_id = ?1 AND l.include_in_published AND n.status < 300"
        " AND n.status NOT IN (50, 105)"
        ") GROUP BY warehouse_id",
        (item_id,),
    )
    return {
        row["warehouse_id"]: Level(
            shelf=row["shelf"],
            projected=row["shelf"] - row["asked"],
            sellable=row["shelf"] - row["asked"] + row["due"],
        )
        for row in rows
    }


def _scarcest(parts: Sequence[tuple[Mapping[int, Level], int]], warehouse: int) -> Level:
    found = [(levels.get(warehouse, Level()), needed) for levels, needed in parts]
    return Level(
        shelf=bundles_in((level.shelf, needed) for level, needed in found),
        projected=bundles_in((level.projected, needed) for level, needed in found),
        sellable=bundles_in((level.sellable, needed) for level, needed in found),
    )


def on_shelf(world: World, item_id: int, warehouse_id: int) -> int:
    """Return how many units lie on the shelf of a warehouse."""
    found = world.value(
        "SELECT quantity FROM whiplash_shelf WHERE item_id = ? AND warehouse_id = ?",
        (item_id, warehouse_id),
    )
    return int(found or 0)


def customer_of(world: World, item_id: int) -> int:
    """Return whose item it is."""
    return int(world.value("SELECT customer_id FROM whiplash_item WHERE id = ?", (item_id,)))


def move_shelf(world: World, item_id: int, warehouse_id: int, *, by: int) -> None:
    """Put units on a shelf or take them off it; says nothing to anybody."""
    world.run(
        "INSERT INTO whiplash_shelf (item_id, warehouse_id, quantity) VALUES (?, ?, ?)"
        " ON CONFLICT (item_id, warehouse_id)"
        " DO UPDATE SET quantity = quantity + excluded.quantity",
        (item_id, warehouse_id, by),
    )


def note_stock(
    world: World, item_id: int, warehouse_id: int, *, delta: int, reference: str | None
) -> None:
    """Write into the ledger that units came into a building or left it, after they did.

    Batching moves units within the building: it is no change of stock.
    """
    sku = world.value("SELECT sku FROM whiplash_item WHERE id = ?", (item_id,))
    place = world.value("SELECT name FROM whiplash_warehouse WHERE id = ?", (warehouse_id,))
    physical = world.value(
        "SELECT coalesce(sum(quantity), 0) FROM ("
        " SELECT s.quantity FROM whiplash_shelf s JOIN whiplash_item i ON i.id = s.item_id"
        " WHERE i.sku IS ?1 AND s.warehouse_id = ?2 UNION ALL"
        " SELECT d.quantity FROM whiplash_demand d JOIN whiplash_item i ON i.id = d.item_id"
        " WHERE i.sku IS ?1 AND d.warehouse_id = ?2 AND d.batched)",
        (sku, warehouse_id),
    )
    world.note(
        "whiplash", "stock", place=place, sku=sku, reference=reference,
        delta=delta * MICRO, after=physical * MICRO,
    )  # fmt: skip
