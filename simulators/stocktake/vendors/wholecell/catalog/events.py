"""What people do in the catalog.

Source: docs/reference/wholecell.md 8.5, 11.3; docs/reference/duties.md D21.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell.inventories.ledger import record_stock

from .input import read_variation
from .ledger import note_name
from .made_up import make_up_details
from .rows import oldest_with_sku, sku_of


def add_variation(
    world: World, *, sku: str, product_variation: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Add a variation, or give an existing one this SKU; order items stay as they are (8.5).

    Of a SKU alone the rest is made up from its words; one that is carried already stays as it is.
    """
    if product_variation is None:
        carried = oldest_with_sku(world, sku)
        if carried is not None:
            return {"id": carried, "sku": sku}
        product_variation = make_up_details(world, sku)
    described = {"product_variation": {**product_variation, "sku": sku}}
    variation = read_variation(world, described, current=None)
    assert variation is not None, "a described variation is found or added"
    units = world.all(
        "SELECT id FROM wholecell_inventory WHERE product_variation_id = ?", (variation,)
    )
    if sku_of(world, variation) != sku:
        note_name(world, variation, sku)
    with record_stock(world, [unit["id"] for unit in units], reference=sku):
        world.run("UPDATE wholecell_product_variation SET sku = ?2 WHERE id = ?1", (variation, sku))
    return {"id": variation, "sku": sku}


def rename_variation(world: World, *, sku: str, to: str) -> dict[str, Any]:
    """Give every variation of a SKU another one; units stay theirs, items what they are tied to.

    An item keeps the SKU under which it was ordered beside its variation (8.5).
    """
    found = world.all(
        "SELECT id FROM wholecell_product_variation WHERE sku = ? ORDER BY id", (sku,)
    )
    if not found:
        raise NotFound(f"no variation carries {sku!r}")
    if world.value("SELECT 1 FROM wholecell_product_variation WHERE sku = ? LIMIT 1", (to,)):
        raise Conflict(f"{to!r} is carried already")
    for row in found:
        world.update("wholecell_product_variation", row["id"], sku=to)
        note_name(world, row["id"], to)
    return {"sku": to, "variations": [row["id"] for row in found]}


EVENTS = (add_variation, rename_variation)
