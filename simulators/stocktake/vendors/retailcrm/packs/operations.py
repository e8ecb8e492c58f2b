"""Setting goods in a store aside for the items of orders.

Source: docs/reference/warehouse-module.md 7.9.
"""

from typing import Any

from stocktake.core.errors import NotFound, Refusal
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Account
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, bad_entity
from stocktake.vendors.retailcrm.lists import read_day, read_filters, show_page
from stocktake.vendors.retailcrm.wire import read_text

from .input import Columns, read_pack
from .rows import FROM, SELECT, add_pack, change_pack, delete_pack, find_pack
from .shown import Pack, show_pack

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
    values = read_filters(filters, _CONDITIONS)
    values |= {
        "visible": call.account.visible,
        "shipment_date_from": read_day(values["shipment_date_from"], "shipmentDateFrom"),
        "shipment_date_to": read_day(values["shipment_date_to"], "shipmentDateTo"),
    }
    return show_page(
        world, SELECT, FROM,
        conditions=_CONDITIONS, values=values, order="pack.id DESC",
        number=page, size=limit, key="packs", show=lambda rows: [show_pack(row) for row in rows],
    )  # fmt: skip


def get_pack(world: World, call: Call, *, id_: int) -> dict[str, Any]:
    """Return one pack."""
    return {"success": True, "pack": show_pack(_find(world, call.account, id_))}


def create_pack(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Set goods in a store aside for an item."""
    account: Account = call.account
    sent = body["pack"]
    columns, errors = read_pack(world, sent)
    for name in ("itemId", "store", "quantity"):
        if read_text(sent.get(name)) is None:
            errors.setdefault(name, BLANK)
    item = _find_item(world, account, read_text(sent.get("itemId")))
    if item is None:
        errors.setdefault("itemId", NOT_VALID)
    if errors or item is None:
        raise bad_entity(errors)
    columns["item_id"] = item["id"]
    _check_stock(world, item["offer_id"], columns, except_pack=0)
    pack_id = add_pack(world, columns, source=account.source)
    return Reply(201, {"success": True, "id": pack_id})


def edit_pack(world: World, call: Call, *, id_: int, body: dict[str, Any]) -> dict[str, Any]:
    """Change the fields sent; the item stays."""
    account: Account = call.account
    pack = _find(world, account, id_)
    columns, errors = read_pack(world, body["pack"])
    if errors:
        raise bad_entity(errors)
    _check_stock(world, pack["offer_id"], {**pack, **columns}, except_pack=pack["id"])
    change_pack(world, pack, columns, source=account.source)
    return {"success": True, "id": pack["id"]}


def remove_pack(world: World, call: Call, *, id_: int) -> dict[str, Any]:
    """Delete a pack."""
    account: Account = call.account
    delete_pack(world, _find(world, account, id_), source=account.source)
    return {"success": True}


def _find(world: World, account: Account, pack_id: int) -> Pack:
    pack = find_pack(world, pack_id)
    if pack is None or pack["site"] not in account.sites:
        raise NotFound(f"Pack with id {pack_id} not found")
    return pack


def _find_item(world: World, account: Account, item_id: str | None) -> dict[str, Any] | None:
    """Return the item of an order that the key sees, None for any other."""
    return world.find(
        "SELECT item.* FROM retailcrm_order_item item"
        " JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
        " WHERE item.id = CAST(:item AS INTEGER) AND (:visible IS NULL"
        " OR crm_order.site IN (SELECT value FROM json_each(:visible)))",
        {"item": item_id, "visible": account.visible},
    )


def _check_stock(world: World, offer_id: int | None, columns: Columns, *, except_pack: int) -> None:
    """Refuse to set aside more than the store has and other packs of open orders do not hold."""
    left = world.value(
        "SELECT COALESCE((SELECT quantity FROM retailcrm_inventory"
        "                 WHERE offer_id = :offer AND store = :store), 0)"
        "     - COALESCE((SELECT SUM(pack.quantity) FROM retailcrm_pack pack"
        "                 JOIN retailcrm_order_item item ON item.id = pack.item_id"
        "                 JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
        "                 WHERE item.offer_id = :offer AND pack.store = :store"
        "                 AND NOT crm_order.shipped AND pack.id <> :except_pack), 0)",
        {"offer": offer_id, "store": columns["store"], "except_pack": except_pack},
    )
    if columns["quantity"] > left:
        raise Refusal("Too few available offers")


HANDLERS = (get_packs, get_pack, create_pack, edit_pack, remove_pack)
