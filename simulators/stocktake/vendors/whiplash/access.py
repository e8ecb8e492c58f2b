"""Whose key a call carries. Source: docs/reference/whiplash.md 1.1, 1.3.

`X-API-VERSION` is ignored: whatever it says, this is version 1.
"""

from dataclasses import dataclass

from stocktake.core.errors import Unauthorized
from stocktake.core.simulator import Call
from stocktake.core.world import World

API_KEY = "whiplash-9b1f04c7d2e85a36"


@dataclass(frozen=True, slots=True)
class Account:
    """The customer (a merchant) of a call's key, as `call.account`: sees what is its own."""

    customer_id: int


def authenticate(world: World, call: Call) -> Account:
    """Return the account of the key; 401 for a key that nobody has, or none."""
    customer = world.value(
        "SELECT customer_id FROM whiplash_api_key WHERE value = ?",
        (call.headers.get("x-api-key", ""),),
    )
    if customer is None:
        raise Unauthorized("Invalid API key")
    return Account(customer_id=customer)
