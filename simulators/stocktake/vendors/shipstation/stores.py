"""The account: its stores, where its parcels leave from, the carriers that it buys labels of.

Source: docs/reference/channels.md 4.3.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call
from stocktake.core.world import World

from . import wire
from .custom_store.feed import poll_now
from .errors import no_record
from .orders.shown import show_address


def list_stores(
    world: World, call: Call, *, show_inactive: bool = False, marketplace_id: int | None = None
) -> Any:
    """List the account's stores, those that are switched off only if they are asked for."""
    rows = world.all(
        "SELECT * FROM shipstation_store WHERE (active OR ?1)"
        " AND marketplace_id = coalesce(?2, marketplace_id) ORDER BY id",
        (show_inactive, marketplace_id),
    )
    return [_store(row) for row in rows]


def refresh_store(
    world: World, call: Call, *, store_id: int | None = None, body: dict[str, Any] | None = None
) -> Any:
    """Have the orders of a store imported now, or those of all stores; the body's store wins."""
    wanted = (body or {}).get("storeId") or store_id
    stores = world.all(
        "SELECT * FROM shipstation_store WHERE active AND id = coalesce(?, id) ORDER BY id",
        (wanted,),
    )
    if wanted and not stores:
        raise no_record("Store", wanted)
    for store in stores:
        world.update("shipstation_store", store["id"], tried_at=world.now)
        if store["authorization"] is not None:
            poll_now(world, store["id"])
        else:
            world.update("shipstation_store", store["id"], refreshed_at=world.now)
    return {"success": True, "message": "Store Refresh queued for processing."}


def switch_store(world: World, *, store_id: int, active: bool) -> dict[str, Any]:
    """Switch a store off or on."""
    changed = world.run(
        "UPDATE shipstation_store SET active = ?, modified_at = ? WHERE id = ?",
        (int(active), world.now, store_id),
    )
    if not changed:
        raise NotFound(f"no store {store_id}")
    return {"store_id": store_id, "active": active}


def list_warehouses(world: World, call: Call) -> Any:
    """List where parcels leave from."""
    rows = world.all("SELECT * FROM shipstation_warehouse ORDER BY id")
    return [
        {
            "warehouseId": row["id"],
            "warehouseName": row["name"],
            "originAddress": show_address(row["origin"]),
            "returnAddress": show_address(row["origin"]),
            "createDate": wire.spell_time(row["created_at"]),
            "isDefault": bool(row["is_default"]),
        }
        for row in rows
    ]


def list_carriers(world: World, call: Call) -> Any:
    """List the carriers that the account buys labels of."""
    rows = world.all("SELECT * FROM shipstation_carrier ORDER BY provider_id")
    return [
        {
            "name": row["name"],
            "code": row["code"],
            "accountNumber": row["account_number"],
            "requiresFundedAccount": bool(row["needs_funds"]),
            "balance": wire.spell_money(row["balance"]),
            "nickname": None,
            "shippingProviderId": row["provider_id"],
            "primary": bool(row["is_primary"]),
        }
        for row in rows
    ]


def _store(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "storeId": row["id"],
        "storeName": row["name"],
        "marketplaceId": row["marketplace_id"],
        "marketplaceName": row["marketplace_name"],
        "accountName": row["account_name"],
        "email": None,
        "integrationUrl": row["integration_url"],
        "active": bool(row["active"]),
        "companyName": None,
        "phone": None,
        "publicEmail": None,
        "website": None,
        "refreshDate": wire.spell_short_time(row["refreshed_at"]),
        "lastRefreshAttempt": wire.spell_short_time(row["tried_at"]),
        "createDate": wire.spell_short_time(row["created_at"]),
        "modifyDate": wire.spell_short_time(row["modified_at"]),
        "autoRefresh": bool(row["auto_refresh"]),
    }


HANDLERS = (list_stores, refresh_store, list_warehouses, list_carriers)
EVENTS = (switch_store,)
