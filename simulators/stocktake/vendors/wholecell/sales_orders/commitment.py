"""Commitment: which units go to an order; all are checked before any is saved.

Source: docs/reference/wholecell.md 7.1, 7.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import Errors
from stocktake.vendors.wholecell.errors import invalid_fields
from stocktake.vendors.wholecell.wire import Body, Row

_NAMES = ("id", "hex_id", "esn")
_BY_NAME = {
    "id": "SELECT * FROM wholecell_inventory WHERE id = ?",
    "hex_id": "SELECT * FROM wholecell_inventory WHERE hex_id = ?",
    "esn": "SELECT * FROM wholecell_inventory WHERE esn = ? ORDER BY id",
}


@dataclass(frozen=True, slots=True)
class Commitment:
    """A unit that shall be on an order, the name that the client gave it, its price if any."""

    unit: Row
    label: str
    sale_price: int | None


def read_commitments(
    world: World, entries: Sequence[Body], order_id: int | None
) -> list[Commitment]:
    """Return the units that entries name; refuse, naming each unit, if any is not available."""
    commitments: list[Commitment] = []
    errors: list[str] = []
    seen: set[int] = set()
    for entry in entries:
        label = str(next((entry[name] for name in _NAMES if entry.get(name)), "a unit"))
        unit, problem = _find_unit(world, order_id, entry)
        if unit is not None and unit["id"] in seen:
            problem = "is named twice"
        if unit is None or problem:
            errors.append(f"{label} {problem}")
        else:
            seen.add(unit["id"])
            commitments.append(Commitment(unit, label, entry.get("sale_price")))
    if errors:
        raise invalid_fields({"inventories": errors})
    return commitments


def check_commitments(
    order_id: int,
    commitments: Sequence[Commitment],
    *,
    released: Sequence[Row],
    status: Mapping[str, Any],
    shipped: bool,
) -> None:
    """Refuse, naming each unit, what the order's status does not allow.

    New units need a status that allows commitment; shipped units are not released.
    """
    errors: Errors = {}
    new = [each.label for each in commitments if each.unit["order_id"] != order_id]
    if new and not status["allow_commitment"]:
        message = f"cannot be committed while the order is {status['title']}"
        errors["inventories"] = [f"{label} {message}" for label in new]
    if released and shipped:
        gone = [f"{unit['hex_id']} has shipped" for unit in released]
        errors["inventories"] = [*errors.get("inventories", ()), *gone]
    if errors:
        raise invalid_fields(errors)


def _find_unit(world: World, order_id: int | None, entry: Body) -> tuple[Row | None, str | None]:
    """Return the unit that an entry names, or None and the reason.

    Of several units with one serial (2.3), the one on this order is meant, else the only free one.
    """
    name = next((name for name in _NAMES if entry.get(name)), None)
    if name is None:
        return None, "has no id, hex_id or esn"
    found = world.all(_BY_NAME[name], (entry[name],))
    if not found:
        return None, "is not known"
    available = [unit for unit in found if unit["order_id"] in (None, order_id)]
    if not available:
        return None, "is on another order"
    held = [unit for unit in available if unit["order_id"] is not None]
    if len(available) > 1 and len(held) != 1:
        return None, "is more than one unit"
    return (held or available)[0], None
