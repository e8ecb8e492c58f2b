"""Requests as the document knows them: slashes, aliases and wrapped bodies are resolved first.

Source: docs/reference/wholecell.md 1, 2.3, 5, 7.2.
"""

import re
from dataclasses import replace

from stocktake.core.simulator import Call
from stocktake.dialects.rails import read_wrapped

# Other names under which a resource is served (5, 7.2).
_ALIASES = {"orders": "sales_orders", "stock_level_reports": "stock_levels_reports"}
# Names that may wrap a body, by resource.
_WRAPPERS = {
    "inventories": ("inventory",),
    "purchase_orders": ("purchase_order",),
    "sales_orders": ("sales_order", "order"),
}
# The suffix of an order's export, by the media type that a client may ask for instead (7.2).
_EXPORTS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def normalize(call: Call) -> Call:
    """Drop a trailing slash, follow an alias, read PUT as PATCH, unwrap `{"inventory": {…}}`.

    An order that `Accept` asks for as a file gets the suffix of that file (7.2). A body is flat or
    wrapped once, never twice (2.3).
    """
    parts = call.path.rstrip("/").split("/")
    resource = ""
    if len(parts) > 3:
        resource = parts[3] = _ALIASES.get(parts[3], parts[3])
    method = "PATCH" if call.method == "PUT" and len(parts) == 5 else call.method
    if method == "GET" and len(parts) == 5 and resource == "sales_orders":
        parts[4] += "" if "." in parts[4] else _export_suffix(call.headers.get("accept", ""))
    fields = read_wrapped(call.fields, _WRAPPERS.get(resource, ()))
    return replace(call, method=method, path="/".join(parts), fields=fields)


def _export_suffix(accept: str) -> str:
    """Return the suffix of the file that a client prefers, empty when it prefers JSON."""
    accepted: list[tuple[float, str]] = []
    for part in accept.lower().split(","):
        media, *parameters = (word.strip() for word in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        weight = float(quality) if re.fullmatch(r"[01](\.[0-9]{0,3})?", quality) else 1.0
        if weight and media in (*_EXPORTS, "application/json", "application/*", "*/*"):
            accepted.append((-weight, media))
    best = min(accepted, key=lambda each: each[0], default=(0.0, ""))  # of equals, the first
    return _EXPORTS.get(best[1], "")
