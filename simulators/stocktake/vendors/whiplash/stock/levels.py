"""Levels of an item in each warehouse. Source: docs/reference/whiplash.md 2.6.

quantity = units on the shelf; projected = quantity less what open orders demand; sellable =
projected and what is published of ship notices. They may be negative: overselling happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.rules.bundles import bundles_in


@dataclass(frozen=True, slots=True)
class Level:
    """One item in one warehouse, in whole units."""

    shelf: int = 0
    projected: int = 0
    sellable: int = 0


def levels_of(world: World, item_id: int) -> dict[int, Level]:
    """Return an item's levels by warehouse; a bundle's are those of its scarcest component."""
    rows = world.all(
        "SELECT b.item_id, b.quantity FROM whiplash_bundle_item b"
        " JOIN whiplash_item i ON i.id = b.bundle_id AND i.is_bundle WHERE b.bundle_id = ?",
        (item_id,),
    )
    if not rows:
        bundle = world.value("SELECT is_bundle FROM whiplash_item WHERE id = ?", (item_id,))
        return {} if bundle else _levels(world, item_id)
    components = [(_levels(world, row["item_id"]), row["quantity"]) for row in rows]
    return {
        warehouse: _scarcest(components, warehouse)
        for warehouse in sorted({each for levels, _ in components for each in levels})
    }


def _levels(world: World, item_id: int) -> dict[int, Level]:
    rows = world.all(
        "SELECT warehouse_id, sum(shelf) AS shelf, sum(demand) AS demand, sum(due) AS due FROM ("
        " SELECT warehouse_id, quantity AS shelf, 0 AS demand, 0 AS due FROM whiplash_shelf"
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
            projected=row["shelf"] - row["demand"],
            sellable=row["shelf"] - row["demand"] + row["due"],
        )
        for row in rows
    }


def _scarcest(components: Sequence[tuple[Mapping[int, Level], int]], warehouse: int) -> Level:
    found = [(levels.get(warehouse, Level()), needed) for levels, needed in components]
    return Level(
        shelf=bundles_in((level.shelf, needed) for level, needed in found),
        projected=bundles_in((level.projected, needed) for level, needed in found),
        sellable=bundles_in((level.sellable, needed) for level, needed in found),
    )
