"""The items of an order: read from a body, saved as its whole list, connected to the catalog.

Source: docs/reference/wholecell.md 7.1, 7.2, 8.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.errors import invalid, invalid_fields

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is to be: of a line that is there already, or of a new one (`id` None)."""

    id: int | None
    columns: Mapping[str, Any]


def read_items(world: World, told: Sequence[Mapping[str, Any]], order_id: int | None) -> list[Item]:
    """Return the items that a list describes; what is wrong is told of each by its place."""
    known = {row["id"]: row for row in lines_of(world, order_id)} if order_id else {}
    items: list[Item] = []
    errors: dict[str, list[str]] = {}
    for place, each in enumerate(told):
        try:
            items.append(_item(world, each, known))
        except Unprocessable as refusal:
            errors |= {f"items.{place}.{name}": said for name, said in refusal.details.items()}
    kept = [item.id for item in items if item.id is not None]
    if len(kept) != len(set(kept)):
        errors["items"] = ["name one item twice"]
    gone = [row for row in known.values() if row["id"] not in kept and row["committed_quantity"]]
    if gone and not errors:
        errors["items"] = [f"{row['id']} has committed units and cannot go" for row in gone]
    if errors:
        raise invalid_fields(errors)
    return items


def lines_of(world: World, order_id: int) -> list[Row]:
    """Return an order's lines with the number of units committed to each."""
    return world.all(
        "SELECT li.*, v.sku AS variation_sku, (SELECT count(*) FROM wholecell_inventory i"
        " WHERE i.order_id = li.sales_order_id AND i.order_item_id = li.id) AS committed_quantity"
        " FROM wholecell_sales_order_item li"
        " LEFT JOIN wholecell_product_variation v ON v.id = li.product_variation_id"
        " WHERE li.sales_order_id = ? ORDER BY li.position, li.id",
        (order_id,),
    )


def save_items(world: World, order_id: int, items: Sequence[Item]) -> None:
    """Make an order's items those of the list: known ones change, others come, the rest go."""
    kept = {item.id for item in items}
    remove_lines(world, [row["id"] for row in lines_of(world, order_id) if row["id"] not in kept])
    for position, item in enumerate(items, 1):
        if item.id is None:
            add_line(world, order_id, position=position, **item.columns)
        else:
            columns = {"position": position, **item.columns}
            world.update("wholecell_sales_order_item", item.id, **columns)


def add_line(world: World, order_id: int, **columns: Any) -> int:
    """Add a line to an order; return its id."""
    made = ids.next_id(world, "wholecell_sales_order_item")
    return world.insert("wholecell_sales_order_item", id=made, sales_order_id=order_id, **columns)


def remove_lines(world: World, lines: Sequence[int]) -> None:
    """Take lines away; units stay with the order, and what hung under a line stands alone."""
    for line in lines:
        world.run(
            "UPDATE wholecell_sales_order_item SET original_item_id = NULL"
            " WHERE original_item_id = ?",
            (line,),
        )
        world.run("DELETE FROM wholecell_sales_order_item WHERE id = ?", (line,))


def variation_of_ordered(world: World, sku: str) -> int | None:
    """Return the variation that an ordered SKU means: the oldest that carries it, None without."""
    found = world.value("SELECT min(id) FROM wholecell_product_variation WHERE sku = ?", (sku,))
    return None if found is None else int(found)


def _item(world: World, told: Mapping[str, Any], known: Mapping[int, Row]) -> Item:
    row = None
    if told.get("id") is not None:
        row = known.get(told["id"])
        if row is None:
            raise invalid("id", "must exist")
    columns: dict[str, Any] = {}
    if "description" in told:
        columns["description"] = told["description"]
    if "sale_price" in told:
        columns["sale_price"] = told["sale_price"]
    if row is None or told.get("quantity") is not None:
        columns["quantity"] = 1 if told.get("quantity") is None else told["quantity"]
    return Item(row["id"] if row else None, columns | _product(world, told, row))


def _product(world: World, told: Mapping[str, Any], row: Row | None) -> dict[str, Any]:
    """What an item is of. A line sent back as it was read stays what it is, known or unknown."""
    sku = (told.get("sku") or "").strip() or None
    variation = told.get("product_variation_id")
    if row is not None:
        if variation in (None, row["product_variation_id"]) and sku in (None, row["sku"]):
            return {}
        if row["committed_quantity"]:
            raise invalid("sku", "cannot change: units are committed to the item")
    if variation is None:
        if sku is None:
            raise invalid("sku", "can't be blank")
        return {"sku": sku, "product_variation_id": variation_of_ordered(world, sku)}
    found = world.find("SELECT id, sku FROM wholecell_product_variation WHERE id = ?", (variation,))
    if found is None:
        raise invalid("product_variation_id", "must exist")
    return {"sku": found["sku"], "product_variation_id": variation}
