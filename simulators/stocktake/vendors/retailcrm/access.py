"""Who calls: API keys, their scopes, and the shops that they see.

The vendor checks key, scope and site, in this order, before anything else in a request.
Source: docs/reference/warehouse-module.md 1.1 to 1.4, 1.8, 8 (point 3).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from stocktake.core.errors import Forbidden, Refusal
from stocktake.core.ratelimit import wait_for
from stocktake.core.simulator import Call
from stocktake.core.world import World

from .errors import (
    NOT_VALID,
    TooManyRequests,
    bad_filter,
    bad_input,
    missing,
    unknown_filters,
)
from .offers import identifier_of
from .quirks import REFUSE
from .requests import KEY_HEADER
from .scopes import required_scope

FULL_KEY = "retailcrm-full-key"
SECOND_KEY = "retailcrm-second-key"

_WRITES_ORDERS = re.compile(r"/api/v5/orders/(create|upload|[^/]+/edit)")
_READS_AN_ORDER = re.compile(r"/api/v5/orders/(?!history$|statuses$|packs$)[^/]+")
_UPLOADS_STOCK = "/api/v5/store/inventories/upload"


@dataclass(frozen=True, slots=True)
class Source:
    """Who made a change, as the history shows it: a user or an API key.

    `key_id` is None for a change through the API that no key made: an order that the shop placed.
    """

    kind: Literal["api", "user"]
    key_id: int | None = None


SHOP = Source("api")
MANAGER = Source("user")
MANAGER_ID = 1


@dataclass(frozen=True, slots=True)
class Account:
    """An API key: what it may do (`scopes`) and which shops it sees (`sites`)."""

    key_id: int
    selective: bool
    scopes: tuple[str, ...]
    sites: tuple[str, ...]

    @property
    def visible(self) -> str | None:
        """Return the shops as JSON for a query, None for a key that sees all of them."""
        return json.dumps(self.sites) if self.selective else None

    @property
    def source(self) -> Source:
        """Return the source of the changes that this key makes."""
        return Source("api", self.key_id)


def environment(base_url: str) -> dict[str, str]:
    """Return the variables that a client needs; it appends `/api/v5/…` to the URL itself."""
    return {
        "RETAILCRM_BASE_URL": base_url,
        "RETAILCRM_API_KEY": FULL_KEY,
        "RETAILCRM_API_KEY_SECOND": SECOND_KEY,
    }


def authenticate(world: World, call: Call) -> Account:
    """Return the account of a request's key.

    A Refusal when the key is missing or wrong, lacks the scope, or does not see the shop.
    """
    key = call.headers.get(KEY_HEADER)
    if not key:
        raise Refusal('"apiKey" is missing.')
    account = find_account(world, key)
    if account is None:
        raise Forbidden('Wrong "apiKey" value.')
    scope = required_scope(call.method, call.path)
    if scope is not None and scope not in account.scopes:
        raise Forbidden("Access denied.")
    _check_site(account, call)
    return account


def find_account(world: World, key: str) -> Account | None:
    """Return the account of a key, None for one that nobody issued."""
    row = world.find("SELECT * FROM retailcrm_api_key WHERE value = ?", (key,))
    if row is None:
        return None
    return Account(
        key_id=row["id"],
        selective=bool(row["selective"]),
        scopes=_words(row["scopes"]),
        sites=_words(row["sites"]),
    )


@lru_cache(maxsize=256)  # each request of a key reads the same two
def _words(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse a key's calls over the quirk's number a second; no Retry-After, never 429 (1.8)."""
    allowed = world.quirk("retailcrm.rate_limit")
    key = call.headers.get(KEY_HEADER, "")
    if allowed > 0 and wait_for(world, f"retailcrm {key}", limit=allowed, window=1000):
        return TooManyRequests("Rate limit exceeded")
    return None


def unknown(world: World, call: Call, names: Sequence[str]) -> Refusal | None:
    """Refuse filters that the operation does not have, where the quirk says so (1.4)."""
    filters = [name for name in names if name.startswith("filter[")]
    if filters and world.quirk("retailcrm.unknown_filters") == REFUSE:
        return unknown_filters(filters)
    return None


# Shops


def site_of(account: Account, sent: Any) -> str:
    """Return the shop that a request means; refused when it is missing or not visible (1.3)."""
    if sent is None or sent == "":
        if len(account.sites) == 1:
            return account.sites[0]
        raise missing("site")
    if sent not in account.sites:
        raise bad_input({"site": NOT_VALID})
    return str(sent)


def check_sites(account: Account, sites: list[str] | None) -> None:
    """Refuse a filter that names a shop which the key does not see (1.4)."""
    if any(site not in account.sites for site in sites or ()):
        raise bad_filter("sites")


def _check_site(account: Account, call: Call) -> None:
    """Refuse a request that lacks the shop it needs, or names one that the key does not see."""
    if call.method == "GET":
        if _READS_AN_ORDER.fullmatch(call.path):
            sent = dict(call.query)
            _check(account, sent.get("site"), required=sent.get("by") in (None, "externalId"))
        return
    fields = call.fields if isinstance(call.fields, dict) else {}
    if _WRITES_ORDERS.fullmatch(call.path):
        _check(account, fields.get("site"), required=True)
    elif call.path == _UPLOADS_STOCK:
        _check(account, fields.get("site"), required=_names_external_id(fields.get("offers")))


def _check(account: Account, sent: Any, *, required: bool) -> None:
    if required or sent:
        site_of(account, sent)


def _names_external_id(offers: Any) -> bool:
    """Return whether any row goes by externalId, which is unique in its shop only."""
    if isinstance(offers, str) and "externalId" not in offers and "\\" not in offers:
        return False  # no key of it is spelled so, nor in JSON's other spelling
    try:
        rows = json.loads(offers) if isinstance(offers, str) else offers
    except (ValueError, RecursionError):
        return False
    return isinstance(rows, list) and any(
        isinstance(row, dict) and identifier_of(row) == "externalId" for row in rows
    )
