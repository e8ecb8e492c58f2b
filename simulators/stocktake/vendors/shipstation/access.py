"""Who calls, and how often: the account of an API key and its secret.

Source: docs/reference/channels.md 4.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stocktake.core import ratelimit
from stocktake.core.errors import Refusal, Unauthorized
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.basic_auth import read_credentials

from .errors import TooManyRequests

HOSTS = ("ssapi.shipstation.com",)
BASE_URL = f"https://{HOSTS[0]}"
API_KEY = "3f1c07a86be94c1d8f2e5d60b7a9c412"
API_SECRET = "a80d5f21c94e4b6f93d7e1805ca6b2f4"
CALLS, WINDOW_MS = 40, 60_000


@dataclass(frozen=True, slots=True)
class Account:
    """The API key that calls, as `call.account`."""

    key_id: int


def authenticate(world: World, call: Call) -> Account:
    """Return the account of a key and its secret; Unauthorized for others and for none."""
    key_id = _key_of(world, call)
    if key_id is None:
        raise Unauthorized("The API key or the API secret is missing or wrong.")
    return Account(key_id)


def _key_of(world: World, call: Call) -> int | None:
    credentials = read_credentials(call.headers)
    found: int | None = credentials and world.value(
        "SELECT id FROM shipstation_api_key WHERE key = ? AND secret = ?", credentials
    )
    return found


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a key's 41st call in a minute that began with the first; unknown keys do not count."""
    key_id = _key_of(world, call) if _is_limited(world) else None
    if key_id is None:
        return None
    wait = ratelimit.wait_in_window(world, _counter(key_id), limit=CALLS, window=WINDOW_MS)
    return TooManyRequests("Too Many Requests") if wait else None


def headers(world: World, call: Call) -> Mapping[str, str]:
    """Return how many calls are left, and in how many seconds all of them are there again.

    A minute in which nothing is counted is always whole.
    """
    window = ratelimit.Window(CALLS, WINDOW_MS)
    key_id = _key_of(world, call) if _is_limited(world) else None
    if key_id is not None:
        window = ratelimit.look(world, _counter(key_id), limit=CALLS, window=WINDOW_MS)
    return {
        "X-Rate-Limit-Limit": str(CALLS),
        "X-Rate-Limit-Remaining": str(window.left),
        "X-Rate-Limit-Reset": str(-(-window.ends_in // 1_000)),
    }


def _counter(key_id: int) -> str:
    return f"shipstation {key_id}"


def _is_limited(world: World) -> bool:
    """Return whether calls are counted: `auto` is off while a manual clock stands still."""
    switch = world.quirk("shipstation.rate_limit")
    return ratelimit.is_on(world) if switch == "auto" else bool(switch == "on")


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs; it appends `/orders` to the URL itself."""
    return {
        "SHIPSTATION_BASE_URL": base_url,
        "SHIPSTATION_API_KEY": API_KEY,
        "SHIPSTATION_API_SECRET": API_SECRET,
    }
