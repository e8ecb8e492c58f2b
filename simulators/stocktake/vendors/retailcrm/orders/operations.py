"""Creating, reading, listing and editing orders.

Source: docs/reference/warehouse-module.md 7.2 to 7.7.
"""

import json
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import LARGEST_ID
from stocktake.vendors.retailcrm.access import Account, Source, site_of
from stocktake.vendors.retailcrm.errors import missing, order_not_loaded
from stocktake.vendors.retailcrm.lists import as_json, show_page
from stocktake.vendors.retailcrm.wire import read_text

from .dropped import name_dropped
from .input import Columns, read_order
from .lists import CONDITIONS, read_order_filters
from .rows import add_order, change_order
from .shipping import shipping_errors
from .shown import payments_of, show_order, show_status


def get_orders(world: World, call: Call, *, limit: int = 20, page: int = 1, **filters: Any) -> Page:
    """Return the orders of the shops that the key sees, newest first (7.2)."""
    return show_page(
        world, "SELECT id", "FROM retailcrm_order crm_order",
        conditions=CONDITIONS, values=read_order_filters(world, call.account, filters),
        order="created_at DESC, id DESC", number=page, size=limit, key="orders",
        show=lambda rows: [show_order(world, row["id"]) for row in rows],
    )  # fmt: skip


def get_orders_statuses(
    world: World,
    call: Call,
    *,
    ids: list[int] | None = None,
    external_ids: list[str] | None = None,
) -> dict[str, Any]:
    """Return the status of each order named by either identifier; omit unknown orders (7.7)."""
    if not ids and not external_ids:
        raise missing("ids")
    rows = world.all(
        "SELECT crm_order.*, status.category FROM retailcrm_order crm_order"
        " JOIN retailcrm_status status ON status.code = crm_order.status"
        " WHERE (crm_order.id IN (SELECT value FROM json_each(:ids))"
        "        OR crm_order.external_id IN (SELECT value FROM json_each(:external_ids)))"
        " AND crm_order.site IN (SELECT value FROM json_each(:sites)) ORDER BY crm_order.id",
        {
            "ids": as_json(ids or []),
            "external_ids": as_json(external_ids or []),
            "sites": as_json(list(call.account.sites)),
        },
    )
    return {"success": True, "orders": [show_status(row) for row in rows]}


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Create an order; one that is created as shipped has to pass the same checks (7.4)."""
    account: Account = call.account
    site = site_of(account, body.get("site"))
    order = new_order(world, body["order"], site=site, source=account.source)
    name_dropped(world, body["order"], order, where="order")
    return Reply(201, {"success": True, "id": order["id"], "order": order})


def get_order(
    world: World, call: Call, *, external_id: str, by: str = "externalId", site: str | None = None
) -> dict[str, Any]:
    """Return an order by its externalId in a shop, or by its id (7.3)."""
    order = _find(world, call.account, external_id, by=by, site=site)
    return {"success": True, "order": show_order(world, order["id"])}


def edit_order(
    world: World, call: Call, *, external_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Change the fields sent; a shipment is reported so (7.5, 7.6)."""
    account: Account = call.account
    site = site_of(account, body.get("site"))
    order = _find(world, account, external_id, by=body.get("by") or "externalId", site=site)
    items = world.all("SELECT * FROM retailcrm_order_item WHERE order_id = ?", (order["id"],))
    sent = read_order(
        world, body["order"], site=order["site"], order=order, items=items,
        payments=payments_of(world, order["id"]),
    )  # fmt: skip
    errors = shipping_errors(world, sent.columns, order=order)
    if errors:
        raise order_not_loaded(errors)
    change_order(
        world, order, sent.columns, sent.lines, payments=sent.payments, source=account.source
    )
    shown = show_order(world, order["id"])
    name_dropped(world, body["order"], shown, where="order", edited=items)
    return {"success": True, "id": shown["id"], "order": shown}


def new_order(world: World, order: dict[str, Any], *, site: str, source: Source) -> dict[str, Any]:
    """Write a new order from its `order` field and return it as shown; a bad one is refused."""
    sent = read_order(world, order, site=site)
    errors = shipping_errors(world, sent.columns)
    if errors:
        raise order_not_loaded(errors)
    columns = {**sent.columns, "site": site}
    columns.setdefault("shipment_store", _default_store(world))
    columns.setdefault("customer_id", None)
    if columns["customer_id"] is None:
        columns["customer_id"] = _add_customer(world, columns)
    order_id = add_order(
        world, columns, sent.lines or (), payments=sent.payments or (), source=source
    )
    return show_order(world, order_id)


def _default_store(world: World) -> str | None:
    code = world.quirk("retailcrm.default_shipment_store")
    found = world.value("SELECT code FROM retailcrm_store WHERE code = ?", (code,))
    return read_text(found)


def _add_customer(world: World, columns: Columns) -> int:
    """Write a customer for an order that names none: every order has one (7.1)."""
    names = ("first_name", "last_name", "email", "phone")
    return world.insert(
        "retailcrm_customer",
        site=columns["site"],
        created_at=world.now,
        address=columns.get("delivery_address", json.dumps({})),
        **{name: columns.get(name) for name in names},
    )


def _find(
    world: World, account: Account, value: str, *, by: str, site: str | None
) -> dict[str, Any]:
    """Return the order; NotFound when it is not in the shop named, or in any that the key sees."""
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


HANDLERS = (get_orders, get_orders_statuses, create_order, get_order, edit_order)
