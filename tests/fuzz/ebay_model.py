"""An eBay account as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/channels.md §2.1, §2.3, §2.4, §13. Goods by SKU: quantity of the item and of
the offer (None: not said), what was sold, whether the listing has ended. Orders by id, in the order
of their creation. A refusal is an errorId, or 409 for what people are told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Model = dict[str, Any]
Order = dict[str, Any]

PRICE = 10_000  # cents, of everything


def empty() -> Model:
    """Return an account that lists nothing, with one consent."""
    return {"goods": {}, "orders": {}, "token": True, "consent": True}


def add_listing(model: Model, sku: str, quantity: int) -> None:
    """List goods: an item and an offer of so many."""
    model["goods"][sku] = {"item": quantity, "offer": quantity, "sold": 0, "ended": False}


def shown(good: Mapping[str, Any]) -> int:
    """Return what a listing shows: the smaller of item and offer (§2.3)."""
    if good["ended"]:
        return 0
    item = good["item"] or 0
    return min(item, item if good["offer"] is None else good["offer"])


def listing_status(good: Mapping[str, Any]) -> str:
    """Return the word for what a listing shows."""
    return "ENDED" if good["ended"] else "ACTIVE" if shown(good) else "OUT_OF_STOCK"


def update(
    model: Model, sku: str, item: int | None, offers: Sequence[tuple[str, int | None]]
) -> list[int]:
    """Set quantities by one row of a bulk call, offers by SKU; return errorIds, 0 for none."""
    if item is None and not offers:
        return [25002]
    if sku not in model["goods"]:
        return [25710]
    answers = []
    if item is not None:
        answers.append(25004 if item < 0 else 0)
        if item >= 0:
            model["goods"][sku]["item"] = item
    named = [name for name, _ in offers]
    for name, quantity in offers:
        answers.append(_error_of_offer(model, sku, name, quantity, named))
        if not answers[-1]:
            model["goods"][name]["offer"] = quantity
    return answers


def _error_of_offer(
    model: Model, sku: str, name: str, quantity: int | None, named: Sequence[str]
) -> int:
    if named.count(name) > 1:
        return 25709
    if name not in model["goods"]:
        return 25713
    if name != sku:
        return 25709
    if model["goods"][name]["ended"]:
        return 25713
    if quantity is None:
        return 25002
    return 25004 if quantity < 0 else 0


def can_place(model: Model, lines: Sequence[tuple[str, int]]) -> bool:
    """Say whether every line is listed and no listing is asked for more than it shows."""
    wanted: dict[str, int] = {}
    for sku, count in lines:
        wanted[sku] = wanted.get(sku, 0) + count
    return all(
        sku in model["goods"] and count <= shown(model["goods"][sku])
        for sku, count in wanted.items()
    )


def place(model: Model, order_id: str, lines: Mapping[str, tuple[str, int]], *, paid: bool) -> None:
    """Let a buyer take goods, lines by their ids; both quantities fall."""
    for sku, count in lines.values():
        good = model["goods"][sku]
        good["sold"] += count
        for name in ("item", "offer"):
            if good[name] is not None:
                good[name] -= count
    model["orders"][order_id] = {
        "paid": paid, "asked": False, "cancelled": False, "back": 0, "parcels": {},
        "lines": {
            line: {"sku": sku, "quantity": count, "shipped": 0, "cancelled": 0, "back": 0}
            for line, (sku, count) in lines.items()
        },
    }  # fmt: skip


def total(order: Order) -> int:
    """Return what an order costs."""
    return sum(line["quantity"] * PRICE for line in order["lines"].values())


def fulfillment_status(order: Order) -> str:
    """Return how far an order is shipped; what is not wanted any more does not count."""
    lines = order["lines"].values()
    if not any(line["shipped"] for line in lines):
        return "NOT_STARTED"
    whole = all(line["shipped"] + line["cancelled"] >= line["quantity"] for line in lines)
    return "FULFILLED" if whole else "IN_PROGRESS"


def payment_status(order: Order) -> str:
    """Return what was paid and paid back."""
    if not order["paid"]:
        return "FAILED" if order["cancelled"] else "PENDING"
    if not order["back"]:
        return "PAID"
    return "FULLY_REFUNDED" if order["back"] >= total(order) else "PARTIALLY_REFUNDED"


def cancel_state(order: Order) -> str:
    """Return how far a cancellation is."""
    if order["cancelled"]:
        return "CANCELED"
    return "IN_PROGRESS" if order["asked"] else "NONE_REQUESTED"


def has_left(order: Order) -> bool:
    """Say whether any unit of an order has left."""
    return any(line["shipped"] for line in order["lines"].values())


def can_pay(order: Order) -> bool:
    """Say whether an order waits to be paid."""
    return not order["paid"] and not order["cancelled"]


def can_cancel(order: Order) -> bool:
    """Say whether an order can be cancelled: nothing of it has left, and it was not before."""
    return not order["cancelled"] and not has_left(order)


def cancel(order: Order) -> None:
    """Cancel an order; what was paid is paid back, and nothing is listed again."""
    order["cancelled"] = True
    if order["paid"]:
        order["back"] = total(order)
    for line in order["lines"].values():
        line["cancelled"] = line["quantity"]


def refund(order: Order, lines: Mapping[str, int], amount: int) -> bool:
    """Pay back cents, for lines or for none; False where so much is not left."""
    if not order["paid"] or not 0 < amount <= total(order) - order["back"]:
        return False
    for name, cents in lines.items():
        line = order["lines"][name]
        if line["back"] + cents > line["quantity"] * PRICE:
            return False
    order["back"] += amount
    for name, cents in lines.items():
        order["lines"][name]["back"] += cents
    for line in order["lines"].values():
        paid_back = line["back"] >= line["quantity"] * PRICE
        if paid_back or order["back"] >= total(order):
            line["cancelled"] = line["quantity"] - line["shipped"]
    return True


def ship(order: Order, number: str, lines: Mapping[str, int] | None) -> int:
    """Let units leave under a number, all that are left where None is named; return the errorId."""
    left = {
        name: max(0, line["quantity"] - line["cancelled"] - line["shipped"])
        for name, line in order["lines"].items()
    }
    known = order["parcels"].get(number)
    if known is not None and (known == lines or (lines is None and not any(left.values()))):
        return 0
    units = {name: n for name, n in (left if lines is None else lines).items() if n}
    if not units or any(n > left[name] for name, n in units.items()):
        return 32600
    if known is not None and known.keys() & units.keys():
        return 32600
    order["parcels"].setdefault(number, {}).update(units)
    for name, n in units.items():
        order["lines"][name]["shipped"] += n
    return 0


def can_combine(model: Model, ids: Sequence[str]) -> bool:
    """Say whether a buyer can make one order of these."""
    orders = [model["orders"][each] for each in ids]
    return (
        len(set(ids)) > 1
        and all(can_cancel(order) and not order["back"] for order in orders)
        and len({order["paid"] for order in orders}) == 1
    )


def combine(model: Model, ids: Sequence[str], new: str) -> None:
    """Make one order of several."""
    orders = [model["orders"].pop(each) for each in dict.fromkeys(ids)]
    lines = {name: line for order in orders for name, line in order["lines"].items()}
    model["orders"][new] = {
        "paid": orders[0]["paid"], "asked": False, "cancelled": False, "back": 0, "parcels": {},
        "lines": dict(sorted(lines.items())),
    }  # fmt: skip


def demand(model: Model) -> int:
    """Return how many units are wanted in all."""
    return sum(
        line["quantity"] - line["cancelled"]
        for order in model["orders"].values()
        for line in order["lines"].values()
    )


def shipped(model: Model) -> int:
    """Return how many units have left in all."""
    return sum(
        line["shipped"] for order in model["orders"].values() for line in order["lines"].values()
    )
