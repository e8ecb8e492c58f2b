"""The catalogue as each shop offers it: groups, products, offers, prices, properties.

Source: docs/reference/duties.md (topology), docs/reference/warehouse-module.md 5.
"""

import re
from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.rules.money import from_minor

from .products.rows import add_product

_ROOT = "catalogue"
# The properties of an item that is not sold in the unit that it is stocked in: code, name, whether
# numeric, and the field of the catalogue.
_PROPERTIES = (
    ("pack_size", "Pieces in a pack", True, "units_per_sold"),
    ("pack_of", "Unit inside a pack", False, "unit"),
)


def seed_catalogue(world: World, catalogue: Mapping[str, Any]) -> None:
    """Fill every shop with the items that the catalogue offers there."""
    for code, name, numeric, _ in _PROPERTIES:
        world.insert(
            "retailcrm_property", code=code, name=name, numeric=int(numeric), visible=1, variative=0
        )
    groups = {site["code"]: _groups(world, site, catalogue) for site in catalogue["sites"]}
    shops = {row["code"]: row for row in world.all("SELECT * FROM retailcrm_site")}
    for item in catalogue["items"]:
        for site in item["sites"]:
            _offer(world, item, shops[site], groups[site][item["category"]])


def _groups(world: World, site: Mapping[str, Any], catalogue: Mapping[str, Any]) -> dict[str, int]:
    """Write a shop's groups under a common one; return their ids by category."""
    root = world.insert(
        "retailcrm_group", site=site["code"], external_id=_ROOT, name=site["name"], level=1
    )
    return {
        category: world.insert(
            "retailcrm_group", site=site["code"], parent_id=root, level=2, name=category,
            external_id=re.sub(r"[^a-z]+", "-", category.lower()),
        )
        for category in catalogue["categories"]
    }  # fmt: skip


def _offer(world: World, item: Mapping[str, Any], shop: Mapping[str, Any], group: int) -> None:
    _, offer = add_product(
        world, shop,
        sku=item["sku"], name=item["name"], price=from_minor(item["price"]),
        unit=item["sold_by"], group=group,
    )  # fmt: skip
    if item["sold_by"] != item["unit"]:
        for code, _, _, field in _PROPERTIES:
            value = str(item[field])
            world.insert("retailcrm_offer_property", offer_id=offer, code=code, value=value)
