"""Which operations an account of an older version of the API has.

What version 1.0.18 lacks is marked "newer" in docs/reference/wherefour-operations.csv.
"""

import re

from stocktake.core.errors import NoRoute, Refusal
from stocktake.core.simulator import Call
from stocktake.core.world import World

_NEWER = re.compile(
    r"/api/v1/("
    r"customers/[^/]+/(credits(/[^/]+)?|orders/[^/]+/auto_ship)"
    r"|inventory/[^/]+/stocks(?P<read>)"
    r"|locations/(search|show)|facilities/search|formulas(/search)?"
    r"|settings/(sales_channels|salespeople|payment_terms|order_statuses))"
)


def limit(world: World, call: Call) -> Refusal | None:
    """Refuse what the account's version does not have, as any unknown path is refused (1.3)."""
    newer = _NEWER.fullmatch(call.path)
    if newer is None or world.quirk("wherefour.spec_version") == "1.0.25":
        return None
    # Adding a lot is as old as 1.0.18; listing lots on the same path came later.
    if newer.group("read") is not None and call.method == "POST":
        return None
    return NoRoute(f"nothing at {call.path} in version 1.0.18")
