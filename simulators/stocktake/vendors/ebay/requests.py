"""Requests made uniform before the document sees them: a SKU in a path, a slash at its end.

Source: docs/reference/channels.md 2.3: a SKU comes encoded and may hold anything, slashes too.
"""

import re
from urllib.parse import quote

from stocktake.core.simulator import Call

_ITEM = re.compile(r"(/sell/inventory/v1/inventory_item)/(.+)", re.S)


def normalize(call: Call) -> Call:
    """Return the call with a SKU as one segment of its path, and no slash at the end of others."""
    item = _ITEM.fullmatch(call.path)
    if item is not None:
        return call.but(path=f"{item[1]}/{quote(item[2], safe='')}")
    path = call.path.rstrip("/")
    return call.but(path=path) if path else call
