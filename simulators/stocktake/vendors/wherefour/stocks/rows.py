"""Stock lots in the database: every change of a lot's count, with its adjustment and ledger line.

Source: docs/reference/wherefour.md 5.3 and 5.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.records import only

from .ledger import note_stock, physical, record_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Why a lot's count changes, in whose name and when it takes effect.

    `note` replaces the lot's own in the record; `shipment_item_id` names the shipment that took it.
    """

    reason: str
    account: Account
    effective_at: int
    note: str | None = None
    shipment_item_id: int | None = None


def only_lot(world: World, lot_code: str) -> dict[str, Any]:
    """Return the id and the count of the only lot of a code."""
    return only(
        world.all("SELECT id, count FROM wherefour_stock WHERE lot_code = ? LIMIT 2", (lot_code,)),
        none=f"no lot {lot_code!r}",
        more=f"more than one lot has the code {lot_code!r}",
    )


def adjust_lot(world: World, stock_id: int, *, by: int, adjustment: Adjustment) -> None:
    """Change a lot's count (unit of use), and record the adjustment (5.5).

    The lot and its item count as updated, so that clients who ask what changed see both.
    """
    lot = world.one("SELECT * FROM wherefour_stock WHERE id = ?", (stock_id,))
    before = physical(world, lot)
    with record_held(world, [lot["inventory_id"]], reference=lot["lot_code"]):
        world.update("wherefour_stock", stock_id, count=lot["count"] + by, updated_at=world.now)
        world.update("wherefour_inventory", lot["inventory_id"], updated_at=world.now)
        note_stock(world, lot, before=before)
    _record(world, lot, by=by, adjustment=adjustment)


def add_lot(
    world: World, adjustment: Adjustment, *, inventory_id: int, count: int, **columns: Any
) -> int:
    """Add a lot of an item with its adjustment; return the lot's id (5.3).

    Columns that the caller does not name are those of any new lot: active, described by its item.
    """
    item = world.one("SELECT name FROM wherefour_inventory WHERE id = ?", (inventory_id,))
    lot = _new_lot(world, adjustment, inventory_id=inventory_id, details=item["name"])
    stock_id = world.insert("wherefour_stock", **(lot | {"base_count": count} | columns))
    adjust_lot(world, stock_id, by=count, adjustment=adjustment)
    return stock_id


def seed_lot(
    world: World, adjustment: Adjustment, *, inventory_id: int, count: int, **columns: Any
) -> None:
    """Add a lot that was there before the world began: with its adjustment, without ledger line."""
    lot = _new_lot(world, adjustment, inventory_id=inventory_id) | columns
    lot["id"] = world.insert("wherefour_stock", **(lot | {"count": count, "base_count": count}))
    empty = {"barcode": None, "rate": None, "note": ""}
    _record(world, empty | lot, by=count, adjustment=adjustment)


def _record(world: World, lot: Mapping[str, Any], *, by: int, adjustment: Adjustment) -> None:
    """Record a lot as it is when its count changes (5.5)."""
    world.insert(
        "wherefour_adjustment",
        organization_id=adjustment.account.organization_id,
        user_id=adjustment.account.id,
        stock_id=lot["id"],
        shipment_item_id=adjustment.shipment_item_id,
        reason=adjustment.reason,
        lot_code=lot["lot_code"],
        old_lot_code=lot["lot_code"],
        barcode=lot["barcode"],
        old_barcode=lot["barcode"],
        details=lot["details"],
        rate=lot["rate"],
        cost=lot["cost"],
        change=by,
        note=lot["note"] if adjustment.note is None else adjustment.note,
        expiration_date=lot["expiration_date"],
        effective_at=adjustment.effective_at,
        created_at=world.now,
        updated_at=world.now,
    )


def _new_lot(world: World, adjustment: Adjustment, **columns: Any) -> dict[str, Any]:
    return {
        "user_id": adjustment.account.id,
        "organization_id": adjustment.account.organization_id,
        "status": "active",
        "count": 0,
        "global_identifier": world.uuid("wherefour stock"),
        "received_at": adjustment.effective_at,
        "created_at": world.now,
        "updated_at": world.now,
        **columns,
    }
