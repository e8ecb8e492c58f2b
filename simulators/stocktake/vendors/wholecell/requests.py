"""Requests as the document knows them: slashes, aliases, wrapped bodies, numbers that are text.

Source: docs/reference/wholecell.md 1, 1.4, 2.3, 5, 7.2.
"""

import re
from typing import Any

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
# Fields that hold a whole number, wherever they stand in a body (1.4).
_NUMBERS = frozenset(
    {
        "id", "order_id", "purchase_order_id", "product_variation_id", "quantity",
        "sale_price", "initial_price_paid", "total_price_paid",
        "expected_inventory_count", "expected_total_price_paid",
    }
)  # fmt: skip
# What these hold is the client's own: any names, and always text.
_FREE = frozenset({"custom_field_values", "shipping_address", "billing_address"})
# What a form can spell with positions, or leave blank to say that there is none (1.4).
_LISTS = frozenset({"items", "inventories", "shipments", "conditions", "inventory_statuses"})
_OBJECTS = _FREE | {"product_variation", "product"}
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
    if parts[1:2] == ["integrations"]:  # beside the API on the vendor's host (9)
        parts = f"/api/v1{'/'.join(parts)}".split("/")
    resource = ""
    if len(parts) > 3:
        resource = parts[3] = _ALIASES.get(parts[3], parts[3])
    method = "PATCH" if call.method == "PUT" and len(parts) == 5 else call.method
    if method == "GET" and len(parts) == 5 and resource == "sales_orders":
        parts[4] += "" if "." in parts[4] else _export_suffix(call.headers.get("accept", ""))
    fields = _read_fields(call.fields, is_form=_is_form(call))
    fields = read_wrapped(fields, _WRAPPERS.get(resource, ()))
    return call.but(method=method, path="/".join(parts), fields=fields)


def _is_form(call: Call) -> bool:
    """Return whether a body was sent as a form, with or without saying so."""
    media = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if not media:
        return call.raw.lstrip()[:1] not in (b"{", b"[")
    return media in ("application/x-www-form-urlencoded", "multipart/form-data")


def _read_fields(value: Any, *, is_form: bool) -> Any:
    """Return a body with the numbers that it spells as text, and with what only a form says."""
    if isinstance(value, list):
        return [_read_fields(each, is_form=is_form) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _read_field(name, each, is_form=is_form) for name, each in value.items()}


def _read_field(name: str, value: Any, *, is_form: bool) -> Any:
    if name in _NUMBERS:
        return _read_number(value)
    if is_form and name in _OBJECTS and value == "":
        return None
    if is_form and name in _LISTS:
        value = _read_list(value)
    return value if name in _FREE else _read_fields(value, is_form=is_form)


def _read_number(value: Any) -> Any:
    """Return the number that a text spells, None for a blank one; the document refuses others."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    return int(text) if re.fullmatch("[+-]?[0-9]{1,19}", text) else value


def _read_list(value: Any) -> Any:
    """Return a form's list: in the order of its positions, without blanks; None when it is blank.

    `items[7][sku]=A&items[3][sku]=B` is B, A; `items[]=` is the empty list, as Rails writes it.
    """
    if value == "":
        return None
    if isinstance(value, dict) and value and all(re.fullmatch("[0-9]{1,19}", key) for key in value):
        value = [value[key] for key in sorted(value, key=int)]
    return [each for each in value if each != ""] if isinstance(value, list) else value


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
