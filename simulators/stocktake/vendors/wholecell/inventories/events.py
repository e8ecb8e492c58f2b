"""What people do with units at their desks and benches.

Source: docs/reference/wholecell.md 2.3, 6, 7.1; the events themselves are this suite's.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.serials import imei
from stocktake.core.world import World
from stocktake.vendors.wholecell.purchase_orders.rows import open_order
from stocktake.vendors.wholecell.wire import Body, Row

from . import rows

# Of several that a SKU or a serial names, those that left last come back.
_OUT = """
SELECT i.*, o.transaction_number FROM wholecell_inventory i
JOIN wholecell_product_variation v ON v.id = i.product_variation_id
JOIN wholecell_sales_order o ON o.id = i.order_id
WHERE o.shipped_at IS NOT NULL AND (v.sku = ? OR i.id = ? OR i.hex_id = ? OR i.esn = ?)
ORDER BY o.shipped_at DESC, i.committed_at DESC, i.id DESC LIMIT ?
"""


def receive_units(
    world: World,
    *,
    count: int = 1,
    esns: Sequence[str | None] | None = None,
    purchase_order_id: int | None = None,
    **unit: Any,
) -> list[dict[str, Any]]:
    """Check units in, all of one SKU or product; they get new serials when none are named."""
    order = open_order(world) if purchase_order_id is None else purchase_order_id
    # Lazy, because a new serial depends on the units that are there already.
    serials = esns if esns is not None else (_new_serial(world) for _ in range(count))
    bodies = ({**unit, "esn": serial} for serial in serials)
    received = rows.receive_units(world, bodies, purchase_order_id=order)
    return [
        world.one("SELECT id, hex_id, esn FROM wholecell_inventory WHERE id = ?", (each,))
        for each in received
    ]


def move_unit(world: World, *, location: str, **named: Any) -> dict[str, Any]:
    """Move a unit to a location, which decides its warehouse too."""
    return _change(world, _find_unit(world, **named), {"location": location})


def set_unit_status(world: World, *, status: str, **named: Any) -> dict[str, Any]:
    """Give a unit another status, as after an inspection."""
    return _change(world, _find_unit(world, **named), {"status": status})


def receive_return(
    world: World,
    *,
    sku: str | None = None,
    count: int = 1,
    id: int | None = None,  # noqa: A002  # the event's argument
    hex_id: str | None = None,
    esn: str | None = None,
    status: str = "Available",
    location: str | None = None,
) -> list[dict[str, Any]]:
    """Check in units that were shipped and come back, one by its name or the last of a SKU (7.1).

    Their order stays shipped. Whether they can be sold again is the status's to say; without a
    location they lie where they were. Conflict when so many are not out.
    """
    named = (sku, id, hex_id, esn)
    if sum(name is not None for name in named) != 1 or (sku is None and count != 1):
        raise Unprocessable("a return names one unit, or a SKU and how many")
    found = world.all(_OUT, (*named, count))
    if len(found) < count:
        raise Conflict(f"of {sku or id or hex_id or esn!r} {len(found)} can come back")
    body: Body = {"status": status} | ({} if location is None else {"location": location})
    for unit in found:
        rows.return_unit(world, unit, body)
    return [{name: unit[name] for name in ("id", "hex_id", "esn")} for unit in found]


def _find_unit(
    world: World, *, id: int | None = None, hex_id: str | None = None, esn: str | None = None
) -> Row:
    """Return the only unit with this id, label or serial; NotFound or Conflict otherwise."""
    found = world.all(
        "SELECT * FROM wholecell_inventory WHERE id = ? OR hex_id = ? OR esn = ? LIMIT 2",
        (id, hex_id, esn),
    )
    if not found:
        raise NotFound(f"no unit {id or hex_id or esn!r}")
    if len(found) > 1:
        raise Conflict(f"more than one unit is {hex_id or esn!r}")
    return found[0]


def _change(world: World, unit: Row, body: Body) -> dict[str, Any]:
    rows.change_unit(world, unit, body)
    return {"id": unit["id"], "hex_id": unit["hex_id"], **body}


def _new_serial(world: World) -> str:
    # Label numbers are never used twice, so neither is the serial.
    return imei(world.value("SELECT units_numbered FROM wholecell_account") + 1, later=True)


EVENTS = (receive_units, move_unit, set_unit_status, receive_return)
