"""Who calls, and how often: the merchant of an API key.

Source: docs/reference/whiplash.md 1.1, 1.3.

`X-API-VERSION` is ignored: whatever it says, this is version 1.
"""

from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import Refusal, Unauthorized
from stocktake.core.ratelimit import wait_for_room
from stocktake.core.simulator import Call
from stocktake.core.world import World

from .errors import TooManyRequests

# Reference, 1.1: today's, the older one, and the test hosts of both over time.
HOSTS = (
    "www.getwhiplash.com",
    "www.whiplashmerch.com",
    "testing.getwhiplash.com",
    "testing.whiplashmerch.com",
    "staging.getwhiplash.com",
    "sandbox.getwhiplash.com",
    "sandbox.whiplash.app",
)
API_KEY = "whiplash-9b1f04c7d2e85a36"
_DEFAULT_PROVIDER = "api"
_LEAKS, _EVERY_MS = 2, 10_000  # of the bucket that a customer's calls fill


@dataclass(frozen=True, slots=True)
class Account:
    """The customer (a merchant) of a call's key; a handler finds it in `call.account`."""

    customer_id: int


def authenticate(world: World, call: Call) -> Account:
    """Return the account of the key; Unauthorized for an unknown key or none."""
    customer = _customer_of(world, call)
    if customer is None:
        raise Unauthorized("Invalid API key")
    return Account(customer_id=customer)


def _customer_of(world: World, call: Call) -> int | None:
    found: int | None = world.value(
        "SELECT customer_id FROM whiplash_api_key WHERE value = ?",
        (call.headers.get("x-api-key", ""),),
    )
    return found


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a call of a customer whose bucket is full; calls with unknown keys do not count.

    The quirk `v1_rate_limit` says how many calls the bucket holds. All keys of a customer share it.
    """
    holds = world.quirk("whiplash.v1_rate_limit")
    customer = _customer_of(world, call) if holds > 0 else None
    if customer is None:
        return None
    wait = wait_for_room(world, f"whiplash {customer}", holds=holds, leaks=_LEAKS, every=_EVERY_MS)
    return TooManyRequests(wait) if wait else None


def issue_api_key(world: World) -> dict[str, Any]:
    """Give the merchant another key, as valid as the first; web hooks are signed with the first."""
    key = f"whiplash-{world.token('whiplash api key')[:16]}"
    customer_id = world.value("SELECT customer_id FROM whiplash_api_key ORDER BY rowid LIMIT 1")
    world.insert("whiplash_api_key", value=key, customer_id=customer_id)
    return {"api_key": key}


def provider_of(call: Call) -> str:
    """Return the shop software that the ids of a call come from; some plugins name themselves."""
    return call.headers.get("provider") or _DEFAULT_PROVIDER


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs: base URL and key (1.1)."""
    return {"WHIPLASH_BASE_URL": f"{base_url}/api", "WHIPLASH_API_KEY": API_KEY}
