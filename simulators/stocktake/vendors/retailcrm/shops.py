"""Which shop a request means, settled before its other parameters and its body.

Source: docs/reference/warehouse-module.md 1.3, 1.4, 8 (point 3).
"""

import json
import re
from typing import Any

from stocktake.core.simulator import Call

from .account import Account
from .errors import NOT_VALID, bad_input, missing
from .products.offers import identifier_of

_WRITES_ORDERS = re.compile(r"/api/v5/orders/(create|upload|[^/]+/edit)")
_READS_AN_ORDER = re.compile(r"/api/v5/orders/(?!history$|statuses$|packs$)[^/]+")
_UPLOADS_STOCK = "/api/v5/store/inventories/upload"


def site_of(account: Account, given: Any) -> str:
    """Return the shop that a request means; a refusal when it must say and does not say well."""
    if given is None or given == "":
        if len(account.sites) == 1:
            return account.sites[0]
        raise missing("site")
    if given not in account.sites:
        raise bad_input({"site": NOT_VALID})
    return str(given)


def settle_site(account: Account, call: Call) -> None:
    """Refuse a request that leaves its shop open, or names one that the key does not see."""
    if call.method == "GET":
        if _READS_AN_ORDER.fullmatch(call.path):
            sent = dict(call.query)
            _settle(account, sent.get("site"), needed=sent.get("by") in (None, "externalId"))
        return
    fields = call.fields if isinstance(call.fields, dict) else {}
    if _WRITES_ORDERS.fullmatch(call.path):
        _settle(account, fields.get("site"), needed=True)
    elif call.path == _UPLOADS_STOCK:
        _settle(account, fields.get("site"), needed=_names_external_id(fields.get("offers")))


def _settle(account: Account, given: Any, *, needed: bool) -> None:
    if needed or given:
        site_of(account, given)


def _names_external_id(offers: Any) -> bool:
    """Say whether any row goes by externalId, which is unique in its shop only."""
    try:
        rows = json.loads(offers) if isinstance(offers, str) else offers
    except (ValueError, RecursionError):
        return False
    return isinstance(rows, list) and any(
        isinstance(row, dict) and identifier_of(row) == "externalId" for row in rows
    )


def check_sites(account: Account, sites: list[str] | None) -> None:
    """Refuse a filter that names a shop which the key does not see (1.4)."""
    if any(site not in account.sites for site in sites or ()):
        raise bad_input({"children[filter].children[sites]": NOT_VALID})
