"""Reading products with their offers. Source: docs/reference/warehouse-module.md 5.2."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.lists import show_page

from .lists import conditions_for, read_product_filters
from .shown import show_products


def get_products(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return products with their offers; newest first, but oldest first after `since…`."""
    values = read_product_filters(world, call.account, filters)
    order = "product.id DESC"
    if values["since_updated_at"] is not None:
        order = "product.updated_at, product.id"
    elif values["since_id"] is not None:
        order = "product.id"
    return show_page(
        world, "SELECT product.*", "FROM retailcrm_product product",
        conditions=conditions_for(values), values=values, order=order,
        number=page, size=limit, key="products", show=lambda rows: show_products(world, rows),
    )  # fmt: skip


HANDLERS = (get_products,)
