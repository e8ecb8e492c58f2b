"""How a request is normalized before it is validated: GET bodies, `name[]`, wrapped bodies.

Source: docs/reference/wherefour.md 1.2.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stocktake.core.simulator import Call
from stocktake.dialects.rails import read_as_query, read_wrapped

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
    """Move a GET body into the query, rename `name[]` to `name`, unwrap `{"order": {…}}` (1.2)."""
    query = tuple((_without_brackets(name), value) for name, value in call.query)
    if call.method == "GET" or call.path.endswith(_REPORTS):
        named = {name for name, _ in query}
        moved = [pair for pair in _pairs(call.fields) if pair[0] not in named]
        return replace(call, query=(*query, *moved), fields=None)
    return replace(call, query=query, fields=_unwrapped(call))


def _without_brackets(name: str) -> str:
    return name.removesuffix("[]")


def _pairs(fields: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(fields, dict):
        return
    for name, value in fields.items():
        yield from read_as_query(_without_brackets(name), value)


def _unwrapped(call: Call) -> Any:
    words = [segment for segment in call.path.split("/") if segment and not segment.isdigit()]
    return read_wrapped(call.fields, _WRAPPERS.get(words[-1], ()) if words else ())
