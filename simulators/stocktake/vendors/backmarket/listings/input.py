"""Bodies of listings' updates, read into columns. Source: docs/reference/channels.md 1.2."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stocktake.vendors.backmarket.errors import bad_listing
from stocktake.vendors.backmarket.markets import CURRENCIES, USUAL
from stocktake.vendors.backmarket.wire import read_price, read_whole

LONGEST_COMMENT, SHORTEST_WARRANTY, LONGEST_NAME = 500, 12, 100
_SLOTS = ("1", "2", "3")
_SHIPPING = {"shipper": "shipper", "shipper_display": "display", "shipping_delay": "delay",
             "shipping_price": "price"}  # fmt: skip

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """What an update sets: a quantity, terms of a market, what is said of each shipper."""

    quantity: int | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    shippings: tuple[str, ...] = ()


def read_update(body: Any, *, market: str, shippings: str) -> Update:
    """Return what a body sets; `shippings` are those that there are. Refused with a bare string."""
    if not isinstance(body, Mapping):
        raise bad_listing("The body must be an object")
    terms: dict[str, Any] = {}
    _check_currency(body, market)
    if "price" in body:
        terms["price"] = _price(body, "price")
    if "min_price" in body:
        terms["min_price"] = None if body["min_price"] is None else _price(body, "min_price")
    if "comment" in body:
        terms["comment"] = _comment(body["comment"])
    if "warranty_delay" in body:
        terms["warranty_delay"] = _warranty(body)
    slots, said = _shippings(body, json.loads(shippings))
    if said:
        terms["shippings"] = json.dumps(slots, sort_keys=True)
    quantity = _whole(body, "quantity") if "quantity" in body else None
    if quantity is None and not terms:
        raise bad_listing("Nothing to update: send quantity, price or another field of a listing")
    return Update(quantity, terms, tuple(said))


def _check_currency(body: Body, market: str) -> None:
    own = CURRENCIES[market]
    sent = body.get("currency")
    if sent is not None and sent != own:
        raise bad_listing(f"The currency of {market} is {own}")
    if sent is None and "price" in body and own not in USUAL:
        raise bad_listing(f"The currency is required: {own} for {market}")


def _price(body: Body, name: str) -> int:
    try:
        return read_price(body[name])
    except ValueError as error:
        raise bad_listing(f"{name}: {error}") from None


def _whole(body: Body, name: str) -> int:
    try:
        return read_whole(body[name])
    except ValueError as error:
        raise bad_listing(f"{name}: {error}") from None


def _comment(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and len(value) <= LONGEST_COMMENT):
        return value
    raise bad_listing(f"comment: a text of at most {LONGEST_COMMENT} characters")


def _warranty(body: Body) -> int:
    months = _whole(body, "warranty_delay")
    if months < SHORTEST_WARRANTY:
        raise bad_listing(f"warranty_delay: at least {SHORTEST_WARRANTY} months")
    return months


def _shippings(
    body: Body, slots: dict[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    said = []
    for slot in _SLOTS:
        sent = {key: body[f"{name}_{slot}"] for name, key in _SHIPPING.items()
                if f"{name}_{slot}" in body}  # fmt: skip
        if not sent:
            continue
        if slot not in slots and "shipper" not in sent:
            raise bad_listing(f"shipper_{slot}: there is none yet, name it")
        new = {"display": "", "delay": 72, "price": 0, **slots.get(slot, {})}
        slots[slot] = {**new, **{key: _read_shipping(key, sent[key], slot) for key in sent}}
        slots[slot]["display"] = slots[slot]["display"] or slots[slot]["shipper"]
        said.append(f"shipper_{slot} is {slots[slot]['shipper']}")
    return slots, said


def _read_shipping(key: str, value: Any, slot: str) -> Any:
    try:
        if key == "delay":
            return read_whole(value)
        if key == "price":
            return 0 if str(value) in ("0", "0.0", "0.00") else read_price(value)
    except ValueError as error:
        raise bad_listing(f"shipping_{key}_{slot}: {error}") from None
    if isinstance(value, str) and 0 < len(value) <= LONGEST_NAME:
        return value
    raise bad_listing(f"shipper_{slot}: a name of at most {LONGEST_NAME} characters")
