"""eBay: orders, listed and shown."""

from typing import Any

import pytest

from tests.ebay.conftest import FULFILLMENT, ORDER, SKU, Seller

ORDERS = f"{FULFILLMENT}/order"
NOW = "2026-01-05T09:00:00.000Z"


def ids(seller: Seller, **query: Any) -> list[str]:
    """Return the orderIds of a list."""
    return [order["orderId"] for order in seller.orders(**query)]


def test_get_order_shows_an_order_as_the_reference_has_it(seller: Seller) -> None:
    """docs/reference/channels.md §12: every field, and absent what eBay does not have."""
    usd = {"value": "199.00", "currency": "USD"}
    free = {"value": "0.00", "currency": "USD"}
    assert seller.order() == {
        "orderId": ORDER, "creationDate": NOW, "lastModifiedDate": NOW,
        "orderFulfillmentStatus": "NOT_STARTED", "orderPaymentStatus": "PAID",
        "sellerId": "seller1", "salesRecordReference": "4567",
        "buyer": {"username": "pat_example"},
        "pricingSummary": {"priceSubtotal": usd, "deliveryCost": free, "total": usd},
        "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
        "paymentSummary": {
            "totalDueSeller": usd, "refunds": [],
            "payments": [
                {"paymentMethod": "EBAY", "paymentReferenceId": "1", "paymentDate": NOW,
                 "amount": usd, "paymentStatus": "PAID"},
            ],
        },
        "fulfillmentStartInstructions": [
            {"fulfillmentInstructionsType": "SHIP_TO", "ebaySupportedFulfillment": False,
             "shippingStep": {
                 "shippingCarrierCode": "USPS", "shippingServiceCode": "USPSPriority",
                 "shipTo": {
                     "fullName": "Pat Example",
                     "contactAddress": {
                         "addressLine1": "1 Test Street", "city": "Austin",
                         "stateOrProvince": "TX", "postalCode": "78701", "countryCode": "US"},
                     "primaryPhone": {"phoneNumber": "5125550100"},
                     "email": "x@members.ebay.com"}}},
        ],
        "fulfillmentHrefs": [],
        "lineItems": [
            {"lineItemId": "10012345678901", "legacyItemId": "110000000001", "sku": SKU,
             "title": "iPhone X", "quantity": 1, "lineItemCost": usd, "total": usd,
             "soldFormat": "FIXED_PRICE", "listingMarketplaceId": "EBAY_US",
             "purchaseMarketplaceId": "EBAY_US", "lineItemFulfillmentStatus": "NOT_STARTED",
             "lineItemFulfillmentInstructions": {
                 "shipByDate": "2026-01-07T09:00:00.000Z", "guaranteedDelivery": False},
             "deliveryCost": {"shippingCost": free}, "appliedPromotions": [], "taxes": [],
             "refunds": [], "properties": {"buyerProtection": True}},
        ],
        "totalFeeBasisAmount": usd, "totalMarketplaceFee": {"value": "25.00", "currency": "USD"},
    }  # fmt: skip


def test_list_orders_skips_records_and_begins_with_the_oldest(seller: Seller) -> None:
    """docs/reference/channels.md §2.4: here `offset` counts records."""
    placed = [ORDER, *(seller.place(buyer=f"b{n}") for n in range(4))]
    page = seller.get(ORDERS, limit=2, offset=1)
    assert [order["orderId"] for order in page["orders"]] == placed[1:3]
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)
    assert page["next"] == f"http://sandbox/ebay{ORDERS}?limit=2&offset=3"
    assert page["prev"] == f"http://sandbox/ebay{ORDERS}?limit=2&offset=0"
    last = seller.get(ORDERS, limit=2, offset=3)
    assert [order["orderId"] for order in last["orders"]] == placed[3:]
    assert "next" not in last
    assert seller.get(ORDERS)["limit"] == 50


def test_a_next_url_keeps_the_filter_encoded(seller: Seller) -> None:
    """docs/reference/channels.md §2.4, §7 (c): absolute, by the Host that was asked."""
    for _ in range(2):
        seller.place()
    statuses = "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}"
    page = seller.get(ORDERS, filter=statuses, limit=1)
    again = seller.send("GET", page["next"].removeprefix("http://sandbox/ebay")).json()
    assert (again["total"], again["offset"]) == (3, 1)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("limit=201", 31100), ("limit=0", 31100), ("limit=x", 31100), ("limit=500", 31100),
        ("offset=-1", 31000), ("offset=x", 31000),
        ("fieldGroups=ALL", 32800),
        ("filter=created:[..]", 30700), ("filter=creationdate%253A%255B..%255D", 30700),
        ("filter=creationdate", 30800), ("filter=creationdate:2026", 30800),
        ("filter=creationdate:[2026-01-01T00:00:00Z]", 30800),
        ("filter=orderfulfillmentstatus:{NOT_STARTED}", 30800),
        ("filter=orderfulfillmentstatus:[NOT_STARTED|IN_PROGRESS]", 30800),
        ("filter=lastmodifieddate:[2026-01-01..]", 30810),
        ("filter=lastmodifieddate:[2026-01-01T00:00:00..]", 30810),
        ("filter=lastmodifieddate:[..2026-01-01T00:00:00Z]", 30820),
        ("filter=creationdate:[2023-01-01T00:00:00Z..]", 30830),
        ("filter=creationdate:[2026-01-03T00:00:00Z..2026-01-02T00:00:00Z]", 30840),
        ("filter=creationdate:[2026-01-05T09:00:30Z..]", 30850),
        ("filter=creationdate:[2026-01-01T00:00:00Z..2026-01-05T10:00:00Z]", 30850),
        ("orderIds=" + ",".join(map(str, range(51))), 30900),
    ],
)  # fmt: skip
def test_a_bad_question_has_its_own_error(seller: Seller, query: str, error: int) -> None:
    """docs/reference/channels.md §2.4: 30850 breaks the poll of a clock that is seconds ahead."""
    assert seller.refused("GET", f"{ORDERS}?{query}") == error


def test_dates_are_windows_with_both_ends_inside(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    (row,) = seller.world("SELECT created_at FROM ebay_order")
    assert row["created_at"] % 1_000 == 0
    assert ids(seller, filter=f"creationdate:[{NOW}..{NOW}]") == [ORDER]
    assert ids(seller, filter=f"lastmodifieddate:[{NOW}..{NOW}]") == [ORDER]
    before = "2026-01-05T08:59:59.999Z"
    assert ids(seller, filter=f"creationdate:[{before}..{before}]") == []


def test_a_change_moves_the_date_of_change_and_not_that_of_creation(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    seller.sandbox.advance("1h")
    seller.event("request_cancel", id=ORDER)
    since = "2026-01-05T09:30:00.000Z"
    assert ids(seller, filter=f"lastmodifieddate:[{since}..]") == [ORDER]
    assert ids(seller, filter=f"creationdate:[{since}..]") == []
    of_both = f"creationdate:[{since}..],lastmodifieddate:[{since}..]"
    assert ids(seller, filter=of_both) == []  # only that of creation counts


def test_encoded_whole_or_in_part_a_filter_is_read(seller: Seller) -> None:
    """docs/reference/channels.md §2.4, recorded."""
    since = "2026-01-01T00:00:00.000Z"
    for query in (
        f"filter=lastmodifieddate%3A%5B{since.replace(':', '%3A')}..%5D",
        f"filter=lastmodifieddate:[{since}..],orderfulfillmentstatus:%7BNOT_STARTED%7CIN_PROGRESS%7D",
    ):
        assert seller.send("GET", f"{ORDERS}?{query}").json()["total"] == 1


def test_the_two_statuses_that_can_be_asked_for(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    whole, part = seller.place(), seller.place((SKU, 2))
    seller.ship(whole)
    (line,) = seller.order(part)["lineItems"]
    seller.ship(part, lineItems=[{"lineItemId": line["lineItemId"], "quantity": 1}])
    waiting = "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}"
    gone = "orderfulfillmentstatus:{FULFILLED|IN_PROGRESS}"
    assert ids(seller, filter=waiting) == [ORDER, part]
    assert ids(seller, filter=gone) == [whole, part]


def test_without_a_filter_the_last_ninety_days_are_listed(seller: Seller) -> None:
    """docs/reference/channels.md §2.4; ids override everything."""
    seller.sandbox.advance("91d")
    late = Seller(seller.sandbox, seller.grant()["access_token"])
    new = late.place()
    assert ids(late) == [new]
    assert ids(late, filter="creationdate:[2026-01-01T00:00:00Z..]") == [ORDER, new]
    assert ids(late, orderIds=f"{ORDER},01-00000-00000") == [ORDER]


def test_an_e_mail_disappears_after_14_days_name_phone_and_street_after_90(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §2.4."""

    def ship_to() -> dict[str, Any]:
        fresh = Seller(seller.sandbox, seller.grant()["access_token"])
        step = fresh.order()["fulfillmentStartInstructions"][0]["shippingStep"]
        found: dict[str, Any] = step["shipTo"]
        return found

    seller.sandbox.advance("15d")
    assert set(ship_to()) == {"fullName", "contactAddress", "primaryPhone"}
    seller.sandbox.advance("76d")
    assert set(ship_to()) == {"contactAddress"}
    assert "addressLine1" not in ship_to()["contactAddress"]


def test_an_unknown_order_is_404_32100(seller: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    assert seller.refused("GET", f"{ORDERS}/01-00000-00000", 404) == 32100
    assert seller.refused("GET", f"{ORDERS}/{ORDER}?fieldGroups=ALL") == 32800
    assert seller.get(f"{ORDERS}/{ORDER}", fieldGroups="TAX_BREAKDOWN")["orderId"] == ORDER


def test_requests_to_cancel_are_shown_of_one_order_and_never_in_the_list(seller: Seller) -> None:
    """docs/reference/channels.md §2.4: cancelRequests is always [] in the list."""
    seller.event("request_cancel", id=ORDER, reason="ORDER_MISTAKE")
    (listed,) = seller.orders()
    assert listed["cancelStatus"] == {"cancelState": "IN_PROGRESS", "cancelRequests": []}
    (request,) = seller.order()["cancelStatus"]["cancelRequests"]
    assert request["cancelReason"] == "ORDER_MISTAKE"
    assert request["cancelRequestState"] == "REQUESTED"
    seller.event("cancel_order", id=ORDER)
    (request,) = seller.order()["cancelStatus"]["cancelRequests"]
    assert request["cancelRequestState"] == "COMPLETED"


def test_unknown_values_come_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §15, row 33: `ebay.unknown_values`."""
    seller.place()
    assert "loyalty" not in seller.orders()[0]
    seller.sandbox.set_quirk("ebay.unknown_values", True)
    first, second = seller.orders()
    assert (first["orderFulfillmentStatus"], first["loyalty"]) == (
        "AWAITING_PICKUP",
        {"tier": "GOLD"},
    )
    assert "loyalty" not in second
