"""Writing products with their offer. Source: docs/reference/warehouse-module.md 5.2."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from stocktake.core.world import World
from stocktake.vendors.retailcrm.references.dictionaries import BASE_PRICE


def add_product(
    world: World,
    shop: Mapping[str, Any],
    *,
    sku: str,
    name: str,
    price: int,
    unit: str,
    group: int | None = None,
) -> tuple[int, int]:
    """Write a product of a shop with one offer at a price in millionths; return the ids of both.

    `shop` is its row, `group` the id of the group of products in which it stands.
    """
    shared = {
        "site": shop["code"], "external_id": sku, "article": sku, "name": name, "active": 1,
    }  # fmt: skip
    url = f"{shop['url']}/products/{quote(sku, safe='')}"
    product = world.insert(
        "retailcrm_product", updated_at=world.now, catalog_id=shop["id"], url=url, **shared
    )
    if group is not None:
        world.insert("retailcrm_product_group", product_id=product, group_id=group)
    offer = world.insert("retailcrm_offer", product_id=product, xml_id=sku, unit=unit, **shared)
    world.insert("retailcrm_price", offer_id=offer, price_type=BASE_PRICE, price=price)
    return product, offer
