"""Adding an inventory item: operation 3. Source: docs/reference/wherefour.md 3.4 and 4."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules.picking import PickStrategy
from stocktake.rules.quantity import MICRO

from . import wire
from .customers import existing
from .inventory import shown_items

_PROPERTIES = ("raw_material", "overhead", "work_in_progress", "finished_good")
_UNITS = wire.names("unit_of_purchase unit_of_order unit_of_invoice unit_of_pick_and_ship")
_TEXTS = wire.names("unit_of_weight unit_of_dimension sku upc")
_AMOUNTS = wire.names("rate standard_cost weight height width length")
_AMOUNTS_OR_ZERO = wire.names("reorder_point waste_percentage")
_FLAGS = wire.names("retired quantity_not_tracked")


def create_inventory_item(world: World, call: Call, *, body: Mapping[str, Any]) -> Any:
    """Add an item without stock; what the body leaves out has the default of 4, operation 3.

    `rate` is kept and never shown; SKUs may repeat, names may not.
    """
    item_id = world.insert(
        "wherefour_inventory",
        **_named(world, body),
        category_id=existing(world, body, name="category_id"),
        purchase_conversion=_purchase_conversion(body),
        property=_property(body),
        pull_strategy=_pull_strategy(body),
        lead_time=_lead_time(body),
        created_at=world.now,
        updated_at=world.now,
        **{name: wire.text(body, name) for name in _TEXTS},
        **{name: wire.positive(body, name) for name in _AMOUNTS},
        **{name: wire.positive(body, name) or 0 for name in _AMOUNTS_OR_ZERO},
        **{name: int(wire.flag(body, name) or False) for name in _FLAGS},
    )
    return shown_items(world, [item_id])[0]


def _named(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    name, unit = wire.required_text(body, "name"), wire.required_text(body, "unit_of_use")
    taken = world.find(
        "SELECT id FROM wherefour_inventory WHERE folded_name = ? AND name = ?",
        (name.casefold(), name),
    )
    if taken:
        raise invalid("name", "has already been taken")
    return {
        "name": name,
        "folded_name": name.casefold(),
        "public_name": name,
        "unit_of_use": unit,
        **{other: wire.text(body, other) or unit for other in _UNITS},
    }


def _purchase_conversion(body: Mapping[str, Any]) -> int:
    factor = wire.number(body, "purchase_conversion")
    # Activities divide by it (5.5).
    if factor is not None and factor <= 0:
        raise invalid("purchase_conversion", "must be greater than 0")
    return MICRO if factor is None else factor


def _property(body: Mapping[str, Any]) -> str:
    chosen = (wire.text(body, "property") or _PROPERTIES[0]).lower()
    if chosen not in _PROPERTIES:
        raise invalid("property", "is not included in the list")
    return chosen


def _pull_strategy(body: Mapping[str, Any]) -> str:
    try:
        return PickStrategy.parse(wire.text(body, "pull_strategy") or "FIFO").value
    except ValueError:
        raise invalid("pull_strategy", "is not included in the list") from None


def _lead_time(body: Mapping[str, Any]) -> int:
    days, rest = divmod(wire.positive(body, "lead_time") or 0, MICRO)
    if rest:
        raise invalid("lead_time", "must be an integer")
    return days
