"""Every spelling of a request that clients use, rewritten into the one of the document.

Source: docs/reference/warehouse-module.md 1.2 (the key), 1.4 (brackets), 1.5.
"""

import re
from typing import Any

from stocktake.core.simulator import Call

KEY_HEADER = "x-api-key"
KEY_FIELD = "apiKey"
# Fields of a body that a client may put in the query of a POST, as it does with the key (1.5).
_MOVED = ("site", "by")
IDENTIFIES = frozenset({"cms_source", "cms_version", "php_version", "module_version"})
"""What the vendor's own shop modules add to every call, to say who asks (1.4)."""

# Filters that hold several values; a single one may come without brackets (4.1).
_LISTS = frozenset(
    {
        "ids", "offerIds", "externalIds", "numbers", "offerExternalId", "offerXmlId",
        "offerArticle", "productArticle", "sites", "catalogs", "groups", "stores",
        "extendedStatus", "orderTypes", "shipmentStores", "managers", "paymentStatuses",
        "deliveryTypes",
    }
)  # fmt: skip
_BARE_LIST = re.compile(r"(ids|externalIds)(\[[0-9]*\])?", re.ASCII)
_OLD_NAMES = {"site": "sites"}
# The key goes into the header; a scalar `filter` is what a client without filters sends.
_DROPPED = frozenset({KEY_FIELD, "filter"})
_FILTER = re.compile(r"filter\[(\w+)\](\[[0-9]*\])?", re.ASCII)
_PROPERTY = re.compile(r"filter\[properties\]\[([^\[\]]+)\]")

Query = tuple[tuple[str, str], ...]


def normalize(call: Call) -> Call:
    """Rewrite a request into the document's names and move its key into the header; pure."""
    fields = call.fields
    if call.method == "POST" and fields is None:
        fields = {}  # no body counts as a body without fields, so that the refusal names the field
    keys = [value for name, value in call.query if name == KEY_FIELD]
    if isinstance(fields, dict) and KEY_FIELD in fields:
        keys = keys or [_as_text(fields[KEY_FIELD])]
        fields = {name: value for name, value in fields.items() if name != KEY_FIELD}
    query = tuple((name, value) for name, value in call.query if name not in _DROPPED)
    if call.method == "POST" and isinstance(fields, dict):
        query, fields = _move_to_body(query, fields)
    return call.but(
        path=re.sub(r"/{2,}", "/", call.path) if "//" in call.path else call.path,
        query=tuple(_rewrite(name, value) for name, value in query),
        headers=_with_key(call, keys),
        fields=fields,
    )


def _move_to_body(query: Query, fields: dict[str, Any]) -> tuple[Query, dict[str, Any]]:
    """Move `site` and `by` into a body that lacks them; the last of several counts (1.4)."""
    moved = {
        name: value for name, value in query if name in _MOVED and fields.get(name) in (None, "")
    }
    if not moved:
        return query, fields
    return tuple(pair for pair in query if pair[0] not in moved), {**fields, **moved}


def _rewrite(name: str, value: str) -> tuple[str, str]:
    bare = _BARE_LIST.fullmatch(name)
    if bare is not None:
        return f"{bare[1]}[]", value
    code = _PROPERTY.fullmatch(name)
    if code is not None:  # a map with any keys: each entry becomes one value, `key=value`
        return "filter[properties][]", f"{code[1]}={value}"
    match = _FILTER.fullmatch(name)
    if match is None:
        return name, value
    short = _OLD_NAMES.get(match[1], match[1])
    return (f"filter[{short}][]" if short in _LISTS else name), value


def _with_key(call: Call, keys: list[str]) -> dict[str, str]:
    headers = dict(call.headers)
    if not headers.get(KEY_HEADER) and keys:
        headers[KEY_HEADER] = keys[-1]
    return headers


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def is_too_deep(value: Any, *, levels: int = 32) -> bool:
    """Return whether JSON that is stored as it came is nested deeper than an answer can show."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_too_deep(item, levels=levels - 1) for item in inside)
