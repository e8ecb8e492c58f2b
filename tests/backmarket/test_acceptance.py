"""Back Market's side of the acceptance, step by step, with its numbers.

Source: docs/reference/channels.md §14. The hub's requests are sent by hand.
"""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.web.in_process import ConnectionCut
from stocktake.web.sandbox import Sandbox

from tests.backmarket.conftest import LISTING, LISTINGS, ORDER, SKU, Seller


@pytest.fixture
def seller() -> Iterator[Seller]:
    """The world of §14: one listing, 4567, which shows 0, and the documented order out of it."""
    with Sandbox(SIMULATORS, seed_set="documented", now="2026-03-02T09:00:00Z") as sandbox:
        seller = Seller(sandbox)
        seller.update(quantity=0)
        yield seller


def writes(seller: Seller) -> int:
    """Return how many requests changed something, the setting up included."""
    rows = seller.world(
        "SELECT count(*) AS n FROM journal WHERE simulator = 'backmarket' AND method <> 'GET'"
        " AND status < 300"
    )
    return int(rows[0]["n"])


def test_ten_pieces_one_sold_elsewhere_nine_here(seller: Seller) -> None:
    """§14.1, steps 0 to 4: BM is 0, 10, 10, 9 and stays 9."""
    assert seller.shown() == 0
    for quantity in (10, 9):  # then one was sold on Swappa
        assert seller.update(LISTING, quantity=quantity)["quantity"] == quantity
        assert seller.shown() == quantity
    assert writes(seller) == 3


def test_sold_here_it_falls_by_itself_is_accepted_and_shipped_once(seller: Seller) -> None:
    """§14.1 with Back Market as the seller: `new_state` 2 per SKU, 3 in step 8."""
    seller.update(quantity=10)
    order = seller.place()
    assert seller.shown() == 9
    since = [each["order_id"] for each in seller.orders(date_modification="2026-03-02T08:00:00Z")]
    assert int(order) in since
    parcel = {"tracking_number": "9400111899223197", "shipper": "USPS"}
    assert seller.not_moved(order, 3, **parcel) == "new_state"  # in state 1: refused, D15
    for _ in range(2):  # once, whatever is retried
        seller.move(order, 2, sku=SKU)
    for _ in range(2):
        seller.move(order, 3, **parcel)
    shown = seller.order(order)
    assert (shown["state"], shown["tracking_number"]) == (9, "9400111899223197")
    assert len([row for row in seller.ledger("shipment") if row[1] == order]) == 1
    assert seller.shown() == 9


def test_an_unknown_sku_is_sold_and_then_written(seller: Seller) -> None:
    """§14.2: 5 are listed, one is sold, 4; written 3 once it is in the catalogue, and 2."""
    listing = seller.event("add_listing", sku="IPHX-BLK-64", quantity=5)["id"]
    order = seller.place(("IPHX-BLK-64", 1))
    assert seller.shown("IPHX-BLK-64") == 4
    assert seller.order(order)["orderlines"][0]["listing"] == "IPHX-BLK-64"
    for count in (3, 2):
        seller.update(listing, quantity=count)
        assert seller.shown("IPHX-BLK-64") == count


def test_a_cancelled_order_does_not_restore_and_is_written(seller: Seller) -> None:
    """§14.5: it lowered itself and does not restore; the hub writes 1. Refunds move no stock."""
    seller.update(quantity=1)
    order = seller.place()
    assert seller.shown() == 0
    seller.event("cancel_order", id=order)
    assert seller.shown() == 0
    assert seller.is_refused("cancel_order", id=order) == 409
    seller.update(quantity=1)
    other = seller.place()
    seller.ship(other)
    seller.move(other, 6, sku=SKU)
    assert seller.states(other) == (9, [6])
    assert seller.shown() == 0


def test_two_lines_one_shipped_and_one_paid_back(seller: Seller) -> None:
    """§14.5: what is paid back before it left is not wanted; the other has left."""
    seller.event("add_listing", sku="OTHER", quantity=1)
    seller.update(quantity=1)
    order = seller.place((SKU, 1), ("OTHER", 1))
    for sku in (SKU, "OTHER"):
        seller.move(order, 2, sku=sku)
    seller.move(order, 5, sku="OTHER")
    seller.move(order, 3, tracking_number="6A1")
    rows = seller.world(
        "SELECT sku, shipped, cancelled FROM v_orders WHERE simulator = 'backmarket'"
        " AND reference = ? ORDER BY sku",
        order,
    )
    assert [tuple(row.values()) for row in rows] == [(SKU, 10**6, 0), ("OTHER", 0, 10**6)]


def test_nobody_buys_more_than_is_shown(seller: Seller) -> None:
    """§14.6, cases A and B: refused after the hub wrote 0, accepted before; never below 0."""
    seller.update(quantity=1)
    seller.update(quantity=0)  # one was sold elsewhere
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    seller.update(quantity=1)
    order = seller.place()
    seller.update(quantity=-1, expect=400)
    seller.move(order, 4, sku=SKU)  # staff refuse it: BM stays 0, no write
    assert seller.shown() == 0


def test_a_push_that_is_lost_changes_nothing(seller: Seller) -> None:
    """§14.6, case C: the push of 0 is planted `lost_request`."""
    seller.update(quantity=1)
    seller.sandbox.fault("backmarket", "update_listing", "lost_request")
    with pytest.raises(ConnectionCut):
        seller.send("POST", f"{LISTINGS}/{LISTING}", json={"quantity": 0})
    assert seller.shown() == 1
    seller.place()
    assert seller.order(ORDER)["state"] == 1
