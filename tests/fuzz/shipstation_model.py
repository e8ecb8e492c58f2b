"""A plain-dict model of a ShipStation account; it imports nothing of Stocktake.

Source: docs/reference/channels.md §4.2, §4.3, §4.4. Each act says whether it is taken, and what is
so afterwards.
"""

from typing import Any

OPEN = ("awaiting_payment", "awaiting_shipment", "on_hold")
Model = dict[str, Any]
Order = dict[str, Any]


def empty() -> Model:
    """Return an account without orders."""
    return {"orders": {}, "labels": {}, "marks": {}, "told": {"orders": 0, "labels": 0, "marks": 0}}


def listed(model: Model) -> list[int]:
    """Return the ids of the orders that the list shows."""
    return sorted(each for each, order in model["orders"].items() if order["active"])


def named(model: Model, number: str) -> Order | None:
    """Return the order that staff mean by a number: one that awaits shipment before others."""
    found = [
        order for order in model["orders"].values() if order["active"] and order["number"] == number
    ]
    found.sort(key=lambda order: (order["status"] != "awaiting_shipment", order["id"]))
    return found[0] if found else None


def keyed(model: Model, key: str | None) -> Order | None:
    """Return the order that a body with this key replaces."""
    found = [
        order
        for order in model["orders"].values()
        if key and order["active"] and order["key"] == key
    ]
    return min(found, key=lambda order: order["id"]) if found else None


def may_save(model: Model, key: str | None) -> bool:
    """Say whether an order with this key can be written."""
    old = keyed(model, key)
    return old is None or old["status"] in OPEN


def save(
    model: Model, order_id: int, number: str, key: str | None, status: str, lines: dict[str, int]
) -> bool:
    """Write an order; return whether it arrives for whoever ships."""
    old = model["orders"].get(order_id)
    model["orders"][order_id] = {
        "id": order_id, "number": number, "key": key, "status": status, "lines": dict(lines),
        "active": True, "marked": False, "cut": old["cut"] if old else False,
        "gone": {line: n for line, n in (old["gone"] if old else {}).items() if line in lines},
        "parent": old["parent"] if old else None,
    }  # fmt: skip
    return status != "awaiting_payment" and (old is None or old["status"] == "awaiting_payment")


def left(order: Order) -> dict[str, int]:
    """Return the units of an order that are on no live label."""
    if order["marked"]:
        return {}
    counts = {line: n - order["gone"].get(line, 0) for line, n in order["lines"].items()}
    return {line: n for line, n in counts.items() if n > 0}


def buy(model: Model, order: Order, label: int, units: dict[str, int]) -> None:
    """Buy a label for units of an order."""
    for line, count in units.items():
        order["gone"][line] = order["gone"].get(line, 0) + count
    model["labels"][label] = {"order": order["id"], "units": units, "live": True, "back": False}
    if not left(order):
        order["status"] = "shipped"


def void(model: Model, label: int) -> bool:
    """Void a label; return whether that was approved."""
    row = model["labels"][label]
    if not row["live"]:
        return False
    row["live"] = False
    order = model["orders"][row["order"]]
    if not row["back"]:
        for line, count in row["units"].items():
            if line in order["gone"]:
                order["gone"][line] -= count
    live = [
        each
        for each in model["labels"].values()
        if each["order"] == order["id"] and each["live"] and not each["back"]
    ]
    if order["status"] == "shipped" and not live and not order["marked"]:
        order["status"] = "awaiting_shipment"
    return True


def seen(model: Model) -> dict[int, tuple[int, int, int]]:
    """Return what the referee sees of each order: units ordered, shipped, cancelled."""
    result = {}
    for order_id, order in model["orders"].items():
        if order.get("merged") or not order["lines"]:
            continue
        ordered = sum(order["lines"].values())
        shipped = ordered if order["marked"] else sum(
            min(n, order["gone"].get(line, 0)) for line, n in order["lines"].items()
        )  # fmt: skip
        over = order["status"] == "cancelled" or not order["active"]
        result[order_id] = (ordered, shipped, ordered - shipped if over else 0)
    return result
