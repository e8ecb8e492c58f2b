"""The items of an order that a client sends, read and checked.

Source: docs/reference/warehouse-module.md 7.4, 7.5.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stocktake.core.world import World
from stocktake.rules.money import line_amount, subtotal
from stocktake.rules.quantity import MICRO
from stocktake.vendors.retailcrm.errors import BLANK, NOT_VALID, Errors, unknown_code
from stocktake.vendors.retailcrm.offers import find_offers, identifier_of
from stocktake.vendors.retailcrm.references.dictionaries import BASE_PRICE, PRICE_TYPES
from stocktake.vendors.retailcrm.requests import is_too_deep
from stocktake.vendors.retailcrm.wire import read_number, read_text, read_zone

from .fields import ITEM, read_fields


@dataclass(frozen=True, slots=True)
class Line:
    """An item to write; `id` is that of the item that it changes, None for a new one.

    Quantities and prices are millionths; `more` are columns that are changed only where they are
    sent; `unknown` are the errors of its unknown names, by their place in the request.
    """

    id: int | None
    offer_id: int | None
    name: str | None
    quantity: int
    price: int
    purchase_price: int
    price_type: str
    status: str
    external_ids: str
    more: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns of retailcrm_order_item."""
        return {
            "offer_id": self.offer_id,
            "name": self.name,
            "quantity": self.quantity,
            "price": self.price,
            "purchase_price": self.purchase_price,
            "price_type": self.price_type,
            "status": self.status,
            "external_ids": self.external_ids,
            **self.more,
        }


def read_lines(
    world: World,
    sent: Sequence[dict[str, Any]],
    bad: Errors,
    *,
    site: str,
    items: Sequence[dict[str, Any]] = (),
) -> list[Line]:
    """Return the lines of a request; a known item keeps the fields that are not sent.

    What cannot be read is noted in `bad`.
    """
    known = {str(item["id"]): item for item in items}
    for item in items:
        known |= {_key(each): item for each in json.loads(item["external_ids"])}
    return [
        _line(world, row, f"items[{index}]", bad, site=site, known=known)
        for index, row in enumerate(sent)
    ]


def _line(
    world: World,
    row: dict[str, Any],
    where: str,
    bad: Errors,
    *,
    site: str,
    known: dict[str, dict[str, Any]],
) -> Line:
    item_id, external_ids = read_text(row.get("id")), _external_ids(row)
    names = [_key(each) for each in external_ids] if item_id is None else [item_id]
    item = next((known[name] for name in names if name in known), {})
    unknown = {f"{where}.id": NOT_VALID} if item_id is not None and not item else {}
    offer, not_found = _offer(world, row.get("offer") or {}, where, site=site)
    price_type, bad_type = _price_type(row, item, where)
    purchase_price = read_number(row.get("purchasePrice"))
    quantity, price = read_number(row.get("quantity")), read_number(row.get("initialPrice"))
    name = read_text(row.get("productName"))
    return Line(
        id=item.get("id"),
        offer_id=offer.get("id", item.get("offer_id")),
        name=offer.get("name") or name or item.get("name"),
        quantity=item.get("quantity", MICRO) if quantity is None else quantity,
        price=_first(price, item.get("price"), _price(world, offer, price_type)),
        purchase_price=_first(
            purchase_price, item.get("purchase_price"), offer.get("purchase_price")
        ),
        price_type=price_type,
        status=read_text(row.get("status")) or item.get("status", "new"),
        external_ids=json.dumps(external_ids) if external_ids else item.get("external_ids", "[]"),
        more=_more(world, row, where, bad),
        unknown=unknown | not_found | bad_type,
    )


def _more(world: World, row: dict[str, Any], where: str, bad: Errors) -> dict[str, Any]:
    """Return the columns of what an item may have besides, only where it is sent."""
    columns = read_fields(row, ITEM, read_zone(world), bad, where=f"{where}.")
    if not {"discount_amount", "discount_percent"} & columns.keys():
        columns |= _listed_discount(row)
    for name, column, read in _COLLECTIONS:
        if is_too_deep(row.get(name)):
            bad[f"{where}.{name}"] = NOT_VALID
        elif name in row:
            columns[column] = json.dumps(read(row[name] or ()))
    return columns


def _listed_discount(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manual discount that stands in the list of discounts, as one client sends it."""
    found = [each for each in row.get("discounts") or () if each.get("type") == "manual_product"]
    return {"discount_amount": read_number(found[0].get("amount"))} if found else {}


def _properties(sent: Any) -> dict[str, Any]:
    """Return an item's properties by code, else by name; they come as a list or as such a map."""
    if isinstance(sent, Mapping):
        return dict(sent)
    return {
        str(each.get("code") or each.get("name") or place): each for place, each in enumerate(sent)
    }


_COLLECTIONS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("properties", "properties", _properties),
    ("markingCodes", "marking_codes", list),
)


def _external_ids(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return an item's externalIds, other systems' names for it, which may come as numbers."""
    sent = row.get("externalIds") or []
    return [{name: read_text(each[name]) or "" for name in ("code", "value")} for each in sent]


def _key(external_id: Mapping[str, str]) -> str:
    return json.dumps([external_id["code"], external_id["value"]])


def _price_type(
    row: dict[str, Any], item: dict[str, Any], where: str
) -> tuple[str, dict[str, str]]:
    """Return the type of price that an item names, and the error when it is unknown."""
    code = read_text((row.get("priceType") or {}).get("code"))
    if code is None:
        return item.get("price_type", BASE_PRICE), {}
    unknown = {} if code in PRICE_TYPES else {f"{where}.priceType": unknown_code("PriceType", code)}
    return code, unknown


def _price(world: World, offer: dict[str, Any], price_type: str) -> int | None:
    """Return an offer's price of a type, or its base price when it has none of that type."""
    query = "SELECT price FROM retailcrm_price WHERE offer_id = ? AND price_type = ?"
    found: int | None = world.value(query, (offer.get("id"), price_type))
    return offer.get("price") if found is None else found


def _first(*values: int | None) -> int:
    return next((value for value in values if value is not None), 0)


def _offer(
    world: World, named: dict[str, Any], where: str, *, site: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the offer that an item names, and the error when it is unknown."""
    identifier = identifier_of(named)
    if identifier is None:
        return {}, {}
    found = find_offers(world, named, sites=(site,))
    if found:
        return found[0], {}
    text = f"Offer with {identifier} {named[identifier]} not found."
    return {}, {f"{where}.offer.{identifier}": text}


def repeated_offers(lines: Sequence[Line]) -> dict[str, str]:
    """Return an error for each item whose offer an earlier item has (7.4)."""
    seen: set[int | None] = set()
    errors = {}
    for index, line in enumerate(lines):
        if line.offer_id is not None and line.offer_id in seen:
            text = f"Offer with id {line.offer_id} is already in this order."
            errors[f"items[{index}].offer"] = text
        seen.add(line.offer_id)
    return errors


def line_errors(lines: Sequence[Line]) -> dict[str, str]:
    """Return the errors of lines that name neither offer nor product, or whose sum is too large."""
    errors = {
        f"items[{index}].productName": BLANK
        for index, line in enumerate(lines)
        if line.name is None and not line.unknown
    }
    for column in ("price", "purchase_price"):
        try:
            subtotal(line_amount(line.quantity, getattr(line, column)) for line in lines)
        except ValueError:
            errors["items"] = NOT_VALID
    return errors
