"""Swappa's side of the acceptance, step by step, with its numbers.

Source: docs/reference/channels.md §14. The hub's requests are sent by hand.
"""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.web.in_process import ConnectionCut
from stocktake.web.sandbox import Sandbox

from tests.swappa.conftest import IMEI, LISTING, LISTINGS, ORDERS, SKU, Seller


@pytest.fixture
def seller() -> Iterator[Seller]:
    """The world of §14: one listing, L1, which shows 0; a manual clock."""
    with Sandbox(SIMULATORS, seed_set="documented", now="2026-03-02T09:00:00Z") as sandbox:
        seller = Seller(sandbox)
        seller.write(0)
        yield seller


def shows(seller: Seller) -> int:
    """Return SW: what the listing shows."""
    return int(seller.listing()["quantity"])


def writes(seller: Seller) -> int:
    """Return how many requests changed something, the setting up included."""
    rows = seller.world(
        "SELECT count(*) AS n FROM journal WHERE simulator = 'swappa' AND method <> 'GET'"
        " AND status < 300"
    )
    return int(rows[0]["n"])


def test_ten_pieces_one_sold_here_nine_and_tracking_once(seller: Seller) -> None:
    """§14.1: SW is 0, 10, 9 and stays 9; two writes of the hub in all."""
    assert shows(seller) == 0
    seller.write(10)
    order = seller.place()
    assert shows(seller) == 9  # by itself
    found = seller.orders(updated_since="2026-03-02T08:00:00Z", status="paid")
    (line,) = next(each for each in found if each["id"] == order)["lines"]
    assert (line["id"], line["sku"], line["quantity"], line["price"]) == (
        f"{order}-1", SKU, 1, "199.00",
    )  # fmt: skip
    items = [{"line_id": line["id"], "imei": IMEI}]
    body = {"carrier": "USPS", "tracking_number": "9400111899223197", "items": items}
    path = f"{ORDERS}/{order}/shipments"
    assert seller.send("POST", path, 201, json=body)
    assert seller.send("POST", path, 200, json=body)  # whatever is retried
    shown = seller.order(order)
    assert shown["status"] == "shipped"
    assert [each["tracking_number"] for each in shown["shipments"]] == ["9400111899223197"]
    assert shows(seller) == 9
    assert writes(seller) == 4  # 0, 10, the parcel, the parcel again


def test_an_unknown_sku_is_sold_and_then_written(seller: Seller) -> None:
    """§14.2: 5 are listed, one is sold, 4; written 3 once it is in the catalogue, and 2."""
    listing = seller.list_one(sku="IPHX-BLK-64", quantity=5)
    order = seller.place(("IPHX-BLK-64", 1))
    assert seller.listing(listing)["quantity"] == 4
    assert seller.order(order)["lines"][0]["sku"] == "IPHX-BLK-64"
    for count in (3, 2):
        assert seller.write(count, listing)["quantity"] == count


def test_a_variation_listing_is_written_once_every_sku_is_known(seller: Seller) -> None:
    """§14.3: one PATCH with both, 4 and 2; an order of one A leaves 3 and 2."""
    listing = seller.list_one(variants=[{"sku": "V-A"}, {"sku": "V-B"}])
    both = [{"sku": "V-A", "quantity": 4}, {"sku": "V-B", "quantity": 2}]
    seller.send("PATCH", f"{LISTINGS}/{listing}", json={"variants": both})
    seller.place(("V-A", 1))
    assert [each["quantity"] for each in seller.listing(listing)["variants"]] == [3, 2]


def test_a_cancelled_order_does_not_restore_and_is_written(seller: Seller) -> None:
    """§14.5: it lowered itself and does not restore; the hub writes 1. Refunds move no stock."""
    seller.write(1)
    order = seller.place()
    seller.event("cancel_order", id=order)
    assert shows(seller) == 0
    assert seller.is_refused("cancel_order", id=order) == 409  # delivered again: nothing
    seller.write(1)
    other = seller.place()
    seller.ship(other)
    seller.event("refund_order", id=other)
    assert (seller.order(other)["status"], shows(seller)) == ("refunded", 0)


def test_nobody_buys_more_than_is_shown(seller: Seller) -> None:
    """§14.6, cases A to C: refused after the hub wrote 0, accepted before; a push that is lost."""
    seller.write(1)
    seller.write(0)  # one was sold elsewhere
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    seller.write(1)
    seller.sandbox.fault("swappa", "update_listing", "lost_request")
    with pytest.raises(ConnectionCut):
        seller.write(0)
    assert seller.place()  # case C
    assert shows(seller) == 0
    path = f"{LISTINGS}/{LISTING}"
    assert seller.refused("PATCH", path, 422, json={"quantity": -1})[0] == "invalid"  # never -1
