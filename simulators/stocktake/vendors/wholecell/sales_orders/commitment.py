"""Commitment: units go to an order and come back from it, checked before anything is saved.

Source: docs/reference/wholecell.md 7.1, 7.2, 8.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell.errors import invalid_fields

from .lines import add_line, lines_of, remove_lines

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """A unit that is to be on an order, what it was called, and what else was said of it."""

    unit: Row
    label: str
    told: Mapping[str, Any]


def wishes_of(
    world: World, order_id: int | None, entries: Sequence[Mapping[str, Any]]
) -> list[Wish]:
    """Return the units that entries mean; refuse, naming each unit, when any cannot be had."""
    wishes: list[Wish] = []
    errors: list[str] = []
    seen: set[int] = set()
    for told in entries:
        label = str(next((told[n] for n in ("id", "hex_id", "esn") if told.get(n)), "a unit"))
        unit, problem = _unit(world, order_id, told)
        if unit is not None and unit["id"] in seen:
            problem = "is named twice"
        if unit is None or problem:
            errors.append(f"{label} {problem}")
        else:
            seen.add(unit["id"])
            wishes.append(Wish(unit, label, told))
    if errors:
        raise invalid_fields({"inventories": errors})
    return wishes


def check(
    status: Mapping[str, Any],
    order_id: int,
    wishes: Sequence[Wish],
    gone: Sequence[Row],
    *,
    shipped: bool,
) -> None:
    """Refuse what the order's status does not allow, naming each unit: nothing is saved then."""
    errors: dict[str, list[str]] = {}
    new = [wish.label for wish in wishes if wish.unit["order_id"] != order_id]
    if new and not status["allow_commitment"]:
        sentence = f"cannot be committed while the order is {status['title']}"
        errors["inventories"] = [f"{label} {sentence}" for label in new]
    if gone and shipped:
        errors.setdefault("inventories", []).extend(f"{u['hex_id']} has shipped" for u in gone)
    if errors:
        raise invalid_fields(errors)


def units_on(world: World, order_id: int) -> list[Row]:
    """Return the units that an order holds."""
    return world.all(
        "SELECT * FROM wholecell_inventory WHERE order_id = ? ORDER BY committed_at, id",
        (order_id,),
    )


def commit(world: World, order_id: int, wishes: Sequence[Wish]) -> list[str]:
    """Put units on an order, new ones as sold; return the labels of those that no item asked for.

    A unit goes to the item of its variation, or its SKU, that still awaits one; beyond that an item
    is overcommitted.
    """
    sold = world.value("SELECT sold_status_id FROM wholecell_account")
    strays: list[str] = []
    for wish in wishes:
        unit, told = wish.unit, wish.told
        price = {"sale_price": told["sale_price"]} if told.get("sale_price") is not None else {}
        if unit["order_id"] == order_id:
            if price:
                world.update("wholecell_inventory", unit["id"], updated_at=world.now, **price)
            continue
        line, item_price = _line_for(world, order_id, unit)
        if line is None:
            strays.append(unit["hex_id"])
        world.update(
            "wholecell_inventory", unit["id"],
            **{"sale_price": item_price, **price},
            order_id=order_id, order_item_id=line, committed_at=world.now,
            previous_status_id=unit["status_id"], status_id=sold or unit["status_id"],
            updated_at=world.now,
        )  # fmt: skip
    return strays


def release(world: World, order_id: int, units: Sequence[Row]) -> None:
    """Take units off an order: each gets the status back that it had before."""
    for unit in units:
        world.update(
            "wholecell_inventory", unit["id"],
            order_id=None, order_item_id=None, committed_at=None, sale_price=None,
            status_id=unit["previous_status_id"] or unit["status_id"], previous_status_id=None,
            updated_at=world.now,
        )  # fmt: skip
    if not units:
        return
    for line in lines_of(world, order_id):
        if line["original_item_id"] is None:
            continue
        if line["committed_quantity"]:
            columns = {"quantity": line["committed_quantity"]}
            world.update("wholecell_sales_order_item", line["id"], **columns)
        else:
            remove_lines(world, [line["id"]])


def _unit(
    world: World, order_id: int | None, told: Mapping[str, Any]
) -> tuple[Row | None, str | None]:
    """The unit that an entry means, or why there is none. A serial may be there twice (2.3)."""
    for column in ("id", "hex_id", "esn"):
        if told.get(column):
            found = _units_by(world, column, told[column])
            break
    else:
        return None, "has no id, hex_id or esn"
    free = [unit for unit in found if unit["order_id"] in (None, order_id)]
    if not found:
        return None, "is not known"
    if not free:
        return None, "is on another order"
    held = [unit for unit in free if unit["order_id"] is not None]
    if len(free) > 1 and len(held) != 1:
        return None, "is more than one unit"
    return (held or free)[0], None


def _units_by(world: World, column: str, value: Any) -> list[Row]:
    statements = {
        "id": "SELECT * FROM wholecell_inventory WHERE id = ?",
        "hex_id": "SELECT * FROM wholecell_inventory WHERE hex_id = ?",
        "esn": "SELECT * FROM wholecell_inventory WHERE esn = ? ORDER BY id",
    }
    return world.all(statements[column], (value,))


def _line_for(world: World, order_id: int, unit: Row) -> tuple[int | None, int | None]:
    """Return the line that a unit fills and the price there; no line for what nobody ordered."""
    variation = unit["product_variation_id"]
    sku = world.value("SELECT sku FROM wholecell_product_variation WHERE id = ?", (variation,))
    lines = lines_of(world, order_id)
    fitting = [
        line
        for line in lines
        if line["original_item_id"] is None
        and line["product_variation_id"] is not None
        and (line["product_variation_id"] == variation or sku and line["variation_sku"] == sku)
    ]
    if fitting:
        best = min(
            fitting,
            key=lambda line: (
                line["committed_quantity"] >= line["quantity"],
                line["product_variation_id"] != variation,
            ),
        )
        return best["id"], best["sale_price"]
    return _second_line(world, order_id, lines, variation, sku)


def _second_line(
    world: World, order_id: int, lines: Sequence[Row], variation: int, sku: str | None
) -> tuple[int | None, int | None]:
    """Hang the unit under a line of unknown SKU, which itself stays open and unfilled (8.5).

    The second line is as long as its units, has no price and no line of the channel's order.
    """
    for original in lines:
        under = [line for line in lines if line["original_item_id"] == original["id"]]
        hanging = sum(line["quantity"] for line in under)
        if original["product_variation_id"] is not None or hanging >= original["quantity"]:
            continue
        for line in under:
            if line["product_variation_id"] == variation:
                longer = {"quantity": line["quantity"] + 1}
                world.update("wholecell_sales_order_item", line["id"], **longer)
                return line["id"], original["sale_price"]
        made = add_line(
            world, order_id, position=original["position"], sku=sku,
            product_variation_id=variation, quantity=1, original_item_id=original["id"],
        )  # fmt: skip
        return made, original["sale_price"]
    return None, None
