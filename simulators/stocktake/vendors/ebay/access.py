"""Who calls, and how often: an application with a seller's consent, or on its own.

Source: docs/reference/channels.md 2.1, 2.2.
"""

from stocktake.core.errors import Refusal
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .errors import access_error, invalid_token, quota_reached
from .quotas import QUIRKS_OF, use

HOSTS = ("api.ebay.com", "api.sandbox.ebay.com")
CLIENT_ID = "stocktak-hub-PRD-0b5e9c1d2-7f3a6e84"
CLIENT_SECRET = "PRD-b5e9c1d27f3a-6e84-4d1f-9c20-a8d7"
REFRESH_TOKEN = "ebay-refresh-4c1f7be09ad2"
ACCESS_TOKEN = "ebay-access-81d05e6f3b9c"
"""Consented to when the world began; over two hours later, as every access token is."""
RU_NAME = "Stocktake-stocktak-hub-PR-example"
SELLER = "seller1"
_SCOPE = "https://api.ebay.com/oauth/api_scope"
_GRANTED = ("sell.inventory", "sell.fulfillment")
SCOPES = " ".join([_SCOPE, *(f"{_SCOPE}/{name}" for name in _GRANTED)])
_IS_403 = {
    "sell.inventory": "ebay.expired_is_403",
    "sell.fulfillment": "ebay.fulfillment_expired_is_403",
}
_HOUR_MS = 3_600_000


def server_of(world: World) -> oauth2.AuthorizationServer:
    """Return how eBay grants tokens, as the quirks have it (2.1)."""
    return oauth2.AuthorizationServer(
        simulator="ebay",
        access_lives=2 * _HOUR_MS,
        refresh_lives=47_304_000_000,
        code_lives=299_000,
        rotates=world.quirk("ebay.rotates_refresh_token"),
        checks_scope=world.quirk("ebay.checks_scope"),
        application_scope=_SCOPE,
    )


def authenticate(world: World, call: Call) -> oauth2.Bearer:
    """Return who calls; refused without a good token, and without a seller's consent for Sell."""
    bearer = oauth2.find_bearer(world, server_of(world), call.headers)
    resource = _resource_of(call)
    if bearer is None:
        quirk = _IS_403.get(resource)
        raise invalid_token(403 if quirk and world.quirk(quirk) else 401)
    needs_user = bool(resource) or call.path.endswith("/user_rate_limit")
    if (needs_user and not bearer.user) or not _may(world, bearer, resource, call.method):
        raise access_error(1100, "Access denied", status=403)
    return bearer


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a call beyond the day's quota of its API; calls without a good token do not count."""
    resource = _resource_of(call)
    most = world.quirk(QUIRKS_OF[resource]) if resource else 0
    if not most or oauth2.find_bearer(world, server_of(world), call.headers) is None:
        return None
    return None if use(world, resource, most=most) else quota_reached()


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs; it appends `/sell/…` and `/identity/…` itself."""
    return {
        "EBAY_BASE_URL": base_url,
        "EBAY_CLIENT_ID": CLIENT_ID,
        "EBAY_CLIENT_SECRET": CLIENT_SECRET,
        "EBAY_REFRESH_TOKEN": REFRESH_TOKEN,
    }


def _resource_of(call: Call) -> str:
    """Return the API that a call belongs to, where it has a quota: `sell.inventory`."""
    parts = call.path.split("/")
    name = ".".join(parts[1:3])
    return name if name in QUIRKS_OF else ""


def _may(world: World, bearer: oauth2.Bearer, resource: str, method: str) -> bool:
    if not resource or not world.quirk("ebay.checks_scope"):
        return True
    opening = {f"{_SCOPE}/{resource}"}
    if method == "GET":
        opening.add(f"{_SCOPE}/{resource}.readonly")
    return bool(opening & bearer.scopes)
