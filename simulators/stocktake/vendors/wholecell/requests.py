"""What WholeCell makes of a request before anybody reads it: slashes, aliases, wrapped bodies.

Source: docs/reference/wholecell.md 1, 2.3, 5, 7.2.
"""

import re
from dataclasses import replace

from stocktake.core.simulator import Call
from stocktake.dialects.rails import read_wrapped

# Spellings of a resource that are served as well (5, 7.2).
_ALIASES = {"orders": "sales_orders", "stock_level_reports": "stock_levels_reports"}
# What a body may be wrapped in, by the resource's name.
_WRAPPERS = {
    "inventories": ("inventory",),
    "purchase_orders": ("purchase_order",),
    "sales_orders": ("sales_order", "order"),
}
# The suffixes of an order's exports, by the media type that a client may ask for instead (7.2).
_EXPORTS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def normalize(call: Call) -> Call:
    """Drop a trailing slash, follow an alias, read PUT as PATCH, unwrap `{"inventory": {…}}`.

    An order that is asked for as a file by `Accept` is asked for by its suffix (7.2).
    """
    parts = call.path.rstrip("/").split("/")
    resource = ""
    if len(parts) > 3:
        resource = parts[3] = _ALIASES.get(parts[3], parts[3])
    method = "PATCH" if call.method == "PUT" and len(parts) == 5 else call.method
    if method == "GET" and len(parts) == 5 and resource == "sales_orders":
        parts[4] += "" if "." in parts[4] else _suffix(call.headers.get("accept", ""))
    fields = read_wrapped(call.fields, _WRAPPERS.get(resource, ()))
    return replace(call, method=method, path="/".join(parts), fields=fields)


def _suffix(accept: str) -> str:
    """The suffix of the file that a client likes best, nothing where that is JSON or all one."""
    liked: list[tuple[float, str]] = []
    for part in accept.lower().split(","):
        media, *parameters = (word.strip() for word in part.split(";"))
        told = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        weight = float(told) if re.fullmatch(r"[01](\.[0-9]{0,3})?", told) else 1.0
        if weight and media in (*_EXPORTS, "application/json", "application/*", "*/*"):
            liked.append((-weight, media))
    best = min(liked, key=lambda each: each[0], default=(0.0, ""))  # of equals the first
    return _EXPORTS.get(best[1], "")
