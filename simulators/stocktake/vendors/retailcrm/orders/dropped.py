"""What a client writes into an order and the vendor drops: named in the journal, key by key.

A key is not dropped where the order shows its value all the same, as when an order is sent back as
it was read.
Source: docs/reference/warehouse-module.md 7.4, 7.5.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stocktake.core.world import World

from .fields import DELIVERY, ITEM, ORDER, PAYMENT, SHIPMENT, Field, Row

Kept = Mapping[str, "Kept | None"]
"""The keys that are kept, each with those inside it; None keeps all that is inside."""


def _names(fields: Sequence[Field], *more: str) -> Kept:
    return dict.fromkeys([field.name for field in fields] + [*more])


# Of what only names something, the order shows what was meant.
_COMPARED: Kept = {}
KEPT: Kept = {
    **_names((*ORDER, *SHIPMENT), "contragent", "customFields"),
    "customer": _COMPARED,
    "delivery": _names(DELIVERY, "address"),
    "items": {
        **_names(
            ITEM, "id", "quantity", "initialPrice", "purchasePrice", "status", "properties",
            "markingCodes",
        ),
        **dict.fromkeys(("externalIds", "offer", "priceType", "discounts"), _COMPARED),
    },
    "payments": _names(PAYMENT, "id"),
}  # fmt: skip


def name_dropped(
    world: World,
    sent: Row,
    shown: Row,
    *,
    where: str,
    edited: Sequence[Row] = (),
) -> None:
    """Name every key that is neither kept nor shown with the value sent.

    `where` is the path of what was sent, `edited` the items that an edited order had before.
    """
    items = _items_by_place(sent, shown, {row["id"] for row in edited})
    payments = sent.get("payments")
    if isinstance(payments, Mapping):
        sent = {**sent, "payments": list(payments.values())}
    for path, value in _dropped(sent, {**shown, "items": items}, KEPT, where):
        world.name_dropped(path, value if isinstance(value, str) else json.dumps(value))


def _items_by_place(sent: Row, shown: Row, known: set[int]) -> list[Row]:
    """Return the items shown in the order of those sent.

    One is found by its id, else by its externalIds; the others are new, in the order of their ids.
    """
    rows, left = sent.get("items") or (), list(shown["items"])
    found: list[Row | None] = []
    for row in rows:
        item = next((item for item in left if _is_named(row, item)), None)
        if item is not None:
            left.remove(item)
        found.append(item)
    new = iter([item for item in left if item["id"] not in known])
    return [next(new, {}) if item is None else item for item in found]


def _is_named(row: Row, item: Row) -> bool:
    """Say whether an item that is sent names this one."""
    if row.get("id"):
        return str(row["id"]) == str(item["id"])
    names = [(str(each["code"]), str(each["value"])) for each in row.get("externalIds") or ()]
    own = [(each["code"], each["value"]) for each in item.get("externalIds", ())]
    return not set(names).isdisjoint(own)


def _dropped(sent: Row, shown: Row, kept: Kept, where: str) -> Iterator[tuple[str, Any]]:
    for key, value in sent.items():
        path, counterpart = f"{where}.{key}", shown.get(key)
        inside = kept.get(key, _COMPARED)
        if key in kept and inside is None:
            continue
        if key in kept or (isinstance(value, Mapping) and isinstance(counterpart, Mapping)):
            for name, each, beside in _pairs(value, counterpart):
                if isinstance(each, Mapping):
                    yield from _dropped(each, beside, inside or _COMPARED, f"{path}{name}")
        elif not _is_blank(value) and not _is_same(value, counterpart):
            yield path, value


def _pairs(value: Any, shown: Any) -> Iterator[tuple[str, Any, Row]]:
    """Yield what is inside a key, its path and what the order shows in its place."""
    if isinstance(value, list):
        for place, each in enumerate(value):
            inside = shown[place] if isinstance(shown, list) and place < len(shown) else {}
            yield f"[{place}]", each, inside
    else:
        yield "", value, shown if isinstance(shown, Mapping) else {}


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _is_same(value: Any, shown: Any) -> bool:
    """Say whether a value is shown as it was sent, be it as a number or as text."""
    return value == shown or (
        isinstance(value, str | int | float) and shown is not None and str(value) == str(shown)
    )
