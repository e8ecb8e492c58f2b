"""Bodies of inventory items as columns. Source: docs/reference/channels.md 2.2, 2.3."""

import re
from collections.abc import Mapping
from typing import Any

from stocktake.vendors.ebay.errors import inventory_error

from .rows import MOST

LONGEST_SKU = 50
_DETAILS = (
    "condition", "conditionDescription", "conditionDescriptors", "product", "packageWeightAndSize",
)  # fmt: skip

Body = Mapping[str, Any]


def read_sku(sku: str) -> str:
    """Return a SKU that a new item may have; refused with 25707 for any other."""
    if len(sku) > LONGEST_SKU or not sku.isprintable() or not sku.strip():
        raise inventory_error(
            25707, "Invalid sku: a SKU is printable and has at most 50 characters", sku=sku[:100]
        )
    return sku


def read_locale(language: str) -> str:
    """Return the locale of `Content-Language`, which is required; refused with 25709 for none."""
    if not re.fullmatch(r"[A-Za-z]{2}-[A-Za-z]{2}", language):
        raise inventory_error(25709, "Invalid value for header Content-Language")
    return f"{language[:2].lower()}_{language[3:].upper()}"


def read_quantity(value: Any, *, name: str) -> int:
    """Return a quantity; refused with 25004 for a negative one and for what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise inventory_error(25004, "Invalid quantity value", **{name: value})
    return value


def read_columns(body: Body) -> dict[str, Any]:
    """Return the columns of an item: its quantity, None where the body has no availability."""
    ship_to = (body.get("availability") or {}).get("shipToLocationAvailability") or {}
    quantity = ship_to.get("quantity")
    return {"quantity": None if quantity is None else read_quantity(quantity, name="quantity")}


def read_details(body: Body) -> dict[str, Any]:
    """Return what else an item shows, as it was sent."""
    return {name: body[name] for name in _DETAILS if body.get(name) is not None}
