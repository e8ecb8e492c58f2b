"""Creating, reading and editing orders. Source: docs/reference/warehouse-module.md 7.3 to 7.6."""

import json
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import LARGEST_ID
from stocktake.vendors.retailcrm.account import Account
from stocktake.vendors.retailcrm.errors import order_not_loaded
from stocktake.vendors.retailcrm.shops import site_of
from stocktake.vendors.retailcrm.wire import read_text

from .history import Source
from .input import Columns, read_order
from .rows import add_order, change_order
from .shipping import shipping_errors
from .shown import whole_order


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Create an order; one that comes already shipped meets the same gate (7.4)."""
    account: Account = call.account
    site = site_of(account, body.get("site"))
    source = Source("api", account.key_id)
    return Reply(201, _answer(world, new_order(world, body["order"], site=site, source=source)))


def new_order(world: World, order: dict[str, Any], *, site: str, source: Source) -> int:
    """Write a new order and return its id; a refusal when it cannot be."""
    sent = read_order(world, order, site=site)
    errors = shipping_errors(world, sent.columns)
    if errors:
        raise order_not_loaded(errors)
    columns = {**sent.columns, "site": site}
    columns.setdefault("shipment_store", _default_store(world))
    columns.setdefault("customer_id", None)
    if columns["customer_id"] is None:
        columns["customer_id"] = _new_customer(world, columns)
    return add_order(world, columns, sent.lines or (), source=source)


def get_order(
    world: World, call: Call, *, external_id: str, by: str = "externalId", site: str | None = None
) -> dict[str, Any]:
    """Return an order by its externalId in a shop, or by its id."""
    order = _find(world, call.account, external_id, by=by, site=site)
    return {"success": True, "order": whole_order(world, order["id"])}


def edit_order(
    world: World, call: Call, *, external_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Change the fields sent, and report the shipment (7.5, 7.6)."""
    account: Account = call.account
    site = site_of(account, body.get("site"))
    order = _find(world, account, external_id, by=body.get("by") or "externalId", site=site)
    items = world.all("SELECT * FROM retailcrm_order_item WHERE order_id = ?", (order["id"],))
    sent = read_order(world, body["order"], site=order["site"], items=items)
    errors = shipping_errors(world, sent.columns, order=order)
    if errors:
        raise order_not_loaded(errors)
    source = Source("api", account.key_id)
    change_order(world, order, sent.columns, sent.lines, source=source)
    return _answer(world, order["id"])


def _answer(world: World, order_id: int) -> dict[str, Any]:
    return {"success": True, "id": order_id, "order": whole_order(world, order_id)}


def _find(
    world: World, account: Account, value: str, *, by: str, site: str | None
) -> dict[str, Any]:
    """Return the order; 404 when there is none in the shop named, or in any that the key sees."""
    if by == "id":
        sites = (site_of(account, site),) if site else account.sites
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0
        query = "SELECT * FROM retailcrm_order WHERE id = ?"
        order = world.find(query, (min(number, LARGEST_ID),))
    else:
        sites = (site_of(account, site),)
        query = "SELECT * FROM retailcrm_order WHERE external_id = ? AND site = ?"
        order = world.find(query, (value, sites[0]))
    if order is None or order["site"] not in sites:
        raise NotFound
    return order


def _default_store(world: World) -> str | None:
    code = world.quirk("retailcrm.default_shipment_store")
    found = world.value("SELECT code FROM retailcrm_store WHERE code = ?", (code,))
    return read_text(found)


def _new_customer(world: World, columns: Columns) -> int:
    """Every order has a customer (7.1): one that names none gets a new one of its own."""
    names = ("first_name", "last_name", "email", "phone")
    return world.insert(
        "retailcrm_customer",
        site=columns["site"],
        created_at=world.now,
        address=columns.get("delivery_address", json.dumps({})),
        **{name: columns.get(name) for name in names},
    )
