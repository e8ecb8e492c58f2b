"""eBay's side of the acceptance, step by step, with its numbers.

Source: docs/reference/channels.md §14. The hub's requests are sent by hand.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.in_process import ConnectionCut
from stocktake.web.sandbox import Sandbox

from tests.ebay.conftest import OFFER, SKU, Seller, both


@pytest.fixture
def seller() -> Iterator[Seller]:
    """The world of §14: one listing, offer 9000, which shows 0."""
    with Sandbox(SIMULATORS, seed_set="documented", now="2026-03-02T09:00:00Z") as sandbox:
        seller = Seller(sandbox)
        seller.show(SKU, 0)
        yield seller


def writes(seller: Seller) -> int:
    """Return how many requests changed something, the setting up included."""
    rows = seller.world(
        "SELECT count(*) AS n FROM journal WHERE simulator = 'ebay' AND method <> 'GET'"
        " AND status < 300"
    )
    return int(rows[0]["n"])


def test_ten_pieces_one_sold_elsewhere_nine_here(seller: Seller) -> None:
    """§14.1, steps 0 to 4: EB is 0, 10, 10, 9 and stays 9."""
    assert seller.quantities()[2] == 0
    seller.update(both(SKU, 10, OFFER))
    assert seller.quantities()[2] == 10
    seller.update(both(SKU, 9, OFFER))  # one was sold on Swappa
    assert seller.quantities() == (9, 9, 9)
    assert writes(seller) == 3


def test_sold_here_it_falls_by_itself_and_is_shipped_once(seller: Seller) -> None:
    """§14.1 with eBay as the seller: no write in step 3, one parcel in step 8."""
    seller.update(both(SKU, 10, OFFER))
    order = seller.place()
    assert seller.quantities()[2] == 9
    since = "lastmodifieddate:[2026-03-02T08:00:00.000Z..]"
    found = seller.orders(filter=since)
    assert order in [each["orderId"] for each in found]
    (line,) = seller.order(order)["lineItems"]
    parcel: dict[str, Any] = {"trackingNumber": "9400111899223197", "shippingCarrierCode": "USPS"}
    units = [{"lineItemId": line["lineItemId"], "quantity": 1}]
    for _ in range(2):  # once, whatever is retried
        seller.ship(order, lineItems=units, **parcel)
    assert seller.order(order)["orderFulfillmentStatus"] == "FULFILLED"
    path = f"/sell/fulfillment/v1/order/{order}/shipping_fulfillment"
    assert seller.get(path)["total"] == 1
    assert seller.quantities() == (9, 9, 9)


def test_an_unknown_sku_is_sold_and_then_written(seller: Seller) -> None:
    """§14.2: 5 are listed, one is sold, 4; written 3 once it is in the catalogue, and 2."""
    offer = seller.event("add_listing", sku="IPHX-BLK-64", quantity=5)["id"]
    order = seller.place(("IPHX-BLK-64", 1))
    assert seller.quantities("IPHX-BLK-64")[2] == 4
    assert seller.order(order)["lineItems"][0]["sku"] == "IPHX-BLK-64"
    for count in (3, 2):
        seller.update(both("IPHX-BLK-64", count, offer))
        assert seller.quantities("IPHX-BLK-64")[2] == count


def test_a_cancelled_order_does_not_restore_and_is_written(seller: Seller) -> None:
    """§14.5: it lowered itself and does not restore; the hub writes 1. Refunds move no stock."""
    seller.update(both(SKU, 1, OFFER))
    order = seller.place()
    assert seller.quantities()[2] == 0
    seller.event("cancel_order", id=order)
    assert seller.quantities()[2] == 0
    assert seller.is_refused("cancel_order", id=order) == 409
    seller.update(both(SKU, 1, OFFER))
    other = seller.place()
    seller.ship(other)
    seller.event("refund_order", id=other)
    shown = seller.order(other)
    assert (shown["orderPaymentStatus"], shown["orderFulfillmentStatus"]) == (
        "FULLY_REFUNDED",
        "FULFILLED",
    )
    assert seller.quantities()[2] == 0


def test_nobody_buys_more_than_is_shown(seller: Seller) -> None:
    """§14.6, cases A and B: refused after the hub wrote 0, accepted before."""
    seller.update(both(SKU, 1, OFFER))
    seller.update(both(SKU, 0, OFFER))  # one was sold elsewhere
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    seller.update(both(SKU, 1, OFFER))
    seller.sandbox.fault("ebay", "bulk_update_price_quantity", "lost_request")
    with pytest.raises(ConnectionCut):
        seller.update(both(SKU, 0, OFFER))
    assert seller.place()  # case C: the push was lost
    assert seller.quantities()[2] == 0
