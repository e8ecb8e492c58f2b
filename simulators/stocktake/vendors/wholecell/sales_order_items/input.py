"""Reading the items in the body of a sales order. Source: docs/reference/wholecell.md 7.2."""

from collections.abc import Iterable, Mapping, Sequence

from stocktake.core.world import World
from stocktake.dialects.rails import Errors
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.catalog.rows import oldest_with_sku
from stocktake.vendors.wholecell.errors import collect_errors, invalid, invalid_fields
from stocktake.vendors.wholecell.wire import Body, Columns, Row

from .rows import Item, items_of

_PLAIN = ("description", "sale_price")


def read_items(world: World, entries: Sequence[Body], order_id: int | None) -> list[Item]:
    """Return the items of a list, which replaces the order's items; None is a new order.

    Every invalid entry is refused at once, under its index.
    """
    current = {row["id"]: row for row in items_of(world, order_id)} if order_id else {}
    items: list[Item] = []
    errors: Errors = {}
    for index, entry in enumerate(entries):
        with collect_errors(errors, prefix=f"items.{index}."):
            items.append(_read_item(world, entry, current))
    _check_list(items, current.values(), errors)
    if errors:
        raise invalid_fields(errors)
    return items


def _check_list(items: Sequence[Item], current: Iterable[Row], errors: Errors) -> None:
    """Add an error for an item named twice, or for one that would go with committed units."""
    kept = [item.id for item in items if item.id is not None]
    if len(kept) != len(set(kept)):
        errors["items"] = ["name one item twice"]
    gone = [row for row in current if row["id"] not in kept and row["committed_quantity"]]
    if gone and not errors:
        errors["items"] = [f"{row['id']} has committed units and cannot go" for row in gone]


def _read_item(world: World, entry: Body, current: Mapping[int, Row]) -> Item:
    row = None
    if entry.get("id") is not None:
        row = current.get(entry["id"])
        if row is None:
            raise invalid("id", "must exist")
    columns = {name: entry[name] for name in _PLAIN if name in entry}
    if row is None or entry.get("quantity") is not None:
        columns["quantity"] = 1 if entry.get("quantity") is None else entry["quantity"]
    return Item(row["id"] if row else None, columns | _read_product(world, entry, row))


def _read_product(world: World, entry: Body, row: Row | None) -> Columns:
    """Return the SKU and variation of an item; one sent back as it was read keeps its own."""
    sku, variation = wire.read_text(entry.get("sku")), entry.get("product_variation_id")
    if row is not None:
        if variation in (None, row["product_variation_id"]) and sku in (None, row["sku"]):
            return {}
        if row["committed_quantity"]:
            raise invalid("sku", "cannot change: units are committed to the item")
    if variation is None:
        if sku is None:
            raise invalid("sku", "can't be blank")
        return {"sku": sku, "product_variation_id": oldest_with_sku(world, sku)}
    found = world.find("SELECT id, sku FROM wholecell_product_variation WHERE id = ?", (variation,))
    if found is None:
        raise invalid("product_variation_id", "must exist")
    return {"sku": found["sku"], "product_variation_id": variation}
