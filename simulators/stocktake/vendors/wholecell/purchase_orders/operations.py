"""Purchase orders: what was bought and of whom; units come in on them, one by one.

Source: docs/reference/wholecell.md 6. What a vendor does with prices in its web pages are events.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.rules.money import split_evenly

from . import ids, lists, wire
from .errors import invalid, invalid_fields, not_found
from .organizations import organization_of

Body = Mapping[str, Any]
Columns = dict[str, Any]

_TABLE = "wholecell_purchase_order"
_PLAIN = ("expected_inventory_count", "expected_total_price_paid")
_TEXTS = ("channel", "notes")
_MOST_CENTS = 10**12  # that the document lets a unit have cost
CONDITIONS = {
    "status": "t.status_id = (SELECT id FROM wholecell_status"
    " WHERE kind = 'PurchaseOrder' AND title = :status)",
    "vendor": "t.vendor_id = (SELECT id FROM wholecell_organization WHERE name = :vendor)",
    **lists.MOMENTS,
}
_SHOWN = """
WITH received AS (
  SELECT purchase_order_id, count(*) AS units, sum(total_price_paid) AS paid
  FROM wholecell_inventory WHERE purchase_order_id IN (SELECT value FROM json_each(?1))
  GROUP BY purchase_order_id
)
SELECT t.*, s.title AS status, v.name AS vendor,
  coalesce(r.units, 0) AS inventory_count, coalesce(r.paid, 0) AS total_price_paid
FROM wholecell_purchase_order t
JOIN wholecell_status s ON s.id = t.status_id
LEFT JOIN wholecell_organization v ON v.id = t.vendor_id
LEFT JOIN received r ON r.purchase_order_id = t.id
WHERE t.id IN (SELECT value FROM json_each(?1))
"""


def list_purchase_orders(
    world: World,
    call: Call,
    *,
    page: str | None = None,
    per_page: str | None = None,
    **wanted: str,
) -> Page:
    """List purchase orders, newest first, those that every filter keeps (6)."""
    return lists.listed(
        world, "wholecell_purchase_order t", conditions=CONDITIONS, wanted=wanted,
        page=page, per_page=per_page, show=shown_orders,
    )  # fmt: skip


def create_purchase_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Write an order down; nothing has come in yet (6)."""
    made = ids.next_id(world, _TABLE)
    columns = _columns(world, {"number": None, "status": None, **body}, made)
    world.insert(_TABLE, id=made, created_at=world.now, updated_at=world.now, **columns)
    return wire.single(world, shown_orders(world, [made])[0], status=201)


def get_purchase_order(world: World, call: Call, *, purchase_order_id: int) -> Reply:
    """Show one order, with what has come in on it (6)."""
    return wire.single(world, _shown_order(world, purchase_order_id))


def update_purchase_order(
    world: World, call: Call, *, purchase_order_id: int, body: dict[str, Any]
) -> Reply:
    """Change what is written on an order; its units are changed each by itself (6)."""
    _shown_order(world, purchase_order_id)
    columns = _columns(world, body, purchase_order_id)
    world.update(_TABLE, purchase_order_id, updated_at=world.now, **columns)
    return wire.single(world, _shown_order(world, purchase_order_id))


def price_lot(world: World, *, purchase_order_id: int, lot_price_paid: int) -> dict[str, Any]:
    """Share a lot's price out among the units of an order; extra costs stay on top."""
    units = _units(world, purchase_order_id)
    shares = split_evenly(lot_price_paid, len(units))
    for unit, share in zip(units, shares, strict=True):
        extra = max(0, unit["total_price_paid"] - (unit["initial_price_paid"] or 0))
        _price(world, unit["id"], total=share + extra, initial_price_paid=share)
    return _touched(world, purchase_order_id)


def add_cost(world: World, *, purchase_order_id: int, amount: int) -> dict[str, Any]:
    """Share an extra cost line out: it raises what units cost in all, not their paid price."""
    units = _units(world, purchase_order_id)
    for unit, share in zip(units, split_evenly(amount, len(units)), strict=True):
        _price(world, unit["id"], total=unit["total_price_paid"] + share)
    return _touched(world, purchase_order_id)


def shown_orders(world: World, wanted: Sequence[int]) -> list[dict[str, Any]]:
    """Return purchase orders as the wire shows them, in the order of the ids."""
    zone = wire.zone(world)
    by_id = {
        row["id"]: {
            "id": row["id"],
            "number": row["number"],
            "vendor": row["vendor_id"] and {"id": row["vendor_id"], "name": row["vendor"]},
            "status": row["status"],
            "channel": row["channel"],
            "expected_inventory_count": row["expected_inventory_count"],
            "expected_total_price_paid": row["expected_total_price_paid"],
            "inventory_count": row["inventory_count"],
            "total_price_paid": row["total_price_paid"],
            "notes": row["notes"],
            "created_at": wire.instant(row["created_at"], zone),
            "updated_at": wire.instant(row["updated_at"], zone),
        }
        for row in world.all(_SHOWN, (json.dumps(list(wanted)),))
    }
    return [by_id[identifier] for identifier in wanted if identifier in by_id]


def _shown_order(world: World, purchase_order_id: int) -> dict[str, Any]:
    shown = shown_orders(world, [purchase_order_id])
    if not shown:
        raise not_found()
    return shown[0]


def _columns(world: World, body: Body, order: int) -> Columns:
    """Return the columns that a body sets; every field that cannot be right is told at once."""
    columns: Columns = {name: body[name] for name in _PLAIN if name in body}
    columns |= {name: _text(body[name]) for name in _TEXTS if name in body}
    if "number" in body:
        columns["number"] = _text(body["number"]) or f"PO-{order}"
    errors: dict[str, list[str]] = {}
    for read in (_status, _vendor):
        try:
            columns |= read(world, body)
        except Unprocessable as refusal:
            errors |= refusal.details
    if errors:
        raise invalid_fields(errors)
    return columns


def _status(world: World, body: Body) -> Columns:
    if "status" not in body:
        return {}
    found = world.value(
        "SELECT id FROM wholecell_status WHERE kind = 'PurchaseOrder' AND title = ?",
        (body["status"] or "Open",),
    )
    if found is None:
        raise invalid("status", "is not a status")
    return {"status_id": found}


def _vendor(world: World, body: Body) -> Columns:
    if "vendor" not in body:
        return {}
    return {"vendor_id": organization_of(world, body["vendor"], field="vendor")}


def _text(told: str | None) -> str | None:
    return (told or "").strip() or None


def _units(world: World, purchase_order_id: int) -> list[dict[str, Any]]:
    if not world.value("SELECT 1 FROM wholecell_purchase_order WHERE id = ?", (purchase_order_id,)):
        raise NotFound(f"no purchase order {purchase_order_id}")
    units = world.all(
        "SELECT id, initial_price_paid, total_price_paid FROM wholecell_inventory"
        " WHERE purchase_order_id = ? ORDER BY id",
        (purchase_order_id,),
    )
    if not units:
        raise Conflict(f"nothing has come in on purchase order {purchase_order_id}")
    return units


def _price(world: World, unit: int, *, total: int, **prices: int) -> None:
    if total > _MOST_CENTS:
        raise invalid("total_price_paid", f"must not be over {_MOST_CENTS}")
    world.update(
        "wholecell_inventory", unit, total_price_paid=total, updated_at=world.now, **prices
    )


def _touched(world: World, purchase_order_id: int) -> dict[str, Any]:
    world.update(_TABLE, purchase_order_id, updated_at=world.now)
    shown = _shown_order(world, purchase_order_id)
    return {name: shown[name] for name in ("id", "inventory_count", "total_price_paid")}


HANDLERS = (
    list_purchase_orders,
    create_purchase_order,
    get_purchase_order,
    update_purchase_order,
)
