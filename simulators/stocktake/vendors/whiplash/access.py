"""Who calls: the merchant of an API key. Source: docs/reference/whiplash.md 1.1, 1.3.

`X-API-VERSION` is ignored: whatever it says, this is version 1.
"""

from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import Unauthorized
from stocktake.core.simulator import Call
from stocktake.core.world import World

API_KEY = "whiplash-9b1f04c7d2e85a36"
_DEFAULT_PROVIDER = "api"


@dataclass(frozen=True, slots=True)
class Account:
    """The customer (a merchant) of a call's key; a handler finds it in `call.account`."""

    customer_id: int


def authenticate(world: World, call: Call) -> Account:
    """Return the account of the key; Unauthorized for an unknown key or none."""
    customer = world.value(
        "SELECT customer_id FROM whiplash_api_key WHERE value = ?",
        (call.headers.get("x-api-key", ""),),
    )
    if customer is None:
        raise Unauthorized("Invalid API key")
    return Account(customer_id=customer)


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
