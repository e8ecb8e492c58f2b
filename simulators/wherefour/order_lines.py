"""Lines of an order: what a client may send, how they are priced and shown, what they add up to.

Source: docs/reference/wherefour.md 3.5, 3.6, 5.6 and 5.8.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from simulators.core.world import World
from simulators.rules import money
from simulators.rules.quantity import MICRO, Rounding, convert

from . import wire
from .inventory import embedded_items
from .refusals import invalid

_LINE = wire.names("id name inventory_id category_name count cost sku created_at updated_at")
_CUSTOM = wire.names("id organization_id name count unit_price qualified created_at updated_at")
_DEFINITION = wire.names("organization_id name description created_at updated_at")


def add_line(world: World, order_id: int, *, line: Mapping[str, Any]) -> None:
    """Write one line of an order; the price is the override, even 0, else the item's (5.6)."""
    item = _item(world, line)
    field = "order_items_attributes"
    count = wire.positive(line, "count", field=f"{field}.count")
    price = wire.positive(line, "override_unit_price", field=f"{field}.override_unit_price")
    if count is None:
        raise invalid(f"{field}.count", "is not a number")
    world.insert(
        "wherefour_order_item",
        order_id=order_id,
        inventory_id=item["id"],
        name=item["name"],
        sku=item["sku"],
        category_name=item["category_name"],
        count=count,
        cost=item["price"] if price is None else price,
        created_at=world.now,
        updated_at=world.now,
    )


def _item(world: World, line: Mapping[str, Any]) -> dict[str, Any]:
    inventory_id, sku = wire.reference(line, "inventory_id"), wire.text(line, "sku")
    if inventory_id is None and sku is None:
        raise invalid("order_items_attributes.inventory_id", "can't be blank")
    # Two items with one SKU: nobody can tell which is meant, so the line is refused (5.8).
    rows = world.all(
        "SELECT i.id, i.name, i.sku, i.price, c.name AS category_name FROM wherefour_inventory i"
        " LEFT JOIN wherefour_category c ON c.id = i.category_id"
        " WHERE CASE WHEN ?1 IS NULL THEN i.sku = ?2 AND NOT i.retired ELSE i.id = ?1 END LIMIT 2",
        (inventory_id, sku),
    )
    if len(rows) == 1:
        return rows[0]
    if inventory_id is not None:
        raise invalid("order_items_attributes.inventory_id", "must exist")
    sentence = "matches more than one item" if rows else "must exist"
    raise invalid("order_items_attributes.sku", sentence)


def add_custom_line(world: World, order_id: int, *, line: Mapping[str, Any]) -> None:
    """Write one custom line of an order; `force_subtotal` is the whole line's amount (5.6)."""
    field = "custom_line_items_attributes"
    definition = world.find(
        "SELECT id, organization_id, name FROM wherefour_custom_line_definition WHERE id = ?",
        (wire.reference(line, "custom_line_definition_id"),),
    )
    if definition is None:
        raise invalid(f"{field}.custom_line_definition_id", "must exist")
    count = wire.positive(line, "count", field=f"{field}.count")
    if count is None:
        raise invalid(f"{field}.count", "is not a number")
    amount = wire.number(line, "force_subtotal", field=f"{field}.force_subtotal") or 0
    world.insert(
        "wherefour_custom_line_item",
        organization_id=definition["organization_id"],
        order_id=order_id,
        custom_line_definition_id=definition["id"],
        name=definition["name"],
        count=count,
        unit_price=_unit_price(amount, count),
        amount=amount,
        created_at=world.now,
        updated_at=world.now,
    )


def _unit_price(amount: int, count: int) -> int:
    if count == 0:
        return 0
    try:
        return convert(amount, MICRO, denominator_micro=count, rounding=Rounding.HALF_EVEN)
    except ValueError:
        raise invalid("custom_line_items_attributes.force_subtotal", "is too large") from None


def totals(world: World, order: Mapping[str, Any]) -> tuple[int, int]:
    """Return an order's subtotal, not rounded, and its total, in cents; as amounts (5.6).

    ValueError when they do not fit 64 bits.
    """
    lines = world.all(
        "SELECT count, cost FROM wherefour_order_item WHERE order_id = ?", (order["id"],)
    )
    custom = world.all(
        "SELECT amount FROM wherefour_custom_line_item WHERE order_id = ?", (order["id"],)
    )
    subtotal = money.subtotal(
        [
            *(money.line_amount(line["count"], line["cost"]) for line in lines),
            *(line["amount"] for line in custom),
        ]
    )
    total = money.total(
        subtotal,
        discount=order["discount"] or 0,
        tax=order["tax"] or 0,
        shipping=order["shipping"] or 0,
    )
    if world.quirk("wherefour.legacy_totals"):
        return _sent(order["sent_subtotal"], subtotal), _sent(
            order["sent_total"], money.from_minor(total)
        )
    return subtotal, money.from_minor(total)


def _sent(sent: int | None, computed: int) -> int:
    return computed if sent is None else sent


def shown_lines(world: World, order_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the lines of orders as the wire shows them, by order (3.5)."""
    rows = world.all(
        "SELECT * FROM wherefour_order_item"
        " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(order_ids)),),
    )
    items = embedded_items(world, [row["inventory_id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = wire.spelled(row, _LINE, decimals=frozenset(("count", "cost")))
        shown["inventory"] = items[row["inventory_id"]]
        grouped.setdefault(row["order_id"], []).append(shown)
    return grouped


def shown_custom_lines(world: World, order_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the custom lines of orders as the wire shows them, by order (3.6)."""
    rows = world.all(
        "SELECT * FROM wherefour_custom_line_item"
        " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(order_ids)),),
    )
    definitions = {
        row["id"]: {"id": row["id"]} | wire.spelled(row, _DEFINITION)
        for row in world.all("SELECT * FROM wherefour_custom_line_definition")
    }
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = wire.spelled(
            row,
            _CUSTOM,
            decimals=frozenset(("count", "unit_price")),
            flags=frozenset(("qualified",)),
        )
        shown["custom_line_definition"] = definitions[row["custom_line_definition_id"]]
        grouped.setdefault(row["order_id"], []).append(shown)
    return grouped
