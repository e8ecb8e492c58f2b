"""Packs: what a warehouse has set aside for an item of an order.

Source: docs/reference/warehouse-module.md 7.9.
"""

from typing import Any

from stocktake.core.errors import NotFound, Refusal
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.paging import select_page
from stocktake.vendors.retailcrm.account import Account
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, bad_entity, unknown_code
from stocktake.vendors.retailcrm.lists import day, sent_values, where
from stocktake.vendors.retailcrm.orders.history import Source
from stocktake.vendors.retailcrm.wire import read_date, read_number, read_text

from .rows import PACKS, add_pack, change_pack, delete_pack, item_of, shown_pack

Columns = dict[str, Any]
Errors = dict[str, str]

_TEXTS = {"invoiceNumber": "invoice_number", "deliveryNoteNumber": "delivery_note_number"}
_NUMBERS = {"quantity": "quantity", "purchasePrice": "purchase_price"}
_CONDITIONS = {
    "visible": "crm_order.site IN (SELECT value FROM json_each(:visible))",
    "ids": "pack.id IN (SELECT value FROM json_each(:ids))",
    "stores": "pack.store IN (SELECT value FROM json_each(:stores))",
    "item_id": "pack.item_id = :item_id",
    "offer_xml_id": "offer.xml_id IN (SELECT value FROM json_each(:offer_xml_id))",
    "offer_external_id": "offer.external_id IN (SELECT value FROM json_each(:offer_external_id))",
    "order_id": "crm_order.id = :order_id",
    "order_external_id": "crm_order.external_id = :order_external_id",
    "shipment_date_from": "pack.shipment_date >= :shipment_date_from",
    "shipment_date_to": "pack.shipment_date <= :shipment_date_to",
    "invoice_number": "pack.invoice_number = :invoice_number",
    "delivery_note_number": "pack.delivery_note_number = :delivery_note_number",
}


def get_packs(world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any) -> Page:
    """Return the packs of orders that the key sees, newest first."""
    values = sent_values(filters, _CONDITIONS)
    values |= {
        "visible": call.account.visible,
        "shipment_date_from": day(values["shipment_date_from"], "shipmentDateFrom"),
        "shipment_date_to": day(values["shipment_date_to"], "shipmentDateTo"),
    }
    select, matching = PACKS
    rows, total = select_page(
        world,
        select,
        matching + where(_CONDITIONS, values),
        order="pack.id DESC",
        values=values,
        number=page,
        size=limit,
    )
    return Page([shown_pack(row) for row in rows], total, page, limit, key="packs")


def get_pack(world: World, call: Call, *, id_: int) -> dict[str, Any]:
    """Return one pack."""
    return {"success": True, "pack": shown_pack(_find(world, call.account, id_))}


def create_pack(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Set goods in a store aside for an item."""
    sent = body["pack"]
    columns, errors = _read(world, sent)
    for name in ("itemId", "store", "quantity"):
        if read_text(sent.get(name)) is None:
            errors.setdefault(name, BLANK)
    item = item_of(world, call.account.visible, read_text(sent.get("itemId")))
    if item is None:
        errors.setdefault("itemId", NOT_VALID)
    if errors or item is None:
        raise bad_entity(errors)
    columns["item_id"] = item["id"]
    _check_stock(world, item["offer_id"], columns, besides=0)
    pack_id = add_pack(world, columns, source=Source("api", call.account.key_id))
    return Reply(201, {"success": True, "id": pack_id})


def edit_pack(world: World, call: Call, *, id_: int, body: dict[str, Any]) -> dict[str, Any]:
    """Change the fields sent; the item stays."""
    pack = _find(world, call.account, id_)
    columns, errors = _read(world, body["pack"])
    if errors:
        raise bad_entity(errors)
    _check_stock(world, pack["offer_id"], {**pack, **columns}, besides=pack["id"])
    change_pack(world, pack, columns, source=Source("api", call.account.key_id))
    return {"success": True, "id": pack["id"]}


def remove_pack(world: World, call: Call, *, id_: int) -> dict[str, Any]:
    """Take a pack apart."""
    pack = _find(world, call.account, id_)
    delete_pack(world, pack, source=Source("api", call.account.key_id))
    return {"success": True}


def _find(world: World, account: Account, pack_id: int) -> dict[str, Any]:
    select, matching = PACKS
    pack = world.find(f"{select} {matching} WHERE pack.id = ?", (pack_id,))
    if pack is None or pack["site"] not in account.sites:
        raise NotFound(f"Pack with id {pack_id} not found")
    return pack


def _read(world: World, sent: dict[str, Any]) -> tuple[Columns, Errors]:
    """Return the columns that a pack's fields give, and the errors in them."""
    columns: Columns = {
        column: read_text(sent[name]) for name, column in _TEXTS.items() if name in sent
    }
    errors: Errors = {}
    for name, column in _NUMBERS.items():
        if sent.get(name) is not None:
            columns[column] = read_number(sent[name])
    if columns.get("quantity") == 0:
        errors["quantity"] = NOT_VALID
    try:
        if "shipmentDate" in sent:
            columns["shipment_date"] = read_date(sent["shipmentDate"])
    except ValueError:
        errors["shipmentDate"] = NOT_VALID
    store = read_text(sent.get("store"))
    if store is not None:
        columns["store"] = store
        if world.value("SELECT 1 FROM retailcrm_store WHERE code = ?", (store,)) is None:
            errors["store"] = unknown_code("Store", store)
    return columns, errors


def _check_stock(world: World, offer_id: int | None, columns: Columns, *, besides: int) -> None:
    """Refuse to set aside more than the store has and no other pack of an open order holds."""
    left = world.value(
        "SELECT COALESCE((SELECT quantity FROM retailcrm_inventory"
        "                 WHERE offer_id = :offer AND store = :store), 0)"
        "     - COALESCE((SELECT SUM(pack.quantity) FROM retailcrm_pack pack"
        "                 JOIN retailcrm_order_item item ON item.id = pack.item_id"
        "                 JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
        "                 WHERE item.offer_id = :offer AND pack.store = :store"
        "                 AND NOT crm_order.shipped AND pack.id <> :besides), 0)",
        {"offer": offer_id, "store": columns["store"], "besides": besides},
    )
    if columns["quantity"] > left:
        raise Refusal("Too few available offers")
