"""What a WholeCell account's people do at their desks and benches: units come in and move.

Source: docs/reference/wholecell.md 2.3, 6; the events themselves are this suite's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.serials import imei
from stocktake.core.world import World

from . import ids
from .catalog import variation_of
from .receiving import receive
from .unit_input import columns_of
from .units import noted


def receive_units(
    world: World,
    *,
    count: int = 1,
    esns: Sequence[str | None] | None = None,
    purchase_order_id: int | None = None,
    **unit: Any,
) -> list[dict[str, Any]]:
    """Check units in, of one SKU or product; each gets a serial when none are given."""
    order = _open_order(world) if purchase_order_id is None else purchase_order_id
    # A serial is drawn when the unit before it is there.
    serials = esns if esns is not None else (_new_serial(world) for _ in range(count))
    bodies = ({**unit, "esn": serial} for serial in serials)
    made = receive(world, bodies, purchase_order_id=order)
    return [
        world.one("SELECT id, hex_id, esn FROM wholecell_inventory WHERE id = ?", (each,))
        for each in made
    ]


def move_unit(world: World, *, location: str, **named: Any) -> dict[str, Any]:
    """Put a unit elsewhere; the location decides the warehouse."""
    return _changed(world, find_unit(world, **named), {"location": location})


def set_unit_status(world: World, *, status: str, **named: Any) -> dict[str, Any]:
    """Give a unit another status, as after an inspection."""
    return _changed(world, find_unit(world, **named), {"status": status})


def add_variation(
    world: World, *, product_variation: Mapping[str, Any], sku: str
) -> dict[str, Any]:
    """Add a variation to the catalog, or give one that is there its SKU; orders stay (8.5)."""
    made = variation_of(
        world, {"product_variation": {**product_variation, "sku": sku}}, unit_of=None
    )
    units = world.all("SELECT id FROM wholecell_inventory WHERE product_variation_id = ?", (made,))
    with noted(world, [unit["id"] for unit in units], reference=sku):
        world.run("UPDATE wholecell_product_variation SET sku = ?2 WHERE id = ?1", (made, sku))
    return {"id": made, "sku": sku}


def find_unit(
    world: World, *, id: int | None = None, hex_id: str | None = None, esn: str | None = None
) -> dict[str, Any]:
    """Return the one unit that is meant, by id, label or serial, as scanners find it."""
    found = world.all(
        "SELECT * FROM wholecell_inventory WHERE id = ? OR hex_id = ? OR esn = ? LIMIT 2",
        (id, hex_id, esn),
    )
    if not found:
        raise NotFound(f"no unit {id or hex_id or esn!r}")
    if len(found) > 1:
        raise Conflict(f"more than one unit is {hex_id or esn!r}")
    return found[0]


def _changed(world: World, unit: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    columns = columns_of(world, body, unit)
    with noted(world, [unit["id"]], reference=unit["hex_id"]):
        world.update("wholecell_inventory", unit["id"], updated_at=world.now, **columns)
    return {"id": unit["id"], "hex_id": unit["hex_id"], **body}


def _open_order(world: World) -> int:
    """The newest purchase order that still waits for goods, or a new one."""
    found = world.value(
        "SELECT max(t.id) FROM wholecell_purchase_order t JOIN wholecell_status s"
        " ON s.id = t.status_id WHERE s.title IN ('Open', 'Receiving')"
    )
    if found is not None:
        return int(found)
    made = ids.next_id(world, "wholecell_purchase_order")
    status = world.value(
        "SELECT id FROM wholecell_status WHERE kind = 'PurchaseOrder' AND title = 'Open'"
    )
    return world.insert(
        "wholecell_purchase_order",
        id=made, number=f"PO-{made}", status_id=status, created_at=world.now, updated_at=world.now,
    )  # fmt: skip


def _new_serial(world: World) -> str:
    # The label's number is never given twice.
    return imei(world.value("SELECT units_numbered FROM wholecell_account") + 1, later=True)
