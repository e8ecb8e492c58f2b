"""What a key may do.

The vendor settles key, scope and site, in this order, before anything else in a request.
Source: docs/reference/warehouse-module.md 1.1, 1.2, 1.8, 8 (point 3).
"""

import json
from collections.abc import Mapping

from stocktake.core.errors import Forbidden, Refusal
from stocktake.core.ratelimit import wait_for
from stocktake.core.simulator import Call
from stocktake.core.world import World

from .account import Account
from .errors import TooManyRequests
from .requests import KEY_HEADER
from .shops import settle_site

_RESOURCES = {
    "orders": "order",
    "store": "store",
    "reference": "reference",
    "integration-modules": "integration",
}
# Scope -> the path patterns that `credentials` lists for it (1.1).
PATTERNS: Mapping[str, tuple[str, ...]] = {
    "order_read": (
        "/api/orders",
        "/api/orders/statuses",
        "/api/orders/history",
        "/api/orders/{externalId}",
        "/api/orders/packs",
        "/api/orders/packs/history",
        "/api/orders/packs/{id}",
    ),
    "order_write": (
        "/api/orders/create",
        "/api/orders/upload",
        "/api/orders/{externalId}/edit",
        "/api/orders/packs/create",
        "/api/orders/packs/{id}/edit",
        "/api/orders/packs/{id}/delete",
    ),
    "store_read": (
        "/api/store/products",
        "/api/store/products/properties",
        "/api/store/product-groups",
        "/api/store/inventories",
    ),
    "store_write": ("/api/store/inventories/upload", "/api/store/prices/upload"),
    "reference_read": (
        "/api/reference/stores",
        "/api/reference/sites",
        "/api/reference/statuses",
        "/api/reference/status-groups",
        "/api/reference/product-statuses",
        "/api/reference/units",
        "/api/reference/price-types",
    ),
    "reference_write": (
        "/api/reference/stores/{code}/edit",
        "/api/reference/sites/{code}/edit",
    ),
    "integration_read": ("/api/integration-modules/{code}",),
    "integration_write": ("/api/integration-modules/{code}/edit",),
}


def authenticate(world: World, call: Call) -> Account:
    """Return the account of a request's key; a refusal without one, or without the scope."""
    key = call.headers.get(KEY_HEADER)
    if not key:
        raise Refusal('"apiKey" is missing.')
    row = world.find("SELECT * FROM retailcrm_api_key WHERE value = ?", (key,))
    if row is None:
        raise Forbidden('Wrong "apiKey" value.')
    account = Account(
        key_id=row["id"],
        selective=bool(row["selective"]),
        scopes=tuple(json.loads(row["scopes"])),
        sites=tuple(json.loads(row["sites"])),
    )
    scope = needed_scope(call.method, call.path)
    if scope is not None and scope not in account.scopes:
        raise Forbidden("Access denied.")
    settle_site(account, call)
    return account


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a key's calls over the quirk's number a second; no Retry-After, never 429 (1.8)."""
    allowed = world.quirk("retailcrm.rate_limit")
    key = call.headers.get(KEY_HEADER, "")
    if allowed > 0 and wait_for(world, f"retailcrm {key}", limit=allowed, window=1000):
        return TooManyRequests("Rate limit exceeded")
    return None


def needed_scope(method: str, path: str) -> str | None:
    """Return the scope that an operation wants; None for the service methods (1.1)."""
    parts = path.split("/")
    resource = _RESOURCES.get(parts[3]) if len(parts) > 3 else None
    return resource and f"{resource}_{'read' if method == 'GET' else 'write'}"
