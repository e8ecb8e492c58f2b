"""Who asks, what the key may do and which shops it sees.

The vendor settles key, scope and site, in this order, before anything else in a request.
Source: docs/reference/warehouse-module.md 1.2, 1.3, 8 (point 3).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulators.core.errors import Forbidden, Refusal
from simulators.core.ratelimit import wait_for
from simulators.core.simulator import Call
from simulators.core.world import World

from .errors import NOT_VALID, TooManyRequests, bad_input, missing
from .normalize import KEY_HEADER
from .wire import moment, zone_of

_RESOURCES = {
    "orders": "order",
    "store": "store",
    "reference": "reference",
    "integration-modules": "integration",
}
# Scope -> the path patterns that `credentials` lists for it (1.1).
PATTERNS: Mapping[str, tuple[str, ...]] = {
    "order_read": ("/api/orders/history", "/api/orders/{externalId}"),
    "order_write": ("/api/orders/create", "/api/orders/{externalId}/edit"),
    "store_read": ("/api/store/products", "/api/store/inventories"),
    "store_write": ("/api/store/inventories/upload",),
    "reference_read": ("/api/reference/stores", "/api/reference/sites"),
    "integration_read": ("/api/integration-modules/{code}",),
    "integration_write": ("/api/integration-modules/{code}/edit",),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An API key: what it may do (`scopes`), which shops it sees (`sites`), when it asked."""

    key_id: int
    asked_at: str
    selective: bool
    scopes: tuple[str, ...]
    sites: tuple[str, ...]

    @property
    def visible(self) -> str | None:
        """Return the shops as JSON for a query, None for a key that sees all of them."""
        return json.dumps(self.sites) if self.selective else None


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
        asked_at=moment(world.now, zone_of(world)),
        selective=bool(row["selective"]),
        scopes=tuple(json.loads(row["scopes"])),
        sites=tuple(json.loads(row["sites"])),
    )
    scope = needed_scope(call.method, call.path)
    if scope is not None and scope not in account.scopes:
        raise Forbidden("Access denied.")
    if call.method == "POST" and scope == "order_write":
        site_of(account, (call.fields or {}).get("site") if isinstance(call.fields, dict) else None)
    return account


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a key's calls over the quirk's number a second; no Retry-After, never 429 (1.8)."""
    allowed = world.quirk("retailcrm.requests_per_second")
    key = call.headers.get(KEY_HEADER, "")
    if allowed > 0 and wait_for(world, f"retailcrm {key}", limit=allowed, window=1000):
        return TooManyRequests("Rate limit exceeded")
    return None


def needed_scope(method: str, path: str) -> str | None:
    """Return the scope that an operation wants; None for the service methods (1.1)."""
    parts = path.split("/")
    resource = _RESOURCES.get(parts[3]) if len(parts) > 3 else None
    return resource and f"{resource}_{'read' if method == 'GET' else 'write'}"


def site_of(account: Account, given: Any) -> str:
    """Return the shop that a request means; a refusal when it must say and does not say well."""
    if given is None or given == "":
        if len(account.sites) == 1:
            return account.sites[0]
        raise missing("site")
    if given not in account.sites:
        raise bad_input({"site": NOT_VALID})
    return str(given)


def check_sites(account: Account, sites: list[str] | None) -> None:
    """Refuse a filter that names a shop which the key does not see (1.4)."""
    if any(site not in account.sites for site in sites or ()):
        raise bad_input({"children[filter].children[sites]": NOT_VALID})
