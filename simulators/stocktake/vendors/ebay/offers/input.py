"""Bodies of offers as columns. Source: docs/reference/channels.md 2.2, 2.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.vendors.ebay.errors import inventory_error
from stocktake.vendors.ebay.items.input import read_quantity
from stocktake.vendors.ebay.wire import CURRENCY, read_amount

_DETAILS = (
    "categoryId", "secondaryCategoryId", "merchantLocationKey", "listingDescription",
    "listingDuration", "listingPolicies", "listingStartDate", "lotSize", "quantityLimitPerBuyer",
    "storeCategoryNames", "tax",
)  # fmt: skip

Body = Mapping[str, Any]


def read_price(amount: Any) -> dict[str, Any]:
    """Return the columns of an Amount; refused with 25002 for what is none."""
    try:
        return {"price": read_amount(amount), "currency": amount.get("currency") or CURRENCY}
    except ValueError as error:
        raise inventory_error(25002, f"Invalid price: {error}") from None


def read_columns(body: Body) -> dict[str, Any]:
    """Return the columns of an offer; NULL for a quantity or a price that is left out."""
    quantity = body.get("availableQuantity")
    price = (body.get("pricingSummary") or {}).get("price")
    return {
        "quantity": None if quantity is None else read_quantity(quantity, name="availableQuantity"),
        **({"price": None} if price is None else read_price(price)),
    }


def read_details(body: Body) -> dict[str, Any]:
    """Return what else an offer shows, as it was sent."""
    return {name: body[name] for name in _DETAILS if body.get(name) is not None}
