"""Nested attributes: lines that a body adds to a document, changes and removes.

Source: docs/reference/wherefour.md 5.6 and 5.8. An entry with an `id` changes that line (what it
leaves out stays), one without adds a line, `_destroy` with an `id` removes it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money
from stocktake.rules.quantity import MICRO, Rounding, convert

from . import wire
from .lines import Lines, Row
from .refusals import not_found

Entry = Mapping[str, Any]
Find = Callable[[], list[dict[str, Any]]]

_CUSTOM = "custom_line_items_attributes"
_ITEM = """
SELECT i.id, i.name, i.sku, i.price, c.name AS category_name FROM wherefour_inventory i
LEFT JOIN wherefour_category c ON c.id = i.category_id
"""
# Apart, so that each finds its index among many thousand items.
_ITEM_BY_ID = _ITEM + "WHERE i.id = ?"
_ITEMS_BY_SKU = _ITEM + "WHERE i.sku = ? AND NOT i.retired LIMIT 2"


def change_lines(world: World, lines: Lines, *, document_id: int, body: Entry) -> None:
    """Do to a document's lines and custom lines what a body says, entry by entry (5.8)."""
    for entry in body.get(lines.field) or ():
        _change(world, lines, document_id, entry)
    if lines.custom_rows:
        for entry in body.get(_CUSTOM) or ():
            _change_custom(world, lines, document_id, entry)


def refuse_empty(
    world: World, lines: Lines, *, document_id: int, custom_suffices: bool = False
) -> None:
    """Refuse a document that is left without a line (5.8)."""
    found = lines.of(world, [document_id])
    if not found and custom_suffices:
        found = lines.custom_of(world, [document_id])
    if not found:
        raise invalid(lines.field, "at least one line is needed")


def _own(entry: Entry, find: Find) -> dict[str, Any] | None:
    """Return the document's line that an entry names, None when it names none."""
    identifier = wire.reference(entry, "id")
    if identifier is None:
        return None
    for row in find():
        if row["id"] == identifier:
            return row
    raise not_found()


def _change(world: World, lines: Lines, document_id: int, entry: Entry) -> None:
    removed = wire.flag(entry, "_destroy")
    row = _own(entry, lambda: lines.of(world, [document_id]))
    if row is not None and removed:
        lines.guard(world, row, None)
        world.run(f"DELETE FROM {lines.table} WHERE id = ?", (row["id"],))
    elif row is not None:
        columns = _edited(world, lines, row, entry)
        lines.guard(world, row, columns)
        world.update(lines.table, row["id"], **columns, updated_at=world.now)
    elif not removed:  # a line that is new and to be destroyed never was (Rails, 0)
        _add(world, lines, document_id, entry)


def _add(world: World, lines: Lines, document_id: int, entry: Entry) -> None:
    item = _item(world, lines, entry)
    count = _count(entry, field=lines.field)
    price = _price(lines, entry)
    world.insert(
        lines.table,
        **{lines.owner: document_id},
        **_snapshot(item),
        count=count,
        cost=item["price"] if price is None else price,
        created_at=world.now,
        updated_at=world.now,
    )


def _edited(world: World, lines: Lines, row: Row, entry: Entry) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wire.text(entry, "inventory_id") or wire.text(entry, "sku"):
        item = _item(world, lines, entry)
        if item["id"] != row["inventory_id"]:
            columns |= _snapshot(item) | {"cost": item["price"]}
    if "count" in entry:
        columns["count"] = _count(entry, field=lines.field)
    price = _price(lines, entry)
    return columns if price is None else columns | {"cost": price}


def _item(world: World, lines: Lines, entry: Entry) -> dict[str, Any]:
    """Return the item that an entry names by id or, when just one has it, by SKU (5.8)."""
    inventory_id, sku = wire.reference(entry, "inventory_id"), wire.text(entry, "sku")
    if inventory_id is None and sku is None:
        raise invalid(f"{lines.field}.inventory_id", "can't be blank")
    if inventory_id is not None:
        found = world.find(_ITEM_BY_ID, (inventory_id,))
        if found is None:
            raise invalid(f"{lines.field}.inventory_id", "must exist")
        return found
    # Two items with one SKU: nobody can tell which is meant, so the line is refused (5.8).
    rows = world.all(_ITEMS_BY_SKU, (sku,))
    if len(rows) != 1:
        sentence = "matches more than one item" if rows else "must exist"
        raise invalid(f"{lines.field}.sku", sentence)
    return rows[0]


def _snapshot(item: Row) -> dict[str, Any]:
    """Return what a line keeps of its item as it is now."""
    return {
        "inventory_id": item["id"],
        "name": item["name"],
        "sku": item["sku"],
        "category_name": item["category_name"],
    }


def _count(entry: Entry, *, field: str) -> int:
    count = wire.positive(entry, "count", field=f"{field}.count")
    if count is None:
        raise invalid(f"{field}.count", "is not a number")
    return count


def _price(lines: Lines, entry: Entry) -> int | None:
    # The override counts even when it is 0, unit_price never (5.6).
    return wire.positive(entry, "override_unit_price", field=f"{lines.field}.override_unit_price")


def _change_custom(world: World, lines: Lines, document_id: int, entry: Entry) -> None:
    removed = wire.flag(entry, "_destroy")
    row = _own(entry, lambda: lines.custom_of(world, [document_id]))
    if row is not None and removed:
        world.run("DELETE FROM wherefour_custom_line_item WHERE id = ?", (row["id"],))
    elif row is not None:
        columns = _edited_custom(world, row, entry)
        world.update("wherefour_custom_line_item", row["id"], **columns, updated_at=world.now)
    elif not removed:
        _add_custom(world, lines, document_id, entry)


def _add_custom(world: World, lines: Lines, document_id: int, entry: Entry) -> None:
    definition = _definition(world, entry)
    count = _count(entry, field=_CUSTOM)
    amount = wire.number(entry, "force_subtotal", field=f"{_CUSTOM}.force_subtotal") or 0
    world.insert(
        "wherefour_custom_line_item",
        **{lines.owner: document_id},
        **definition,
        count=count,
        unit_price=_unit_price(amount, count),
        amount=amount,
        created_at=world.now,
        updated_at=world.now,
    )


def _edited_custom(world: World, row: Row, entry: Entry) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if wire.text(entry, "custom_line_definition_id"):
        columns |= _definition(world, entry)
    count = _count(entry, field=_CUSTOM) if "count" in entry else row["count"]
    amount = wire.number(entry, "force_subtotal", field=f"{_CUSTOM}.force_subtotal")
    if amount is not None:
        columns |= {"amount": amount, "unit_price": _unit_price(amount, count)}
    elif count != row["count"]:
        columns["amount"] = _amount(count, row["unit_price"])
    return columns | {"count": count}


def _definition(world: World, entry: Entry) -> dict[str, Any]:
    """Return what a custom line keeps of the definition that it names (3.6)."""
    definition = world.find(
        "SELECT id AS custom_line_definition_id, organization_id, name"
        " FROM wherefour_custom_line_definition WHERE id = ?",
        (wire.reference(entry, "custom_line_definition_id"),),
    )
    if definition is None:
        raise invalid(f"{_CUSTOM}.custom_line_definition_id", "must exist")
    return definition


def _amount(count: int, unit_price: int) -> int:
    try:
        return money.line_amount(count, unit_price)
    except ValueError:
        raise invalid(f"{_CUSTOM}.count", "is too large") from None


def _unit_price(amount: int, count: int) -> int:
    if count == 0:
        return 0
    try:
        return convert(amount, MICRO, denominator_micro=count, rounding=Rounding.HALF_EVEN)
    except ValueError:
        raise invalid(f"{_CUSTOM}.force_subtotal", "is too large") from None
