"""Refunds by the after-sales route. Source: docs/reference/channels.md 1.3, 1.4.

What its fields hold is refused in the shape that names them; where the line stands, in V1.
"""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .errors import bad, bad_fields, unknown
from .orders import rows as orders
from .orders.shown import show_line
from .orders.states import ACCEPTED, PAID, REFUNDED_AFTER, REFUNDED_FROM, SHIPPED
from .wire import read_price, read_whole

_FROM = {4: PAID, 5: ACCEPTED, 6: SHIPPED}
"""For each type of refund, the state that a line must be in."""


def refund_orderline(world: World, call: Call, *, body: dict[str, Any]) -> dict[str, Any]:
    """Pay back a line, of one that was shipped a part as well."""
    line_id, kind = _read(body, "orderline_pk"), _read(body, "refund_type")
    if kind not in _FROM:
        raise bad_fields(refund_type="it is 4, 5 or 6")
    amount = _read_amount(body, kind)
    line = world.find("SELECT * FROM backmarket_line WHERE id = ?", (line_id,))
    if line is None:
        raise unknown("the orderline")
    if line["state"] != _FROM[kind]:
        raise bad(f"a line in state {line['state']} has no refund of type {kind}", "refund_type")
    left = orders.left_of(line)
    if amount is not None and amount > left:
        raise bad_fields(amount="it is more than is left to be paid back")
    amount = left if amount is None else amount
    state = REFUNDED_FROM[line["state"]] if amount == left else line["state"]
    orders.pay_back(world, line, amount=amount, state=state)
    after = world.one("SELECT * FROM backmarket_line WHERE id = ?", (line_id,))
    return show_line(world, orders.require_for_people(world, line["order_id"]), after)


def _read(body: dict[str, Any], name: str) -> int:
    if body.get(name) is None:
        raise bad_fields(**{name: "it is required"})
    try:
        return read_whole(body[name])
    except ValueError as error:
        raise bad_fields(**{name: str(error)}) from None


def _read_amount(body: dict[str, Any], kind: int) -> int | None:
    if body.get("amount") is None:
        return None
    if kind != REFUNDED_AFTER:
        raise bad_fields(amount="only a refund of type 6 has one")
    try:
        return read_price(body["amount"])
    except ValueError as error:
        raise bad_fields(amount=str(error)) from None


HANDLERS = (refund_orderline,)
