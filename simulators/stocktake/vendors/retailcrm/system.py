"""The service methods, which have no version. Source: docs/reference/warehouse-module.md 1.1."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .access import Account
from .scopes import SCOPES


def api_versions(world: World, call: Call) -> dict[str, Any]:
    """Return the versions of the API: the one that is served here, and no older one."""
    return {"success": True, "versions": ["5.0"]}


def credentials(world: World, call: Call) -> dict[str, Any]:
    """Return what the key may do; `sitesAvailable` only when it does not see every shop."""
    account: Account = call.account
    data = {
        "success": True,
        "credentials": [path for scope in account.scopes for path in SCOPES[scope]],
        "scopes": list(account.scopes),
        "siteAccess": "access_selective" if account.selective else "access_full",
    }
    if account.selective:
        data["sitesAvailable"] = list(account.sites)
    return data


def system_info(world: World, call: Call) -> dict[str, Any]:
    """Return the system's version and its two addresses: the one where this fake listens."""
    return {
        "success": True,
        "systemVersion": "8.0.0",
        "publicUrl": call.base_url,
        "technicalUrl": call.base_url,
    }


HANDLERS = (api_versions, credentials, system_info)
