"""Custom line items: from an entry of a body to columns.

Source: docs/reference/wherefour.md 3.6 and 5.6.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money
from stocktake.rules.quantity import MICRO, Rounding, convert
from stocktake.vendors.wherefour import wire

from .input import read_count

FIELD = "custom_line_items_attributes"
_SUBTOTAL = f"{FIELD}.force_subtotal"


def read_line(world: World, entry: wire.Body) -> dict[str, Any]:
    """Return the columns of a new custom line."""
    definition = _find_definition(world, entry)
    count = read_count(entry, field=FIELD)
    amount = wire.read_number(entry, "force_subtotal", field=_SUBTOTAL) or 0
    unit_price = _unit_price(amount, count)
    return {**definition, "count": count, "unit_price": unit_price, "amount": amount}


def read_changes(world: World, row: Mapping[str, Any], entry: wire.Body) -> dict[str, Any]:
    """Return the columns of a custom line that an entry changes (5.8)."""
    columns: dict[str, Any] = {}
    if wire.read_text(entry, "custom_line_definition_id"):
        columns |= _find_definition(world, entry)
    count = read_count(entry, field=FIELD) if "count" in entry else row["count"]
    amount = wire.read_number(entry, "force_subtotal", field=_SUBTOTAL)
    if amount is not None:
        columns |= {"amount": amount, "unit_price": _unit_price(amount, count)}
    elif count != row["count"]:
        columns["amount"] = _amount(count, row["unit_price"])
    return columns | {"count": count}


def _find_definition(world: World, entry: wire.Body) -> dict[str, Any]:
    """Return what a custom line keeps of the definition that it names (3.6)."""
    definition = world.find(
        "SELECT id AS custom_line_definition_id, organization_id, name"
        " FROM wherefour_custom_line_definition WHERE id = ?",
        (wire.read_id(entry, "custom_line_definition_id"),),
    )
    if definition is None:
        raise invalid(f"{FIELD}.custom_line_definition_id", "must exist")
    return definition


def _amount(count: int, unit_price: int) -> int:
    try:
        return money.line_amount(count, unit_price)
    except ValueError:
        raise invalid(f"{FIELD}.count", "is too large") from None


def _unit_price(amount: int, count: int) -> int:
    if count == 0:
        return 0
    try:
        return convert(amount, MICRO, denominator_micro=count, rounding=Rounding.HALF_EVEN)
    except ValueError:
        raise invalid(_SUBTOTAL, "is too large") from None
