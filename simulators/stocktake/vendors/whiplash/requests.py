"""Requests made uniform before the document sees them: one path, one set of parameters.

Parameters come in the query, in the body or in both, on any verb; what is written may be wrapped
in the name of the resource. Paths may have `.json`, double and trailing slashes.
Source: docs/reference/whiplash.md 1.1, 2.2.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from stocktake.core.errors import Malformed
from stocktake.core.simulator import Call
from stocktake.dialects.php_brackets import read_brackets
from stocktake.dialects.rails import read_as_query
from stocktake.dialects.rails_requests import read_verb

_WRAPPERS = {
    "items": "item",
    "orders": "order",
    "order_items": "order_item",
    "shipnotices": "shipnotice",
    "shipnotice_items": "shipnotice_item",
    "bundle_items": "bundle_item",
    "web_hooks": "web_hook",
}
_BODILESS = ("GET", "DELETE")
_FORM = "application/x-www-form-urlencoded"

# Words of a shop may contain anything, slashes too; an action may follow an originator id.
_SHOP_WORD = re.compile(
    r"(items/+(?:sku|group|originator)|(?:orders|order_items)/+originator)/+(.+?)/*", re.S
)
_ACTION = re.compile(
    r"(.+?)/+(transactions|warehouse_quantities|packages|pause|release|cancel|uncancel|separate)"
    r"(?:\.json)?",
    re.S,
)


def normalize(call: Call) -> Call:
    """Return the call with a plain path, and its parameters in the query (GET, DELETE) or the body.

    Where both name a parameter the body wins, as in Rails. Only a record that is written is
    unwrapped: what a list filters by stands bare, so a wrapped filter is an unknown parameter.
    """
    call = call.but(method=read_verb(call.method))
    path = _path(call.path)
    body = _body(call)
    bodiless = call.method in _BODILESS
    if not bodiless and body is not None and not isinstance(body, dict):
        return call.but(path=path, fields=body)
    try:
        query = read_brackets(list(call.query))
    except Malformed:
        query = dict(call.query)
    parameters = {**query, **(body if isinstance(body, dict) else {})}
    if bodiless:
        return call.but(path=path, query=tuple(_pairs(parameters)), fields=None)
    resource = path.removeprefix("/api/").split("/")[0]
    inner = parameters.get(_WRAPPERS.get(resource, ""))
    if isinstance(inner, dict):
        parameters = {k: v for k, v in parameters.items() if v is not inner} | inner
    fields = parameters if parameters or body is not None else None
    return call.but(path=path, query=(), fields=fields)


def _path(path: str) -> str:
    under_api = re.fullmatch(r"/+api(/.*)", path, re.S)
    if under_api is None:
        return path
    rest = under_api[1].lstrip("/")
    shop_word = _SHOP_WORD.fullmatch(rest)
    if shop_word is None:
        return "/api/" + re.sub(r"/+", "/", rest.rstrip("/")).removesuffix(".json")
    head, tail = re.sub(r"/+", "/", shop_word[1]), ""
    word = shop_word[2]
    action = _ACTION.fullmatch(word) if head.endswith("originator") else None
    if action is not None:
        word, tail = action[1], f"/{action[2]}"
    # One segment, whatever it contains: `wire.read_segment` decodes it.
    segment = word.replace("%", "%25").replace("/", "%2F")
    return f"/api/{head}/{segment}{tail}"


def _body(call: Call) -> Any:
    """Return the decoded body; JSON that is labelled as a form is still read as JSON."""
    media = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != _FORM or call.raw.lstrip()[:1] != b"{":
        return call.fields
    try:
        decoded = json.loads(call.raw, parse_constant=_refuse_constant)
        json.dumps(decoded, ensure_ascii=False).encode()  # ValueError for a lone surrogate
    except (ValueError, RecursionError):
        return call.fields
    return decoded


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _pairs(parameters: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in parameters.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, dict):
            yield from _pairs(value, name)
        else:
            yield from read_as_query(name, value)
