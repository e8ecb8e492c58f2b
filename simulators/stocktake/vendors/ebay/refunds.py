"""Refunds that the seller issues. Source: docs/reference/channels.md 2.4."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .errors import SellError, fulfillment_error
from .orders import rows as orders
from .wire import read_amount

_REASONS = (
    "BUYER_CANCEL", "SELLER_CANCEL", "ITEM_NOT_RECEIVED", "BUYER_RETURN", "ITEM_NOT_AS_DESCRIBED",
    "OTHER_ADJUSTMENT", "SHIPPING_DISCOUNT",
)  # fmt: skip
_LONGEST_COMMENT = 100


def issue_refund(world: World, call: Call, *, order_id: str, body: dict[str, Any]) -> Any:
    """Pay back a part of an order, by line or as a whole."""
    order = orders.find(world, order_id)
    if order is None:
        raise _error(34913, "Order not found", status=404, orderId=order_id)
    if body.get("reasonForRefund") not in _REASONS:
        raise _error(34904, "Invalid reasonForRefund", reasonForRefund=body.get("reasonForRefund"))
    if len(body.get("comment") or "") > _LONGEST_COMMENT:
        raise _error(34905, "The comment is longer than 100 characters")
    amount, lines = _read_amounts(world, order, body)
    if order["paid_at"] is None:
        raise _error(34918, "The order is not paid", status=409)
    if not 0 < amount <= orders.total_of(world, order) - orders.refunded_of(world, order):
        raise _error(34906, "The amount is more than can be refunded, or nothing")
    refund = orders.refund(world, order, reason=body["reasonForRefund"], amount=amount, lines=lines)
    return {"refundId": str(refund), "refundStatus": "REFUNDED"}


def _read_amounts(
    world: World, order: orders.Row, body: Mapping[str, Any]
) -> tuple[int, dict[int, int]]:
    """Return the amount in all, and by line; refused unless it is given in one of the two ways."""
    items, whole = body.get("refundItems") or [], body.get("orderLevelRefundAmount")
    if bool(items) == (whole is not None):
        raise _error(34907, "Give refundItems or orderLevelRefundAmount, one of the two")
    if whole is not None:
        return _read(whole), {}
    lines = _read_lines(world, order, items)
    return sum(lines.values()), lines


def _read_lines(
    world: World, order: orders.Row, items: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    known = {str(line["id"]): line for line in orders.lines_of(world, order)}
    lines: dict[int, int] = {}
    for item in items:
        line = known.get(str(item.get("lineItemId", "")))
        if line is None or line["id"] in lines:
            raise _error(34908, "Invalid lineItemId", lineItemId=item.get("lineItemId"))
        lines[line["id"]] = _read(item.get("refundAmount"))
        if lines[line["id"]] > orders.owed_of(world, line):
            raise _error(34906, "The amount is more than can be refunded, or nothing")
    return lines


def _read(amount: Any) -> int:
    try:
        return read_amount(amount)
    except ValueError as error:
        raise _error(34909, f"Invalid amount: {error}") from None


def _error(error_id: int, message: str, *, status: int = 400, **parameters: Any) -> SellError:
    return fulfillment_error(error_id, message, status=status, **parameters)


HANDLERS = (issue_refund,)
