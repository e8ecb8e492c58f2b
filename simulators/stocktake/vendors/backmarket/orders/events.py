"""What buyers do, and Back Market where no call of the API does it.

Source: docs/reference/channels.md 1.3, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.backmarket.listings import rows as listings
from stocktake.vendors.backmarket.markets import HOME

from . import rows
from .states import (
    CANCELLED_FROM,
    NEW,
    PAID,
    REFUNDED_AFTER,
    REFUNDED_FROM,
    SHIPPED,
    UNPAID,
    WAITS_FOR_PAYMENT,
)

_ADDRESS = {
    "firstName": "Pat", "lastName": "Example", "company": "", "street": "1 Test Street",
    "street2": "", "postalCode": "75003", "city": "Paris", "state": "", "country": "FR",
    "phoneNumber": "+33600000000", "email": "", "gender": 0,
}  # fmt: skip

Line = Mapping[str, Any]


def place_order(
    world: World,
    *,
    lines: Sequence[Line],
    paid: bool = True,
    in_check: bool = False,
    address: Mapping[str, Any] | None = None,
    country_code: str = HOME,
) -> dict[str, Any]:
    """Let a buyer take at most what the listings show, which falls at once, paid or not."""
    bought = [(_listing(world, line), line["quantity"]) for line in lines]
    state = NEW if in_check else PAID if paid else WAITS_FOR_PAYMENT
    order = rows.place(
        world, bought, state=state, address={**_ADDRESS, **(address or {})},
        country_code=country_code,
    )  # fmt: skip
    return {"id": str(order)}


def pay_order(world: World, *, id: str | int) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Take an order as paid; Conflict for one that waits for no payment."""
    order = rows.require_for_people(world, id)
    if not any(line["state"] in UNPAID for line in rows.lines_of(world, order)):
        raise Conflict(f"order {id} waits for no payment")
    rows.pay(world, order)
    return {"id": str(order["id"])}


def cancel_order(
    world: World,
    *,
    id: str | int,  # noqa: A002  # the event's argument
    lines: Sequence[Line] | None = None,
) -> dict[str, Any]:
    """Let a buyer cancel an order, or some lines of it, before it leaves; what was paid goes back.

    Conflict once any of it has left, and where nothing of it is wanted any more.
    """
    order = rows.require_for_people(world, id)
    all_lines = rows.lines_of(world, order)
    if any(line["state"] in (SHIPPED, REFUNDED_AFTER) for line in all_lines):
        raise Conflict(f"order {id} has left")
    chosen = [line for line in _named(order, all_lines, lines) if line["state"] in CANCELLED_FROM]
    if not chosen:
        raise Conflict(f"nothing of order {id} is left to be cancelled")
    for line in chosen:
        amount = 0 if line["state"] in UNPAID else rows.left_of(line)
        rows.pay_back(world, line, amount=amount, state=CANCELLED_FROM[line["state"]])
    return {"id": str(order["id"])}


def refund_order(
    world: World,
    *,
    id: str | int,  # noqa: A002  # the event's argument
    lines: Sequence[Line] | None = None,
) -> dict[str, Any]:
    """Pay back an order, or some lines of it, before or after it has left.

    Conflict for what is not paid, and where nothing is left to be paid back.
    """
    order = rows.require_for_people(world, id)
    chosen = [
        line
        for line in _named(order, rows.lines_of(world, order), lines)
        if line["state"] in REFUNDED_FROM
    ]
    if not chosen:
        raise Conflict(f"nothing of order {id} is left to be paid back")
    for line in chosen:
        rows.pay_back(world, line, amount=rows.left_of(line), state=REFUNDED_FROM[line["state"]])
    return {"id": str(order["id"])}


def cancel_unaccepted(world: World, *, order: int) -> None:
    """Cancel what is paid and was not accepted in time: a job of the platform."""
    rows.cancel_paid(world, rows.require_for_people(world, order))


def _listing(world: World, line: Line) -> rows.Row:
    if "listing" in line:
        return listings.require_for_people(world, line["listing"])
    return listings.find_by_sku(world, line["sku"])


def _named(
    order: rows.Row, lines: Sequence[rows.Row], named: Sequence[Line] | None
) -> Sequence[rows.Row]:
    """Return the lines that are named, all where None is."""
    if named is None:
        return lines
    found: list[rows.Row] = []
    for each in named:
        key, value = ("id", each["line"]) if "line" in each else ("sku", each["sku"])
        mine = [line for line in lines if str(line[key]) == str(value) and line not in found]
        if not mine:
            raise NotFound(f"order {order['id']} has no such line: {dict(each)}")
        bought = mine[0]["quantity"]
        if each.get("quantity", bought) != bought:
            raise Conflict(f"line {mine[0]['id']} has {bought} pieces, and is one as a whole")
        found.append(mine[0])
    return found


EVENTS = (place_order, pay_order, cancel_order, refund_order)
