"""How a request is normalized before it is validated: paths and ids as Rails reads them, bodies.

GET bodies, `name[]` and wrapped bodies. Source: docs/reference/wherefour.md 1.2.
"""

from collections.abc import Iterable
from typing import Any

from stocktake.core.simulator import Call
from stocktake.dialects.rails import read_as_query, read_wrapped
from stocktake.dialects.rails_requests import read_id, read_ids, read_path, read_verb

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

# Numbers of a query that are whole, beside ids.
_WHOLE = frozenset(("page", "per_page", "level_number"))


def normalize(call: Call) -> Call:
    """Read path, verb and ids as Rails does, a GET body as its query; unwrap other bodies (1.2)."""
    method, path = read_verb(call.method), read_path(call.path)
    query = [(_without_brackets(name), value) for name, value in call.query]
    if method == "GET" or path.endswith(_REPORTS):
        named = {name for name, _ in query}
        query += [pair for pair in _pairs(call.fields) if pair[0] not in named]
        fields = None
    else:
        fields = read_ids(_unwrapped(path, call.fields))
    whole = tuple([(name, read_id(name, value, _WHOLE)) for name, value in query])
    return call.but(method=method, path=path, query=whole, fields=fields)


def _without_brackets(name: str) -> str:
    return name.removesuffix("[]")


def _pairs(fields: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(fields, dict):
        return
    for name, value in fields.items():
        yield from read_as_query(_without_brackets(name), value)


def _unwrapped(path: str, fields: Any) -> Any:
    words = [segment for segment in path.split("/") if segment and not segment.isdigit()]
    return read_wrapped(fields, _WRAPPERS.get(words[-1], ()) if words else ())
