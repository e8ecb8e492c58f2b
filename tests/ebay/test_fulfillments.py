"""eBay: parcels and refunds."""

from typing import Any

import pytest

from tests.ebay.conftest import FULFILLMENT, ORDER, SKU, Seller

PARCEL: dict[str, Any] = {"trackingNumber": "9400111899223197", "shippingCarrierCode": "USPS"}
SECOND: dict[str, Any] = {"trackingNumber": "1Z999AA10123456784", "shippingCarrierCode": "UPS"}


def path_of(order: str, *rest: str) -> str:
    """Return the path of an order's parcels, or of one."""
    return "/".join([f"{FULFILLMENT}/order/{order}/shipping_fulfillment", *rest])


def line_of(seller: Seller, order: str = ORDER) -> str:
    """Return the first lineItemId of an order."""
    return str(seller.order(order)["lineItems"][0]["lineItemId"])


def error_of(seller: Seller, order: str = ORDER, status: int = 400, **body: Any) -> int:
    """Send a parcel that is refused; return the errorId."""
    return seller.refused("POST", path_of(order), status, json=body)


def test_create_shipping_fulfillment_answers_201_with_a_location_and_no_body(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.4: the id is the tracking number."""
    answer = seller.ship(ORDER, **PARCEL, lineItems=[{"lineItemId": line_of(seller)}])
    number = PARCEL["trackingNumber"]
    assert answer.text == ""
    assert answer.headers["location"] == f"http://sandbox/ebay{path_of(ORDER, number)}"
    shown = seller.order()
    assert shown["orderFulfillmentStatus"] == "FULFILLED"
    assert shown["lineItems"][0]["lineItemFulfillmentStatus"] == "FULFILLED"
    assert shown["fulfillmentHrefs"] == [answer.headers["location"]]
    assert shown["lastModifiedDate"] > shown["creationDate"]
    assert seller.ledger("shipment") == [(SKU, ORDER, 1)]


def test_list_shipping_fulfillments_and_get_shipping_fulfillment_show_parcels(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.4."""
    line = line_of(seller)
    seller.ship(ORDER, **PARCEL, shippedDate="2026-01-05T08:00:00.000Z")
    listed = seller.get(path_of(ORDER))
    assert listed == {
        "fulfillments": [
            {
                "fulfillmentId": PARCEL["trackingNumber"],
                "lineItems": [{"lineItemId": line, "quantity": 1}],
                "shipmentTrackingNumber": PARCEL["trackingNumber"],
                "shippingCarrierCode": "USPS", "shippedDate": "2026-01-05T08:00:00.000Z",
            }
        ],
        "total": 1,
    }  # fmt: skip
    one = seller.get(path_of(ORDER, PARCEL["trackingNumber"]))
    assert one == listed["fulfillments"][0]
    assert seller.refused("GET", path_of(ORDER, "T9"), 404) == 32600
    assert seller.refused("GET", path_of("01-00000-00000"), 404) == 32100


def test_a_parcel_without_a_number_is_999(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    answer = seller.ship(ORDER)
    assert answer.headers["location"].endswith("/shipping_fulfillment/999")
    shown = seller.get(path_of(ORDER, "999"))
    assert shown["fulfillmentId"] == "999"
    assert not {"shipmentTrackingNumber", "shippingCarrierCode"} & set(shown)


def test_the_same_parcel_again_is_one_and_changes_nothing(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    line: dict[str, Any] = {"lineItemId": line_of(seller), "quantity": 1}
    first = seller.ship(ORDER, **PARCEL, lineItems=[line])
    changed = seller.order()["lastModifiedDate"]
    bodies: list[dict[str, Any]] = [{"lineItems": [line]}, {}]
    for body in bodies:
        again = seller.ship(ORDER, **PARCEL, **body)
        assert again.headers["location"] == first.headers["location"]
    assert seller.get(path_of(ORDER))["total"] == 1
    assert seller.order()["lastModifiedDate"] == changed


def test_another_number_for_units_that_have_left_is_32600(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    seller.ship(ORDER, **PARCEL)
    assert error_of(seller, **SECOND) == 32600
    assert error_of(seller) == 32600
    line: dict[str, Any] = {"lineItemId": line_of(seller), "quantity": 1}
    assert error_of(seller, **SECOND, lineItems=[line]) == 32600
    assert seller.get(path_of(ORDER))["total"] == 1


def test_units_of_one_line_over_two_parcels(seller: Seller) -> None:
    """docs/reference/channels.md §15, row 29: 1 and 2, FULFILLED only after both."""
    order = seller.place((SKU, 3))
    line = line_of(seller, order)
    seller.ship(order, **PARCEL, lineItems=[{"lineItemId": line, "quantity": 1}])
    assert seller.order(order)["orderFulfillmentStatus"] == "IN_PROGRESS"
    assert (
        error_of(seller, order, **SECOND, lineItems=[{"lineItemId": line, "quantity": 3}]) == 32600
    )
    seller.ship(order, **SECOND, lineItems=[{"lineItemId": line, "quantity": 2}])
    assert seller.order(order)["orderFulfillmentStatus"] == "FULFILLED"
    parcels = seller.get(path_of(order))["fulfillments"]
    assert [parcel["lineItems"][0]["quantity"] for parcel in parcels] == [1, 2]
    seller.ship(order, **PARCEL, lineItems=[{"lineItemId": line, "quantity": 1}])  # again
    assert seller.get(path_of(order))["total"] == 2


def test_other_lines_under_a_known_number_are_in_that_parcel(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    order = seller.place((SKU, 1), (SKU, 2))
    lines = [line["lineItemId"] for line in seller.order(order)["lineItems"]]
    for line in lines:
        seller.ship(order, **PARCEL, lineItems=[{"lineItemId": line}])
    (parcel,) = seller.get(path_of(order))["fulfillments"]
    assert [line["lineItemId"] for line in parcel["lineItems"]] == lines
    assert seller.order(order)["orderFulfillmentStatus"] == "FULFILLED"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"trackingNumber": "T1"}, 32300),
        ({"shippingCarrierCode": "USPS"}, 32300),
        ({"trackingNumber": "1Z 999", "shippingCarrierCode": "UPS"}, 32300),
        ({"trackingNumber": "1Z-999", "shippingCarrierCode": "UPS"}, 32300),
        ({"shippedDate": "yesterday"}, 32500),
        ({"shippedDate": "2026-02-01T00:00:00.000Z"}, 32500),
        ({"lineItems": [{"lineItemId": "1", "quantity": 1}]}, 32200),
        ({"lineItems": [{}]}, 32200),
        ({"lineItems": [{"lineItemId": "10012345678901"}] * 2}, 32210),
        ({"lineItems": [{"lineItemId": "10012345678901", "quantity": 2}]}, 32600),
        ({"lineItems": [{"lineItemId": "10012345678901", "quantity": 0}]}, 32600),
        ({"lineItems": [{"lineItemId": "10012345678901", "quantity": -1}]}, 32600),
    ],
)
def test_a_bad_parcel_has_its_own_error_and_changes_nothing(
    seller: Seller, body: dict[str, Any], error: int
) -> None:
    """docs/reference/channels.md §2.4: letters and digits only, both or neither."""
    assert error_of(seller, **body) == error
    assert seller.order()["orderFulfillmentStatus"] == "NOT_STARTED"


def test_what_is_cancelled_does_not_ship(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    seller.event("cancel_order", id=ORDER)
    assert error_of(seller, **PARCEL) == 32600
    assert error_of(seller, "01-00000-00000", 404, **PARCEL) == 32100


def refund(seller: Seller, order: str = ORDER, expect: int = 200, **body: Any) -> dict[str, Any]:
    """Issue a refund; return the answer."""
    path = f"{FULFILLMENT}/order/{order}/issue_refund"
    answer: dict[str, Any] = seller.send("POST", path, expect, json=body).json()
    return answer


def dollars(value: str) -> dict[str, str]:
    """Return an Amount."""
    return {"value": value, "currency": "USD"}


def test_issue_refund_pays_back_a_part_and_then_the_rest(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    answer = refund(seller, reasonForRefund="BUYER_RETURN", orderLevelRefundAmount=dollars("50.00"))
    assert answer["refundStatus"] == "REFUNDED"
    shown = seller.order()
    assert shown["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert shown["paymentSummary"]["totalDueSeller"]["value"] == "149.00"
    (paid_back,) = shown["paymentSummary"]["refunds"]
    assert (paid_back["refundId"], paid_back["amount"]["value"]) == (answer["refundId"], "50.00")
    assert seller.ledger("demand") == []
    refund(seller, reasonForRefund="BUYER_RETURN", orderLevelRefundAmount=dollars("149"))
    assert seller.order()["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert seller.ledger("demand") == [(SKU, ORDER, -1)]  # it never left, and nobody wants it


def test_a_line_that_is_refunded_whole_is_not_wanted_any_more(seller: Seller) -> None:
    """docs/reference/channels.md §2.4, §14.5 [decide]."""
    order = seller.place((SKU, 1), (SKU, 2))
    item: dict[str, Any] = {"lineItemId": line_of(seller, order), "refundAmount": dollars("199.00")}
    refund(seller, order, reasonForRefund="SELLER_CANCEL", refundItems=[item])
    shown = seller.order(order)
    assert [len(line["refunds"]) for line in shown["lineItems"]] == [1, 0]
    assert seller.ledger("demand")[-1] == (SKU, order, -1)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"orderLevelRefundAmount": dollars("1.00")}, 34904),
        ({"reasonForRefund": "WHIM", "orderLevelRefundAmount": dollars("1.00")}, 34904),
        ({"reasonForRefund": "BUYER_RETURN"}, 34907),
        ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": dollars("1.00"),
          "refundItems": [{"lineItemId": "10012345678901", "refundAmount": dollars("1.00")}]},
         34907),
        ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": dollars("199.01")}, 34906),
        ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": dollars("0")}, 34906),
        ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": dollars("much")}, 34909),
        ({"reasonForRefund": "BUYER_RETURN", "refundItems": [
            {"lineItemId": "1", "refundAmount": dollars("1.00")}]}, 34908),
        ({"reasonForRefund": "BUYER_RETURN", "refundItems": [
            {"lineItemId": "10012345678901", "refundAmount": dollars("200")}]}, 34906),
        ({"reasonForRefund": "BUYER_RETURN", "refundItems": [
            {"lineItemId": "10012345678901"}]}, 34909),
        ({"reasonForRefund": "BUYER_RETURN", "comment": "x" * 101,
          "orderLevelRefundAmount": dollars("1.00")}, 34905),
    ],
)  # fmt: skip
def test_a_bad_refund_has_an_error_of_its_own(
    seller: Seller, body: dict[str, Any], error: int
) -> None:
    """docs/reference/channels.md §2.4: errors 349xx; which is which is ours."""
    assert refund(seller, ORDER, 400, **body)["errors"][0]["errorId"] == error
    assert seller.order()["orderPaymentStatus"] == "PAID"


def test_an_unknown_order_is_34913_and_one_that_is_not_paid_409(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    body = {"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": dollars("1.00")}
    assert refund(seller, "01-0-0", 404, **body)["errors"][0]["errorId"] == 34913
    unpaid = seller.place(paid=False)
    refund(seller, unpaid, 409, **body)
