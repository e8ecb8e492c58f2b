"""Bundles in orders become lines of components. Source: docs/reference/whiplash.md 4, 2.5."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid

Row = Mapping[str, Any]


def components_of(world: World, bundle: Row) -> list[tuple[Row, int]]:
    """Return the single items in one bundle, each with its quantity; bundles in it are expanded.

    Unprocessable for an empty bundle, and for one that contains itself.
    """
    components = _expand(world, bundle["id"], (bundle["id"],))
    if not components:
        raise invalid("base", "A bundle without items cannot be ordered")
    return components


def _expand(world: World, bundle_id: int, above: tuple[int, ...]) -> list[tuple[Row, int]]:
    found: list[tuple[Row, int]] = []
    for row in world.all(
        "SELECT item_id, quantity FROM whiplash_bundle_item WHERE bundle_id = ? ORDER BY id",
        (bundle_id,),
    ):
        item = world.one("SELECT * FROM whiplash_item WHERE id = ?", (row["item_id"],))
        if not item["is_bundle"]:
            found.append((item, row["quantity"]))
        elif item["id"] in above:
            raise invalid("base", "A bundle that holds itself cannot be ordered")
        else:
            inner = _expand(world, item["id"], (*above, item["id"]))
            found += [(each, count * row["quantity"]) for each, count in inner]
    return found


def split_bundle(world: World, line: Row) -> None:
    """Make the lines of a line's bundle ordinary ones, before one of them changes."""
    if line["bundle_id"] is not None:
        world.run(
            "UPDATE whiplash_order_item SET bundle_id = NULL WHERE bundle_id = ?",
            (line["bundle_id"],),
        )
        world.run("DELETE FROM whiplash_order_bundle WHERE id = ?", (line["bundle_id"],))
