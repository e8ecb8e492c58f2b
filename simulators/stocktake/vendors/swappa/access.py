"""Who calls, and how often: an application with the seller's consent.

Source: docs/reference/channels.md 3, 13.
"""

from stocktake.core.errors import Refusal, Unauthorized
from stocktake.core.ratelimit import wait_for
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects import oauth2

from .errors import TooManyRequests

CLIENT_ID = "swappa-app-5c9e21f4"
CLIENT_SECRET = "swappa-secret-d70b83a6e1f2"
REFRESH_TOKEN = "swappa-refresh-27ac5f90b1d8"
TOKEN = "swappa-token-6e84f1c2039d"
"""The account's own: good for as long as the seller consents, unless a quirk says otherwise."""
REDIRECT_URI = "http://localhost/oauth/callback"
SELLER = "seller1"
SCOPE = "listings orders"
MINUTE_MS = 60_000
ACCESS_LIVES = 60 * MINUTE_MS
REFRESH_LIVES = 365 * 24 * ACCESS_LIVES
CENTURY = 100 * REFRESH_LIVES


def server_of(*, lives: int = ACCESS_LIVES) -> oauth2.AuthorizationServer:
    """Return how tokens are granted; `lives` is how long an access token is good."""
    return oauth2.AuthorizationServer(
        simulator="swappa",
        access_lives=lives,
        refresh_lives=REFRESH_LIVES,
        code_lives=10 * MINUTE_MS,
        grants=frozenset({"authorization_code", "refresh_token"}),
        rotates=True,
    )


def authenticate(world: World, call: Call) -> oauth2.Bearer:
    """Return who calls; Unauthorized without a token that is good now."""
    bearer = _bearer_of(world, call)
    if bearer is None:
        raise Unauthorized("The access token is missing, unknown or over")
    return bearer


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a call beyond those of a minute; calls without a good token do not count."""
    most = world.quirk("swappa.rate_limit")
    if not most or _bearer_of(world, call) is None:
        return None
    wait = wait_for(world, "swappa", limit=most, window=MINUTE_MS)
    return TooManyRequests(wait) if wait else None


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs, before `/api/v1` and `/oauth`.

    The token alone is enough; the others are for a client that asks for tokens itself.
    """
    return {
        "SWAPPA_BASE_URL": base_url,
        "SWAPPA_TOKEN": TOKEN,
        "SWAPPA_CLIENT_ID": CLIENT_ID,
        "SWAPPA_CLIENT_SECRET": CLIENT_SECRET,
        "SWAPPA_REFRESH_TOKEN": REFRESH_TOKEN,
    }


def _bearer_of(world: World, call: Call) -> oauth2.Bearer | None:
    sent = oauth2.read_bearer(call.headers)
    if sent == TOKEN and world.quirk("swappa.token_expires") and _is_hour_old(world):
        return None
    return oauth2.find_bearer(world, server_of(), call.headers)


def _is_hour_old(world: World) -> bool:
    """Say whether the account's own token is as old as other tokens get."""
    query = "SELECT expires_at FROM swappa_oauth_token WHERE value = ?"
    given_at = world.value(query, (TOKEN,)) - CENTURY
    return bool(world.now >= given_at + ACCESS_LIVES)
