"""The history of packs: a record for each field that changed, named in camelCase here.

Source: docs/reference/warehouse-module.md 7.9.
"""

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import MANAGER_ID, Source
from stocktake.vendors.retailcrm.lists import show_history
from stocktake.vendors.retailcrm.wire import spell_number, spell_object, spell_time

from .shown import Pack, show_item

_RECORDS = """FROM retailcrm_pack_history history
              JOIN retailcrm_order crm_order ON crm_order.id = history.order_id"""
_CONDITIONS = {"item_id": "history.item_id = :item_id"}
# Column -> the field's name and how its value is shown, in the order of the records of one change.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "store": ("store", lambda value: {"code": value}),
    "quantity": ("quantity", spell_number),
    "purchase_price": ("purchasePrice", spell_number),
    "shipment_date": ("shipmentDate", lambda value: f"{value} 00:00:00"),
    "invoice_number": ("invoiceNumber", lambda value: value),
    "delivery_note_number": ("deliveryNoteNumber", lambda value: value),
}


def record_creation(world: World, pack: Pack, *, source: Source) -> None:
    """Write the record of a new pack, and one for each of its documents that is known."""
    whole = spell_object(
        {
            "purchasePrice": spell_number(pack["purchase_price"]),
            "quantity": spell_number(pack["quantity"]),
            "store": {"code": pack["store"]},
        }
    )
    _record(world, pack, source, field="store", new=whole["store"], created=1, whole=whole)
    for column in ("shipment_date", "invoice_number", "delivery_note_number"):
        field, show = _FIELDS[column]
        if pack[column] is not None:
            _record(world, pack, source, field=field, new=show(pack[column]))


def record_changes(world: World, pack: Pack, changed: dict[str, Any], *, source: Source) -> None:
    """Write a record for each changed column of a pack, as it was before."""
    for column, (field, show) in _FIELDS.items():
        if column in changed:
            old, new = pack[column], changed[column]
            _record(
                world, pack, source, field=field, old=None if old is None else show(old),
                new=None if new is None else show(new),
            )  # fmt: skip


def record_deletion(world: World, pack: Pack, *, source: Source) -> None:
    """Write the record of a pack that is deleted."""
    _record(world, pack, source, field="store", old={"code": pack["store"]}, deleted=1)


def _record(
    world: World,
    pack: Pack,
    source: Source,
    *,
    field: str,
    old: Any = None,
    new: Any = None,
    created: int = 0,
    deleted: int = 0,
    whole: dict[str, Any] | None = None,
) -> None:
    world.insert(
        "retailcrm_pack_history",
        order_id=pack["order_id"],
        item_id=pack["item_id"],
        created_at=world.now,
        source=source.kind,
        created=created,
        deleted=deleted,
        field=field,
        old=json.dumps(old),
        new=json.dumps(new),
        shown=json.dumps({"id": pack["id"], **(whole or {}), "item": show_item(pack)}),
    )


def _show(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return spell_object(
        {
            "id": row["id"],
            "createdAt": spell_time(row["created_at"], zone),
            "created": True if row["created"] else None,
            "deleted": True if row["deleted"] else None,
            "field": row["field"],
            "oldValue": json.loads(row["old"]),
            "newValue": json.loads(row["new"]),
            "pack": json.loads(row["shown"]),
            "source": row["source"],
            "user": {"id": MANAGER_ID} if row["source"] == "user" else None,
        }
    )


def get_packs_history(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return the records of packs, oldest first, after `filter[sinceId]`."""
    return show_history(
        world, call, _RECORDS, filters,
        conditions=_CONDITIONS, number=page, size=limit, show=_show,
    )  # fmt: skip


HANDLERS = (get_packs_history,)
