"""Creating up to 50 orders at once, of which some may fail.

Source: docs/reference/warehouse-module.md 7.10.
"""

from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Account, site_of
from stocktake.vendors.retailcrm.errors import ORDER
from stocktake.vendors.retailcrm.wire import read_text, spell_object

from .dropped import name_dropped
from .operations import new_order
from .shown import show_order

_PARTLY = 460


def _texts(refusal: Refusal) -> list[str]:
    if isinstance(refusal.details, dict):
        return [f"{field}: {text}" for field, text in refusal.details.items()]
    return [refusal.message]


def upload_orders(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Create the orders that can be created; 460 when any cannot."""
    account: Account = call.account
    site = site_of(account, body.get("site"))
    uploaded: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    errors: list[str] = []
    for index, sent in enumerate(body["orders"]):
        external_id = read_text(sent.get("externalId"))
        try:
            with world.attempt():
                if index < call.spoiled:
                    raise Refusal(ORDER)
                order = new_order(world, sent, site=site, source=account.source)
        except Refusal as refusal:
            failed.append(spell_object({"externalId": external_id}))
            errors += _texts(refusal)
        else:
            uploaded.append(spell_object({"id": order["id"], "externalId": external_id}))
            name_dropped(world, sent, order, where=f"orders[{index}]")
    if failed:
        return Reply(
            _PARTLY,
            {
                "success": False,
                "errorMsg": "Orders are loaded with errors",
                "uploadedOrders": uploaded,
                "failedOrders": failed,
                "errors": errors,
            },
        )
    orders = [show_order(world, order["id"]) for order in uploaded]
    return Reply(200, {"success": True, "uploadedOrders": uploaded, "orders": orders})


HANDLERS = (upload_orders,)
