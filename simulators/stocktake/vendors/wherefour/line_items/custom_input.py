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


def read_line(world: World, entry: wire.Body, *, field: str) -> dict[str, Any]:
    """Return the columns of a new custom line; `field` is the key of the body with its entry."""
    definition = _find_definition(world, entry, field=field)
    count = read_count(entry, field=field)
    amount = _read_amount(entry, field=field) or 0
    unit_price = _unit_price(amount, count, field=field)
    return {**definition, "count": count, "unit_price": unit_price, "amount": amount}


def read_changes(
    world: World, row: Mapping[str, Any], entry: wire.Body, *, field: str
) -> dict[str, Any]:
    """Return the columns of a custom line that an entry changes (5.8)."""
    columns: dict[str, Any] = {}
    if wire.read_text(entry, "custom_line_definition_id"):
        columns |= _find_definition(world, entry, field=field)
    count = read_count(entry, field=field) if "count" in entry else row["count"]
    amount = _read_amount(entry, field=field)
    if amount is not None:
        columns |= {"amount": amount, "unit_price": _unit_price(amount, count, field=field)}
    elif count != row["count"]:
        columns["amount"] = _amount(count, row["unit_price"], field=field)
    return columns | {"count": count}


def _read_amount(entry: wire.Body, *, field: str) -> int | None:
    return wire.read_number(entry, "force_subtotal", field=f"{field}.force_subtotal")


def _find_definition(world: World, entry: wire.Body, *, field: str) -> dict[str, Any]:
    """Return what a custom line keeps of the definition that it names (3.6)."""
    definition = world.find(
        "SELECT id AS custom_line_definition_id, organization_id, name"
        " FROM wherefour_custom_line_definition WHERE id = ?",
        (wire.read_id(entry, "custom_line_definition_id"),),
    )
    if definition is None:
        raise invalid(f"{field}.custom_line_definition_id", "must exist")
    return definition


def _amount(count: int, unit_price: int, *, field: str) -> int:
    try:
        return money.line_amount(count, unit_price)
    except ValueError:
        raise invalid(f"{field}.count", "is too large") from None


def _unit_price(amount: int, count: int, *, field: str) -> int:
    if count == 0:
        return 0
    try:
        return convert(amount, MICRO, denominator_micro=count, rounding=Rounding.HALF_EVEN)
    except ValueError:
        raise invalid(f"{field}.force_subtotal", "is too large") from None
