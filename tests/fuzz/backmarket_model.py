"""A Back Market account as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/channels.md §1.2, §1.3, §1.5, §13. Listings by a name of the test: SKU,
quantity, price in cents, whether it has ended. Orders by id, in the order of their creation, with
lines by id. A refusal is False.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Model = dict[str, Any]
Order = dict[str, Any]
Line = dict[str, Any]

PRICE, HIGHEST = 10_000, 15_000  # cents, of everything; no listing above the highest is online
_BACK = {1: 4, 2: 5, 3: 6}  # what a line is in once it was paid back
_NOT_WANTED, _LEFT = (4, 5, 7), (3, 6)


def empty() -> Model:
    """Return an account that lists nothing."""
    return {"listings": {}, "orders": {}}


def add_listing(model: Model, name: str, sku: str, quantity: int) -> None:
    """List goods; a SKU may be there already."""
    model["listings"][name] = {"sku": sku, "quantity": quantity, "price": PRICE, "ended": False}


def publication_state(listing: Mapping[str, Any]) -> int:
    """Return 2 for what is online, 3 for what is not, 4 for what has ended (§1.2)."""
    if listing["ended"]:
        return 4
    return 2 if listing["quantity"] and listing["price"] <= HIGHEST else 3


def shown(listing: Mapping[str, Any]) -> int:
    """Return how many a buyer could take."""
    return int(listing["quantity"]) if publication_state(listing) == 2 else 0


def update(listing: dict[str, Any], quantity: int | None, price: int | None) -> bool:
    """Write what is given; False, and nothing written, for a negative number and for nothing."""
    if (quantity is None and price is None) or (quantity or 0) < 0:
        return False
    listing["quantity"] = listing["quantity"] if quantity is None else quantity
    listing["price"] = listing["price"] if price is None else price
    return True


def choose(model: Model, sku: str) -> str | None:
    """Return the name of the listing that is bought by a SKU: of several, what shows most."""
    names = [name for name, each in model["listings"].items() if each["sku"] == sku]
    alive = sorted(names, key=lambda name: model["listings"][name]["ended"])
    return max(alive, key=lambda name: shown(model["listings"][name]), default=None)


def can_take(model: Model, names: Iterable[tuple[str, int]]) -> bool:
    """Say whether listings show so many."""
    wanted: dict[str, int] = {}
    for name, count in names:
        wanted[name] = wanted.get(name, 0) + count
    return all(count <= shown(model["listings"][name]) for name, count in wanted.items())


def place(model: Model, order_id: str, lines: Mapping[int, tuple[str, int]], state: int) -> None:
    """Let a buyer take so many of listings, lines by their ids; the quantities fall."""
    for name, count in lines.values():
        model["listings"][name]["quantity"] -= count
    model["orders"][order_id] = {
        "tracking": "",
        "lines": {
            line: {
                "sku": model["listings"][name]["sku"], "quantity": count, "state": state,
                "price": model["listings"][name]["price"], "back": 0,
            }
            for line, (name, count) in lines.items()
        },
    }  # fmt: skip


def states(order: Order) -> list[int]:
    """Return the states of an order's lines."""
    return [line["state"] for line in order["lines"].values()]


def state_of(order: Order) -> int:
    """Return what follows from the lines: the first rule that holds (§1.3)."""
    there = set(states(order))
    for own, those in ((1, {1}), (3, {2}), (0, {0, 9}), (10, {8})):
        if there & those:
            return own
    return 8 if there == {7} else 9


def pay(order: Order) -> bool:
    """Let what waits for a payment be paid."""
    waiting = [line for line in order["lines"].values() if line["state"] in (0, 8, 9)]
    for line in waiting:
        line["state"] = 1
    return bool(waiting)


def cancel(order: Order) -> bool:
    """Let a buyer cancel, before anything has left: 7 of the unpaid, 4 and 5 of the others."""
    after = {0: 7, 8: 7, 9: 7, 1: 4, 2: 5}
    lines = [line for line in order["lines"].values() if line["state"] in after]
    if not lines or set(states(order)) & set(_LEFT):
        return False
    for line in lines:
        if line["state"] in (1, 2):
            line["back"] = total(line)
        line["state"] = after[line["state"]]
    return True


def pay_back(order: Order) -> bool:
    """Pay back whatever was paid."""
    lines = [line for line in order["lines"].values() if line["state"] in _BACK]
    for line in lines:
        line["state"], line["back"] = _BACK[line["state"]], total(line)
    return bool(lines)


def move(order: Order, new_state: int, sku: str) -> bool:
    """Let the merchant accept (2), refuse (4) or pay back (5, 6) the lines of a SKU."""
    before = {2: 1, 4: 1, 5: 2, 6: 3}[new_state]
    mine = [line for line in order["lines"].values() if line["sku"] == sku]
    lines = [line for line in mine if line["state"] == before]
    if not lines:
        return new_state == 2 and any(line["state"] == 2 for line in mine)
    for line in lines:
        line["state"] = new_state
        if new_state != 2:
            line["back"] = total(line)
    return True


def ship(order: Order, number: str) -> bool:
    """Let the whole order leave; what was told before may be told again, and nothing else."""
    if not number:
        return False
    if order["tracking"]:
        return bool(order["tracking"] == number)
    if state_of(order) != 3:
        return False
    order["tracking"] = number
    for line in order["lines"].values():
        line["state"] = 3 if line["state"] == 2 else line["state"]
    return True


def refund(line: Line, kind: int, amount: int | None) -> bool:
    """Pay back a line by the after-sales route: a part only of what was shipped."""
    left = total(line) - line["back"]
    if line["state"] != {4: 1, 5: 2, 6: 3}[kind] or (amount is not None and kind != 6):
        return False
    if amount is not None and amount > left:
        return False
    line["back"] += left if amount is None else amount
    if line["back"] == total(line):
        line["state"] = kind
    return True


def total(line: Line) -> int:
    """Return what a line costs."""
    return int(line["quantity"] * line["price"])


def listed(model: Model) -> Sequence[str]:
    """Return the orders of a list that asks for no state, the newest first."""
    known = [name for name, order in model["orders"].items() if state_of(order) not in (0, 8)]
    return known[::-1]


def demand(model: Model) -> int:
    """Return how many units are wanted in all."""
    return sum(line["quantity"] for line in _lines(model) if line["state"] not in _NOT_WANTED)


def shipped(model: Model) -> int:
    """Return how many units have left in all."""
    return sum(line["quantity"] for line in _lines(model) if line["state"] in _LEFT)


def _lines(model: Model) -> list[Line]:
    return [line for order in model["orders"].values() for line in order["lines"].values()]
