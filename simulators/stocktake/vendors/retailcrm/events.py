"""What shoppers, managers and the owner do, which no operation of the API offers.

Source: docs/reference/duties.md (what the world does).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World

from .inventories.callbacks import request_inventories
from .modules.callbacks import activate_module, freeze_module
from .orders import events as orders
from .products import events as products
from .scopes import SCOPES


def issue_api_key(
    world: World, *, scopes: Sequence[str] | None = None, sites: Sequence[str] | None = None
) -> dict[str, Any]:
    """Let the owner issue a key, by default for all scopes and all shops (1.1, 1.2)."""
    shops = [row["code"] for row in world.all("SELECT code FROM retailcrm_site ORDER BY id")]
    for kind, named, known in (("scope", scopes, SCOPES), ("site", sites, shops)):
        for name in named or ():
            if name not in known:
                raise NotFound(f"no {kind} {name!r}; there are {', '.join(known)}")
    key = world.token("retailcrm api key")
    world.insert(
        "retailcrm_api_key",
        value=key, selective=int(sites is not None),
        scopes=json.dumps([scope for scope in SCOPES if scopes is None or scope in scopes]),
        sites=json.dumps([site for site in shops if sites is None or site in sites]),
    )  # fmt: skip
    return {"key": key}


EVENTS: Mapping[str, Callable[..., Any]] = {
    **orders.EVENTS,
    **products.EVENTS,
    "issue_api_key": issue_api_key,
    "request_inventories": request_inventories,
    "freeze_module": freeze_module,
    "activate_module": activate_module,
}
