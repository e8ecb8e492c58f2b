"""Stock lots: operation 43, and every change of a lot, with its adjustment and ledger line.

Source: docs/reference/wherefour.md 3.11, 4, 5.3 and 5.5.
"""

import json
from dataclasses import dataclass
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import pages, wire
from .accounts import Account
from .inventory import custom_field_values
from .locations import matching, shown_locations
from .refusals import not_found
from .units import unit_of

_PLAIN = "id name lot_code status barcode details note count cost expiration_date"
_LISTED = (_PLAIN + " weight height width length created_at updated_at").split()
_DECIMALS = frozenset(wire.names("count cost weight height width length"))
_LOTS = """
FROM wherefour_stock s JOIN wherefour_inventory i ON i.id = s.inventory_id
WHERE s.inventory_id = :inventory AND s.count > 0
AND (:statuses = 'all' OR s.status = 'active')
AND (:places IS NULL OR s.location_id IN (SELECT value FROM json_each(:places)))
"""


def list_stock_lots(
    world: World,
    call: Call,
    *,
    inventory_id: int,
    location_name: str | None = None,
    location_locator_code: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List an item's lots that are not empty, at one location if it is named (4, operation 43)."""
    if world.find("SELECT id FROM wherefour_inventory WHERE id = ?", (inventory_id,)) is None:
        raise not_found()
    places = None
    if location_name or location_locator_code:
        named = matching(
            world, name=location_name or None, locator_code=location_locator_code or None
        )
        places = json.dumps(named)
    wanted = {
        "inventory": inventory_id,
        "statuses": world.quirk("wherefour.stocks_list"),
        "places": places,
    }
    total = world.value("SELECT count(*) " + _LOTS, wanted)
    window = pages.window(world, total, page=page, per_page=per_page)
    rows = world.all(
        "SELECT s.*, i.name AS name " + _LOTS + " ORDER BY s.id LIMIT :limit OFFSET :offset",
        {**wanted, "limit": window.limit, "offset": window.offset},
    )
    return pages.page(_listed(world, rows), window)


def _listed(world: World, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    locations = shown_locations(world)
    values = custom_field_values(world, "active_stock_id", ids=[row["id"] for row in rows])
    return [
        wire.spelled(row, _LISTED, decimals=_DECIMALS)
        | {
            "custom_field_values": values.get(row["id"], []),
            "location": locations.get(row["location_id"]),
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Why a lot's count changes: the adjustment's reason, who did it, when it took effect."""

    reason: str
    account: Account
    effective_at: int
    note: str | None = None
    shipment_item_id: int | None = None


def change_lot(world: World, stock_id: int, *, by: int, change: Change) -> int:
    """Change a lot's count (unit of use); return the id of the adjustment (5.5).

    The lot and its item count as updated, so that clients who ask what changed see both.
    """
    lot = world.one("SELECT * FROM wherefour_stock WHERE id = ?", (stock_id,))
    before = _physical(world, lot)
    world.update("wherefour_stock", stock_id, count=lot["count"] + by, updated_at=world.now)
    world.update("wherefour_inventory", lot["inventory_id"], updated_at=world.now)
    _note(world, lot, before)
    return record_adjustment(world, lot, by=by, change=change)


def record_adjustment(world: World, lot: dict[str, Any], *, by: int, change: Change) -> int:
    """Write down a lot as it is while its count changes; return the id of the adjustment (5.5)."""
    return world.insert(
        "wherefour_adjustment",
        organization_id=change.account.organization_id,
        user_id=change.account.id,
        stock_id=lot["id"],
        shipment_item_id=change.shipment_item_id,
        reason=change.reason,
        lot_code=lot["lot_code"],
        old_lot_code=lot["lot_code"],
        barcode=lot["barcode"],
        old_barcode=lot["barcode"],
        details=lot["details"],
        rate=lot["rate"],
        cost=lot["cost"],
        change=by,
        note=lot["note"] if change.note is None else change.note,
        expiration_date=lot["expiration_date"],
        effective_at=change.effective_at,
        created_at=world.now,
        updated_at=world.now,
    )


def add_lot(world: World, change: Change, *, inventory_id: int, count: int, **columns: Any) -> int:
    """Add a lot of an item with its adjustment; return the lot's id (5.3).

    What the caller does not name is as a new lot has it: active, described by its item.
    """
    item = world.one("SELECT name FROM wherefour_inventory WHERE id = ?", (inventory_id,))
    lot = _new_lot(world, change, inventory_id=inventory_id, details=item["name"])
    stock_id = world.insert("wherefour_stock", **(lot | {"base_count": count} | columns))
    change_lot(world, stock_id, by=count, change=change)
    return stock_id


def seed_lot(
    world: World, change: Change, *, inventory_id: int, count: int, **columns: Any
) -> None:
    """Add a lot that was there before the world began: its adjustment, but nothing to tell of."""
    lot = _new_lot(world, change, inventory_id=inventory_id) | columns
    lot["id"] = world.insert("wherefour_stock", **(lot | {"count": count, "base_count": count}))
    record_adjustment(
        world, {"barcode": None, "rate": None, "note": "", **lot}, by=count, change=change
    )


def _new_lot(world: World, change: Change, **columns: Any) -> dict[str, Any]:
    return {
        "user_id": change.account.id,
        "organization_id": change.account.organization_id,
        "status": "active",
        "count": 0,
        "global_identifier": world.uuid("wherefour stock"),
        "received_at": change.effective_at,
        "created_at": world.now,
        "updated_at": world.now,
        **columns,
    }


def _physical(world: World, lot: dict[str, Any]) -> int:
    counted = world.one(
        "SELECT i.unit_of_order, coalesce(sum(s.count), 0) AS count FROM wherefour_inventory i"
        " LEFT JOIN wherefour_stock s ON s.inventory_id = i.id AND s.status <> 'inactive'"
        " AND s.location_id IS ? WHERE i.id = ?",
        (lot["location_id"], lot["inventory_id"]),
    )
    unit = unit_of(world, lot["inventory_id"], name=counted["unit_of_order"])
    return unit.from_use(counted["count"])


def _note(world: World, lot: dict[str, Any], before: int) -> None:
    after = _physical(world, lot)
    world.note(
        "wherefour",
        "stock",
        place=world.value(
            "SELECT locator_code FROM wherefour_location WHERE id = ?", (lot["location_id"],)
        )
        or "",
        sku=world.value("SELECT sku FROM wherefour_inventory WHERE id = ?", (lot["inventory_id"],)),
        reference=lot["lot_code"],
        delta=after - before,
        after=after,
    )
