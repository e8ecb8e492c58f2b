"""Orders as the wire shows them. Source: docs/reference/channels.md 2.4, 12."""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.ebay.access import SELLER
from stocktake.vendors.ebay.wire import spell_amount, spell_time

from .filters import FULFILLED, IN_PROGRESS, NOT_STARTED
from .rows import Row, lines_of

_DAY_MS = 86_400_000
_SHIPS_WITHIN = 2 * _DAY_MS
_MAIL_KEPT, _PERSON_KEPT = 14 * _DAY_MS, 90 * _DAY_MS
_FIRST_RECORD = 4_567
_FEE_PER_100_000 = 12_563
_PRIVATE = ("fullName", "primaryPhone")


def show_order(world: World, call: Call, order: Row, *, alone: bool) -> dict[str, Any]:
    """Return an order; requests to cancel are shown only of one that is asked for `alone`."""
    lines = lines_of(world, order)
    refunds = world.all("SELECT * FROM ebay_refund WHERE order_id = ? ORDER BY id", (order["id"],))
    total = sum(line["quantity"] * line["price"] for line in lines)
    back = sum(row["amount"] for row in refunds)
    return {
        "orderId": order["order_id"],
        "creationDate": spell_time(order["created_at"]),
        "lastModifiedDate": spell_time(order["modified_at"]),
        "orderFulfillmentStatus": status_of(lines),
        "orderPaymentStatus": _payment_status(order, total, back),
        "sellerId": SELLER,
        "salesRecordReference": str(_FIRST_RECORD + order["id"] - 1),
        "buyer": {"username": order["buyer"]},
        "pricingSummary": {
            "priceSubtotal": spell_amount(total),
            "deliveryCost": spell_amount(0),
            "total": spell_amount(total),
        },
        "cancelStatus": _cancel_status(order, alone=alone),
        "paymentSummary": _payments(order, total, back, refunds),
        "fulfillmentStartInstructions": [_instruction(world, order)],
        "fulfillmentHrefs": _hrefs(world, call, order),
        "lineItems": [_line(world, order, line) for line in lines],
        "totalFeeBasisAmount": spell_amount(total),
        "totalMarketplaceFee": spell_amount(total * _FEE_PER_100_000 // 100_000),
    }


def status_of(lines: Sequence[Row]) -> str:
    """Return how far an order is shipped; lines that are not wanted any more do not count."""
    if not any(line["shipped"] for line in lines):
        return NOT_STARTED
    whole = all(line["shipped"] + line["cancelled"] >= line["quantity"] for line in lines)
    return FULFILLED if whole else IN_PROGRESS


def _line_status(line: Row) -> str:
    if not line["shipped"]:
        return NOT_STARTED
    return FULFILLED if line["shipped"] >= line["quantity"] else IN_PROGRESS


def _payment_status(order: Row, total: int, back: int) -> str:
    if order["paid_at"] is None:
        return "PENDING" if order["cancelled_at"] is None else "FAILED"
    if not back:
        return "PAID"
    return "FULLY_REFUNDED" if back >= total else "PARTIALLY_REFUNDED"


def _cancel_status(order: Row, *, alone: bool) -> dict[str, Any]:
    asked, done = order["cancel_requested_at"], order["cancelled_at"]
    state = "CANCELED" if done is not None else "NONE_REQUESTED" if asked is None else "IN_PROGRESS"
    shown: dict[str, Any] = {"cancelState": state, "cancelRequests": []}
    if done is not None:
        shown["cancelledDate"] = spell_time(done)
    if alone and asked is not None:
        request = {
            "cancelRequestId": str(5_000_000_000 + order["id"]),
            "cancelInitiator": "BUYER",
            "cancelReason": order["cancel_reason"],
            "cancelRequestedDate": spell_time(asked),
            "cancelRequestState": "REQUESTED" if done is None else "COMPLETED",
        }
        if done is not None:
            request["cancelCompletedDate"] = spell_time(done)
        shown["cancelRequests"] = [request]
    return shown


def _payments(order: Row, total: int, back: int, refunds: Sequence[Row]) -> dict[str, Any]:
    payment = {
        "paymentMethod": "EBAY", "paymentReferenceId": str(order["id"]),
        "amount": spell_amount(total),
        "paymentStatus": "PAID" if order["paid_at"] is not None else "PENDING",
    }  # fmt: skip
    if order["paid_at"] is not None:
        payment["paymentDate"] = spell_time(order["paid_at"])
    return {
        "totalDueSeller": spell_amount(max(0, total - back)),
        "refunds": [
            {**_refund(row["id"], row["at"], row["amount"]), "refundStatus": "REFUNDED"}
            for row in refunds
        ],
        "payments": [payment],
    }


def _refund(refund_id: int, at: int, amount: int) -> dict[str, Any]:
    return {
        "refundId": str(refund_id), "refundDate": spell_time(at), "amount": spell_amount(amount),
    }  # fmt: skip


def _instruction(world: World, order: Row) -> dict[str, Any]:
    ship_to = json.loads(order["ship_to"])
    age = world.now - order["created_at"]
    if age > _MAIL_KEPT:
        ship_to.pop("email", None)
    if age > _PERSON_KEPT:
        ship_to = {name: value for name, value in ship_to.items() if name not in _PRIVATE}
        ship_to.get("contactAddress", {}).pop("addressLine1", None)
    return {
        "fulfillmentInstructionsType": "SHIP_TO",
        "ebaySupportedFulfillment": False,
        "shippingStep": {
            "shippingCarrierCode": "USPS",
            "shippingServiceCode": "USPSPriority",
            "shipTo": ship_to,
        },
    }


def _hrefs(world: World, call: Call, order: Row) -> list[str]:
    rows = world.all(
        "SELECT number FROM ebay_fulfillment WHERE order_id = ? ORDER BY id", (order["id"],)
    )
    return [fulfillment_url(call, order["order_id"], row["number"]) for row in rows]


def fulfillment_url(call: Call, order_id: str, number: str) -> str:
    """Return where a parcel is shown: its id is its number, or 999 without one."""
    below = f"/sell/fulfillment/v1/order/{order_id}/shipping_fulfillment"
    return f"{call.base_url}{below}/{number or NO_NUMBER}"


NO_NUMBER = "999"


def _line(world: World, order: Row, line: Row) -> dict[str, Any]:
    cost = spell_amount(line["quantity"] * line["price"])
    refunds = world.all(
        "SELECT r.id, r.at, l.amount FROM ebay_refund_line l JOIN ebay_refund r ON r.id ="
        " l.refund_id WHERE l.line_id = ? ORDER BY r.id",
        (line["id"],),
    )
    ship_by = (order["paid_at"] or order["created_at"]) + _SHIPS_WITHIN
    return {
        "lineItemId": str(line["id"]),
        "legacyItemId": str(line["listing_id"]),
        **({} if line["sku"] is None else {"sku": line["sku"]}),
        "title": line["title"],
        "quantity": line["quantity"],
        "lineItemCost": cost,
        "total": cost,
        "soldFormat": "FIXED_PRICE",
        "listingMarketplaceId": "EBAY_US",
        "purchaseMarketplaceId": "EBAY_US",
        "lineItemFulfillmentStatus": _line_status(line),
        "lineItemFulfillmentInstructions": {
            "shipByDate": spell_time(ship_by),
            "guaranteedDelivery": False,
        },
        "deliveryCost": {"shippingCost": spell_amount(0)},
        "appliedPromotions": [],
        "taxes": [],
        "refunds": [_refund(row["id"], row["at"], row["amount"]) for row in refunds],
        "properties": {"buyerProtection": True},
    }
