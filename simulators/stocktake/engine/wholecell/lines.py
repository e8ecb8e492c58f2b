"""The items of a sales order: what requests must say to change them.

`items` replaces the whole list, so every item stands in it, known ones by `id`. An item with
committed units cannot go: units beyond what is asked are released in a request before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from stocktake.engine.order import Order
from stocktake.engine.warehouse import Goods, Line

_ADDRESS = {"street1": "line1", "street2": "line2"}


def body_of(order: Order) -> dict[str, Any]:
    """Return the body of a new sales order; one of a channel tells more, as an import does."""
    body: dict[str, Any] = {
        "transaction_number": order.number,
        "customer": {"name": order.customer_name},
        "items": [{"sku": sku, "quantity": int(count)} for sku, count in order.lines],
    }
    if order.channel:
        body |= {
            "channel": order.channel,
            "shipping_address": {
                _ADDRESS.get(name, name): text for name, text in order.ship_to.items() if text
            },
            "items": [
                {
                    "sku": item.sku,
                    "description": item.title or None,
                    "quantity": item.count,
                    "sale_price": item.cents,
                }
                for item in order.items
                if item.count
            ],
        }
    return body


def divided(lines: Iterable[Line], asked: Goods) -> dict[int, int]:
    """Return what each line asks for, by its id, so that all ask for `asked`; last lines yield."""
    counts: dict[int, int] = {}
    by_good: dict[int, list[Line]] = {}
    for line in lines:
        by_good.setdefault(line.good, []).append(line)
    for good, group in by_good.items():
        missing = asked.get(good, Fraction(0)) - sum((line.count for line in group), Fraction(0))
        for line in reversed(group):
            count = max(Fraction(0), line.count + missing)
            missing -= count - line.count
            counts[line.id] = int(count)
    return counts


def entries(
    document_lines: Iterable[Line], asked: Goods, names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the whole list of items; `names`: the SKUs of goods that no line has yet."""
    lines = list(document_lines)
    counts = divided(lines, asked)
    kept = [{"id": number, "quantity": count} for number, count in counts.items() if count]
    known = {line.good for line in lines}
    added = [
        {"sku": names[good], "quantity": int(count)}
        for good, count in asked.items()
        if good not in known
    ]
    return [*kept, *added]


def kept_units(
    units: Iterable[Mapping[str, Any]], document_lines: Iterable[Line], asked: Goods
) -> list[dict[str, Any]] | None:
    """Return the committed units that may stay; None if all may."""
    room = divided(document_lines, asked)
    units, kept = list(units), []
    for unit in units:
        item = unit["order_item_id"]
        if item in room:
            room[item] -= 1
        if room.get(item, 0) >= 0:
            kept.append({"id": unit["id"]})
    return None if len(kept) == len(units) else kept
