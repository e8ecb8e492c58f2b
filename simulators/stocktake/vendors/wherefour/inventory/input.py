"""A new inventory item: from the body to its columns. Source: docs/reference/wherefour.md 4."""

from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules.picking import PickStrategy
from stocktake.rules.quantity import MICRO
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.references import read_reference

_PROPERTIES = ("raw_material", "overhead", "work_in_progress", "finished_good")
_UNITS = columns("unit_of_purchase unit_of_order unit_of_invoice unit_of_pick_and_ship")
_TEXTS = columns("unit_of_weight unit_of_dimension sku upc")
_AMOUNTS = columns("rate standard_cost weight height width length")
_AMOUNTS_OR_ZERO = columns("reorder_point waste_percentage")
_FLAGS = columns("retired quantity_not_tracked")


def read_item(world: World, body: wire.Body) -> dict[str, Any]:
    """Return the columns of a new item; what the body leaves out has its default (operation 3)."""
    return {
        **_read_names(world, body),
        "category_id": read_reference(world, body, "category_id"),
        "purchase_conversion": _read_purchase_conversion(body),
        "property": _read_property(body),
        "pull_strategy": _read_pull_strategy(body),
        "lead_time": _read_lead_time(body),
        **{name: wire.read_text(body, name) for name in _TEXTS},
        **{name: wire.read_amount(body, name) for name in _AMOUNTS},
        **{name: wire.read_amount(body, name) or 0 for name in _AMOUNTS_OR_ZERO},
        **{name: int(wire.read_flag(body, name) or False) for name in _FLAGS},
    }


def _read_names(world: World, body: wire.Body) -> dict[str, Any]:
    name, unit = wire.read_required_text(body, "name"), wire.read_required_text(body, "unit_of_use")
    existing = world.find(
        "SELECT id FROM wherefour_inventory WHERE folded_name = ? AND name = ?",
        (name.casefold(), name),
    )
    if existing:
        raise invalid("name", "has already been taken")
    return {
        "name": name,
        "folded_name": name.casefold(),
        "public_name": name,
        "unit_of_use": unit,
        **{other: wire.read_text(body, other) or unit for other in _UNITS},
    }


def _read_purchase_conversion(body: wire.Body) -> int:
    factor = wire.read_number(body, "purchase_conversion")
    # Activities divide by it (5.5).
    if factor is not None and factor <= 0:
        raise invalid("purchase_conversion", "must be greater than 0")
    return MICRO if factor is None else factor


def _read_property(body: wire.Body) -> str:
    chosen = (wire.read_text(body, "property") or _PROPERTIES[0]).lower()
    if chosen not in _PROPERTIES:
        raise invalid("property", "is not included in the list")
    return chosen


def _read_pull_strategy(body: wire.Body) -> str:
    try:
        return PickStrategy.parse(wire.read_text(body, "pull_strategy") or "FIFO").value
    except ValueError:
        raise invalid("pull_strategy", "is not included in the list") from None


def _read_lead_time(body: wire.Body) -> int:
    days, rest = divmod(wire.read_amount(body, "lead_time") or 0, MICRO)
    if rest:
        raise invalid("lead_time", "must be an integer")
    return days
