"""Who calls, what they may do, and how often. Source: docs/reference/wholecell.md 1, 1.1.

HTTP Basic with the App ID as user and the App Secret as password. Some clients send `X-App-Id` as
well; it is ignored.
"""

import json
from dataclasses import dataclass

from stocktake.core.errors import Refusal
from stocktake.core.ratelimit import is_on, wait_for
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials

from .errors import RETRY_AFTER, TooManyRequests, forbidden, unauthorized
from .shipstation_export.settings import PATH as EXPORT_PATH
from .shipstation_export.settings import authenticate_store

APP_ID = "hT3kQ9-mZx1VdR_7cYwLpA5nE2uGb8JsKfO4iXaMt0W"
APP_SECRET = "Jr6_Ny0sUe4BvXg2-Pq8ZaHc5KdLmT1oWf9iRt3Ex7Y"

API = "/api/v1"
"""Before every path of the document."""

_RESOURCES = {
    "inventories": "inventory",
    "inventory_reports": "inventory_reports",
    "purchase_orders": "purchase_orders",
    "sales_orders": "sales_orders",
    "stock_levels": "stock_levels",
    "stock_levels_reports": "stock_levels_reports",
}
_ACTIONS = {"GET": "read", "POST": "create", "PATCH": "update"}
# All actions that the vendor lists, by resource (1).
PERMISSIONS = (
    "inventory:read", "inventory:create", "inventory:update",
    "inventory_reports:read",
    "purchase_orders:read", "purchase_orders:create", "purchase_orders:update",
    "sales_orders:read", "sales_orders:create", "sales_orders:update",
    "stock_levels:read",
    "stock_levels_reports:read", "stock_levels_reports:create",
)  # fmt: skip

_WINDOW_MS = 1_000
_CALLS = 2


@dataclass(frozen=True, slots=True)
class Account:
    """The API App that calls, as `call.account`; id 0 is ShipStation, which has some channels."""

    id: int
    permissions: frozenset[str]
    channels: str | None = None


def authenticate(world: World, call: Call) -> Account:
    """Return the App whose credentials a call has; 401 if unknown, 403 without the permission."""
    if call.path == f"{API}{EXPORT_PATH}":
        return Account(0, frozenset(), channels=authenticate_store(world, call))
    credentials = read_credentials(call.headers)
    row = credentials and world.find(
        "SELECT id, permissions FROM wholecell_app WHERE app_id = ? AND app_secret = ?",
        credentials,
    )
    if row is None:
        raise unauthorized()
    account = Account(id=row["id"], permissions=frozenset(json.loads(row["permissions"])))
    if needed_permission(call.method, call.path) not in account.permissions:
        raise forbidden()
    return account


def needed_permission(method: str, path: str) -> str:
    """Return the permission that an operation needs, `resource:action`."""
    parts = path.split("/")
    resource = _RESOURCES.get(parts[3], "") if len(parts) > 3 else ""
    return f"{resource}:{_ACTIONS.get(method, '')}"


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse an App's third call within one second; calls of unknown Apps do not count (1.1)."""
    if not _is_limited(world):
        return None
    credentials = read_credentials(call.headers)
    if credentials is None:
        return None
    app_id, _ = credentials
    app = world.value("SELECT id FROM wholecell_app WHERE app_id = ?", (app_id,))
    if app is None or not wait_for(world, f"wholecell {app}", limit=_CALLS, window=_WINDOW_MS):
        return None
    headers = dict(RETRY_AFTER) if world.quirk("wholecell.retry_after") else {}
    return TooManyRequests("Retry later", world.quirk("wholecell.rate_limit_body"), headers=headers)


def _is_limited(world: World) -> bool:
    """Return whether calls are limited: `auto` is off while a manual clock stands still."""
    switch = world.quirk("wholecell.rate_limit")
    if switch == "auto":
        return is_on(world)
    return bool(switch == "on")


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client of this API needs (1)."""
    return {
        "WHOLECELL_BASE_URL": f"{base_url}{API}",
        "WHOLECELL_APP_ID": APP_ID,
        "WHOLECELL_APP_SECRET": APP_SECRET,
    }
