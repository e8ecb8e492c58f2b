"""Packs as rows, as the API shows them, and what happened to them.

Source: docs/reference/warehouse-module.md 7.9.
"""

import json
from collections.abc import Callable
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import select_page
from stocktake.vendors.retailcrm.lists import sent_values, where
from stocktake.vendors.retailcrm.orders.history import MANAGER_ID, Source, read_period
from stocktake.vendors.retailcrm.references.dictionaries import unit
from stocktake.vendors.retailcrm.wire import moment, number, without_nulls, zone_of

Pack = dict[str, Any]

# SELECT and FROM of a pack with the item, the order and the offer that it belongs to.
PACKS = (
    "SELECT pack.*, item.offer_id, item.order_id, item.external_ids, crm_order.site, offer.unit,"
    " offer.xml_id, offer.external_id",
    "FROM retailcrm_pack pack"
    " JOIN retailcrm_order_item item ON item.id = pack.item_id"
    " JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
    " LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id",
)
# Column -> the field's name, here in camelCase, and how its value is shown.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "store": ("store", lambda value: {"code": value}),
    "quantity": ("quantity", number),
    "purchase_price": ("purchasePrice", number),
    "shipment_date": ("shipmentDate", lambda value: f"{value} 00:00:00"),
    "invoice_number": ("invoiceNumber", lambda value: value),
    "delivery_note_number": ("deliveryNoteNumber", lambda value: value),
}
_CONDITIONS = {
    "visible": "crm_order.site IN (SELECT value FROM json_each(:visible))",
    "since_id": "history.id > :since_id",
    "item_id": "history.item_id = :item_id",
    "order_id": "history.order_id = :order_id",
    "order_external_id": "crm_order.external_id = :order_external_id",
    "start_date": "history.created_at >= :start_date",
    "end_date": "history.created_at < :end_date",
}


def item_of(world: World, visible: str | None, item_id: str | None) -> dict[str, Any] | None:
    """Return the item of an order that the key sees, None for another."""
    return world.find(
        "SELECT item.* FROM retailcrm_order_item item"
        " JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
        " WHERE item.id = CAST(:item AS INTEGER) AND (:visible IS NULL"
        " OR crm_order.site IN (SELECT value FROM json_each(:visible)))",
        {"item": item_id, "visible": visible},
    )


def shown_pack(pack: Pack) -> dict[str, Any]:
    """Return a pack as the API shows it."""
    return without_nulls(
        {
            "id": pack["id"],
            "purchasePrice": number(pack["purchase_price"]),
            "quantity": number(pack["quantity"]),
            "unit": unit(pack["unit"]) if pack["unit"] else None,
            "store": pack["store"],
            "item": {**_item(pack), "externalIds": json.loads(pack["external_ids"])},
            "shipmentDate": pack["shipment_date"],
            "invoiceNumber": pack["invoice_number"],
            "deliveryNoteNumber": pack["delivery_note_number"],
        }
    )


def _item(pack: Pack) -> dict[str, Any]:
    offer = {"externalId": pack["external_id"], "xmlId": pack["xml_id"]}
    return {"id": pack["item_id"], "order": {"id": pack["order_id"]}} | (
        {"offer": offer} if pack["offer_id"] is not None else {}
    )


def _read(world: World, pack_id: int) -> Pack:
    select, matching = PACKS
    return world.one(f"{select} {matching} WHERE pack.id = ?", (pack_id,))


def add_pack(world: World, columns: dict[str, Any], *, source: Source) -> int:
    """Write a new pack with a record for its store, then one for each of its papers."""
    pack_id = world.insert("retailcrm_pack", created_at=world.now, **columns)
    pack = _read(world, pack_id)
    born = without_nulls(
        {
            "purchasePrice": number(pack["purchase_price"]),
            "quantity": number(pack["quantity"]),
            "store": {"code": pack["store"]},
        }
    )
    _record(world, pack, source, field="store", new=born["store"], created=1, born=born)
    for column in ("shipment_date", "invoice_number", "delivery_note_number"):
        field, show = _FIELDS[column]
        if pack[column] is not None:
            _record(world, pack, source, field=field, new=show(pack[column]))
    return pack_id


def change_pack(world: World, pack: Pack, columns: dict[str, Any], *, source: Source) -> None:
    """Write what differs, with a record for each."""
    changed = {name: value for name, value in columns.items() if value != pack[name]}
    if changed:
        world.update("retailcrm_pack", pack["id"], **changed)
    for column, (field, show) in _FIELDS.items():
        if column in changed:
            old, new = pack[column], changed[column]
            _record(
                world, pack, source, field=field, old=None if old is None else show(old),
                new=None if new is None else show(new),
            )  # fmt: skip


def delete_pack(world: World, pack: Pack, *, source: Source) -> None:
    """Delete a pack, with a record."""
    _record(world, pack, source, field="store", old={"code": pack["store"]}, deleted=1)
    world.run("DELETE FROM retailcrm_pack WHERE id = ?", (pack["id"],))


def delete_packs_of(world: World, item_id: int, *, source: Source) -> None:
    """Delete the packs of an item that leaves its order."""
    select, matching = PACKS
    for pack in world.all(f"{select} {matching} WHERE item.id = ? ORDER BY pack.id", (item_id,)):
        delete_pack(world, pack, source=source)


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
    born: dict[str, Any] | None = None,
) -> None:
    shown = {"id": pack["id"], **(born or {}), "item": _item(pack)}
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
        shown=json.dumps(shown),
    )


def get_packs_history(
    world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any
) -> Page:
    """Return what happened to packs, oldest first, after `filter[sinceId]`."""
    values = sent_values(filters, _CONDITIONS) | {"visible": call.account.visible}
    values |= read_period(world, values["start_date"], values["end_date"])
    rows, total = select_page(
        world,
        "SELECT history.*",
        "FROM retailcrm_pack_history history"
        " JOIN retailcrm_order crm_order ON crm_order.id = history.order_id"
        + where(_CONDITIONS, values),
        order="history.id",
        values=values,
        number=page,
        size=limit,
    )
    zone = zone_of(world)
    records = [
        without_nulls(
            {
                "id": row["id"],
                "createdAt": moment(row["created_at"], zone),
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
        for row in rows
    ]
    made = {"generatedAt": moment(world.now, zone)}
    return Page(records, total, page, limit, key="history", extra=made)
