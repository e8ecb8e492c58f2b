"""What Wherefour makes of a request before anybody reads it: GET bodies, `name[]`, wrapped bodies.

Source: docs/reference/wherefour.md 1.2.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stocktake.core.simulator import Call

# By the last word of the path: what a body may be wrapped in (1.2).
_WRAPPERS = {
    "customers": ("customer",),
    "orders": ("order",),
    "invoices": ("invoice",),
    "quotes": ("quote",),
    "credits": ("credit",),
    "inventory": ("inventory",),
    "stocks": ("stock", "active_stock"),
}

# A POST whose inputs are all query parameters (4, operation 41).
_REPORTS = "/reports/activities"


def normalize(call: Call) -> Call:
    """Fold a GET body into the query, spell `name[]` as `name`, unwrap `{"order": {…}}` (1.2)."""
    query = tuple((_plain(name), value) for name, value in call.query)
    if call.method == "GET" or call.path.endswith(_REPORTS):
        named = {name for name, _ in query}
        folded = [pair for pair in _pairs(call.fields) if pair[0] not in named]
        return replace(call, query=(*query, *folded), fields=None)
    return replace(call, query=query, fields=_unwrapped(call))


def _plain(name: str) -> str:
    return name.removesuffix("[]")


def _pairs(fields: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(fields, dict):
        return
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, bool):
                yield _plain(name), str(item).lower()
            elif isinstance(item, str | int | float):
                yield _plain(name), str(item)


def _unwrapped(call: Call) -> Any:
    if not isinstance(call.fields, dict):
        return call.fields
    words = [segment for segment in call.path.split("/") if segment and not segment.isdigit()]
    for wrapper in _WRAPPERS.get(words[-1], ()) if words else ():
        if isinstance(call.fields.get(wrapper), dict):
            return call.fields[wrapper]
    return call.fields
