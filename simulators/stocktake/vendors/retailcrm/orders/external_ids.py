"""Giving many orders their externalIds at once, as a shop does that did not create them.

Source: docs/reference/warehouse-module.md 7.11.
"""

from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Account, site_of
from stocktake.vendors.retailcrm.errors import INPUT
from stocktake.vendors.retailcrm.wire import read_text

from .rows import change_order


def fix_external_ids(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Write the externalId of each order, all or none."""
    account: Account = call.account
    sites = (site_of(account, body["site"]),) if body.get("site") else account.sites
    unknown = []
    for pair in body["orders"]:
        order_id = read_text(pair["id"])
        order = world.find(
            "SELECT * FROM retailcrm_order WHERE id = CAST(? AS INTEGER)", (order_id,)
        )
        if order is None or order["site"] not in sites:
            unknown.append(f"Order with id={order_id} not found.")
            continue
        columns = {"external_id": read_text(pair["externalId"])}
        change_order(world, order, columns, None, source=account.source)
    if unknown:
        raise Refusal(INPUT, unknown)
    return {"success": True}


HANDLERS = (fix_external_ids,)
