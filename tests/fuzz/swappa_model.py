"""A Swappa account, as it is modelled, as a plain dict, written from the reference alone.

It imports nothing from Stocktake, so that it cannot be wrong in the same way.

Source: docs/reference/channels.md §3, §13. Goods by SKU: what is shown, whether the seller paused
or ended the listing, whether it is a device. Orders by id, in the order of their creation, with
their lines by id. A refusal is its HTTP status, 0 for none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Model = dict[str, Any]
Order = dict[str, Any]

PRICE = 10_000  # cents, of everything


def empty() -> Model:
    """Return an account that lists nothing."""
    return {"goods": {}, "orders": {}}


def add_good(model: Model, sku: str, quantity: int, *, device: bool) -> None:
    """List a SKU, alone or as a variant."""
    model["goods"][sku] = {
        "quantity": quantity, "device": device, "paused": False, "ended": False,
    }  # fmt: skip


def shown(good: Mapping[str, Any]) -> int:
    """Return what buyers see of a good, which is nothing once its listing has ended."""
    return 0 if good["ended"] else int(good["quantity"])


def listing_status(goods: Sequence[Mapping[str, Any]]) -> str:
    """Return the state of a listing of these goods."""
    if goods[0]["paused"]:
        return "paused"
    return "active" if sum(map(shown, goods)) else "sold_out"


def write(model: Model, quantities: Sequence[tuple[str, int]], *, of: Sequence[str]) -> int:
    """Write quantities by SKU to a listing of these SKUs, all or none; return the refusal."""
    if any(count < 0 for _, count in quantities):
        return 422  # a body that can be none is refused before anything is looked for
    if model["goods"][of[0]]["ended"]:
        return 404
    named = [sku for sku, _ in quantities]
    if not quantities or not set(named) <= set(of) or len(set(named)) < len(named):
        return 422
    for sku, count in quantities:
        model["goods"][sku]["quantity"] = count
    return 0


def can_place(model: Model, lines: Sequence[tuple[str, int]]) -> bool:
    """Say whether every line is on sale, and none asked for more than is shown."""
    wanted: dict[str, int] = {}
    for sku, count in lines:
        wanted[sku] = wanted.get(sku, 0) + count
    goods = model["goods"]
    return all(
        sku in goods and not goods[sku]["paused"] and count <= shown(goods[sku])
        for sku, count in wanted.items()
    )


def place(model: Model, order_id: str, lines: Sequence[tuple[str, int]], *, paid: bool) -> None:
    """Let a buyer take goods: what is shown falls, and a device is a line for each piece."""
    cut: list[tuple[str, int]] = []
    for sku, count in lines:
        good = model["goods"][sku]
        good["quantity"] -= count
        cut += [(sku, 1)] * count if good["device"] else [(sku, count)]
    model["orders"][order_id] = {
        "status": "paid" if paid else "pending",
        "parcels": {},
        "lines": {
            f"{order_id}-{number}": {
                "sku": sku, "quantity": count, "shipped": 0, "cancelled": 0, "refunded": 0,
                "imei": None, "device": model["goods"][sku]["device"],
            }
            for number, (sku, count) in enumerate(cut, 1)
        },
    }  # fmt: skip


def can_cancel(order: Order) -> bool:
    """Say whether an order can be cancelled: nothing of it has left."""
    has_left = any(line["shipped"] for line in order["lines"].values())
    return order["status"] in ("pending", "paid") and not has_left


def cancel(order: Order) -> None:
    """Cancel an order; nothing is listed again."""
    order["status"] = "cancelled"
    for line in order["lines"].values():
        line["cancelled"] = line["quantity"]


def refund(order: Order, name: str | None, quantity: int | None) -> bool:
    """Pay back units of a line, or all that is left of an order; False where it is refused."""
    if order["status"] not in ("paid", "shipped"):
        return False
    lines = order["lines"]
    units = {
        each: line["quantity"] - line["refunded"]
        for each, line in lines.items()
        if name in (None, each)
    }
    if name is not None:
        wanted = quantity or units[name]
        if not 0 < wanted <= units[name]:
            return False
        units = {name: wanted}
    for each, count in units.items():
        lines[each]["refunded"] += count
        if not lines[each]["shipped"]:
            lines[each]["cancelled"] += count
    _settle(order)
    return True


def ship(order: Order, number: str, items: Sequence[tuple[str, str | None]]) -> int:
    """Let lines leave in a parcel, each with an IMEI or None; return the status of the answer."""
    if number in order["parcels"]:
        return 200
    if order["status"] != "paid":
        return 409
    lines = order["lines"]
    used = {line["imei"] for line in lines.values()} - {None}
    seen: set[str] = set()
    for name, imei in items:
        if name not in lines or name in seen:
            return 422
        line = lines[name]
        if line["shipped"] or line["cancelled"] == line["quantity"]:
            return 409
        if imei in used or (line["device"] and imei is None):
            return 422
        seen.add(name)
        used |= {imei} - {None}
    for name, imei in items:
        lines[name]["shipped"] = lines[name]["quantity"] - lines[name]["cancelled"]
        lines[name]["imei"] = imei
    order["parcels"][number] = [(name, lines[name]["shipped"], imei) for name, imei in items]
    _settle(order)
    return 201


def _settle(order: Order) -> None:
    """Let an order be refunded once all is paid back, shipped once all that is wanted has left."""
    lines = order["lines"].values()
    if all(line["refunded"] == line["quantity"] for line in lines):
        order["status"] = "refunded"
    elif all(line["shipped"] or line["cancelled"] == line["quantity"] for line in lines):
        order["status"] = "shipped"


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
