"""Which item of its order a committed unit fills. Source: docs/reference/wholecell.md 7.1, 8.5.

A unit fills an item of its variation or its SKU. Without one it fills an item of unknown SKU, but
only through a second item below it.
"""

from collections.abc import Sequence

from stocktake.core.world import World
from stocktake.vendors.wholecell.catalog.rows import sku_of
from stocktake.vendors.wholecell.wire import Row

from .rows import add_item, change_item, items_of, remove_items


def match_unit(world: World, order_id: int, unit: Row) -> tuple[int | None, int | None]:
    """Return the item that a unit fills and its price; both None when it fills no item.

    Items that still await a unit come first; beyond that, one is overcommitted.
    """
    variation = unit["product_variation_id"]
    sku = sku_of(world, variation)
    items = items_of(world, order_id)
    fitting = [item for item in items if _fits(item, variation, sku)]
    if not fitting:
        return _match_unknown(world, items, order_id=order_id, variation=variation, sku=sku)
    best = min(
        fitting,
        key=lambda item: (
            item["committed_quantity"] >= item["quantity"],
            item["product_variation_id"] != variation,
        ),
    )
    return best["id"], best["sale_price"]


def shrink_second_items(world: World, order_id: int) -> None:
    """Cut second items down to the units that are still committed to them."""
    for item in items_of(world, order_id):
        if item["original_item_id"] is None:
            continue
        if item["committed_quantity"]:
            change_item(world, item["id"], quantity=item["committed_quantity"])
        else:
            remove_items(world, [item["id"]])


def _fits(item: Row, variation: int, sku: str | None) -> bool:
    if item["original_item_id"] is not None or item["product_variation_id"] is None:
        return False
    same_sku = bool(sku) and item["variation_sku"] == sku
    return item["product_variation_id"] == variation or same_sku


def _match_unknown(
    world: World, items: Sequence[Row], *, order_id: int, variation: int, sku: str | None
) -> tuple[int | None, int | None]:
    """Put the unit on a second item below one of unknown SKU, which stays open itself (8.5)."""
    for original in items:
        second = [item for item in items if item["original_item_id"] == original["id"]]
        used = sum(item["quantity"] for item in second)
        if original["product_variation_id"] is not None or used >= original["quantity"]:
            continue
        for item in second:
            if item["product_variation_id"] == variation:
                change_item(world, item["id"], quantity=item["quantity"] + 1)
                return item["id"], original["sale_price"]
        # No price and no line of the channel's order: it is as long as its units.
        made = add_item(
            world, order_id, position=original["position"], sku=sku,
            product_variation_id=variation, quantity=1, original_item_id=original["id"],
        )  # fmt: skip
        return made, original["sale_price"]
    return None, None
