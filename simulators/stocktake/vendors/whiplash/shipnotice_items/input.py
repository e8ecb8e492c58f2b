"""The columns of a line that a body sets. Source: docs/reference/whiplash.md 5.2."""

from collections.abc import Mapping
from typing import Any

from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash import wire


def read_columns(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a line that a body sets; null sets nothing."""
    columns: dict[str, Any] = {}
    quantity = wire.read_given_integer(body, "quantity")
    if quantity is not None:
        if quantity < 1:
            raise invalid("quantity", "must be greater than 0")
        columns["quantity"] = quantity
    if body.get("description") is not None:
        columns["description"] = wire.read_given_text(body, "description")
    published = wire.read_given_flag(body, "include_in_published")
    if published is not None:
        columns["include_in_published"] = published
    return columns
