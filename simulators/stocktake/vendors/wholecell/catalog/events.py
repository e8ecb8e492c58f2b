"""What people do in the catalog. Source: docs/reference/wholecell.md 8.5, 11.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell.inventories.ledger import record_stock

from .input import read_variation


def add_variation(
    world: World, *, product_variation: Mapping[str, Any], sku: str
) -> dict[str, Any]:
    """Add a variation, or give an existing one this SKU; order items stay as they are (8.5)."""
    described = {"product_variation": {**product_variation, "sku": sku}}
    variation = read_variation(world, described, current=None)
    units = world.all(
        "SELECT id FROM wholecell_inventory WHERE product_variation_id = ?", (variation,)
    )
    with record_stock(world, [unit["id"] for unit in units], reference=sku):
        world.run("UPDATE wholecell_product_variation SET sku = ?2 WHERE id = ?1", (variation, sku))
    return {"id": variation, "sku": sku}


EVENTS = (add_variation,)
