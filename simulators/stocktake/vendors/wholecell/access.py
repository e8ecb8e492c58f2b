"""Which API App calls, what it may do, and how often. Source: docs/reference/wholecell.md 1, 1.1.

HTTP Basic, user = App ID, password = App Secret. `X-App-Id` is sent by some clients and ignored.
"""

import json
from dataclasses import dataclass

from stocktake.core.errors import Refusal
from stocktake.core.ratelimit import wait_for
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials

from .errors import RETRY_AFTER, TooManyRequests, forbidden, unauthorized

APP_ID = "hT3kQ9-mZx1VdR_7cYwLpA5nE2uGb8JsKfO4iXaMt0W"
APP_SECRET = "Jr6_Ny0sUe4BvXg2-Pq8ZaHc5KdLmT1oWf9iRt3Ex7Y"

_RESOURCES = {
    "inventories": "inventory",
    "inventory_reports": "inventory_reports",
    "purchase_orders": "purchase_orders",
    "sales_orders": "sales_orders",
    "stock_levels": "stock_levels",
    "stock_levels_reports": "stock_levels_reports",
}
_ACTIONS = {"GET": "read", "POST": "create", "PATCH": "update"}
# What the seed lists of each resource (1).
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
class App:
    """The API App of a call, as `call.account`."""

    id: int
    permissions: frozenset[str]


def authenticate(world: World, call: Call) -> App:
    """Return the App whose credentials the call carries, if it may do this; 401 or 403 else."""
    credentials = read_credentials(call.headers)
    row = credentials and world.find(
        "SELECT id, permissions FROM wholecell_app WHERE app_id = ? AND app_secret = ?",
        credentials,
    )
    if row is None:
        raise unauthorized()
    app = App(id=row["id"], permissions=frozenset(json.loads(row["permissions"])))
    if needed(call.method, call.path) not in app.permissions:
        raise forbidden()
    return app


def needed(method: str, path: str) -> str:
    """Return the permission that a call wants, `resource:action` by its path and method."""
    parts = path.split("/")
    resource = _RESOURCES.get(parts[3], "") if len(parts) > 3 else ""
    return f"{resource}:{_ACTIONS.get(method, '')}"


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse an App's third call in one second; who is no App is not counted (1.1).

    Off with a manual clock, where a test's calls have no real distance, until the quirk says `on`.
    """
    switch = world.quirk("wholecell.rate_limit")
    if switch == "auto":
        switch = "on" if world.value("SELECT mode FROM world") == "flowing" else "off"
    if switch == "off":
        return None
    credentials = read_credentials(call.headers)
    if credentials is None:
        return None
    app_id, _ = credentials
    known = world.value("SELECT id FROM wholecell_app WHERE app_id = ?", (app_id,))
    if known is None or not wait_for(world, f"wholecell {known}", limit=_CALLS, window=_WINDOW_MS):
        return None
    headers = dict(RETRY_AFTER) if world.quirk("wholecell.retry_after") else {}
    return TooManyRequests("Retry later", world.quirk("wholecell.rate_limit_body"), headers=headers)
