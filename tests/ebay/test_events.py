"""eBay: what buyers and the seller do."""

from tests.ebay.conftest import FULFILLMENT, OFFER, ORDER, SKU, Seller

OTHER = "GALS21-128-GRY-B"


def test_a_sale_lowers_item_and_offer_at_once_paid_or_not(seller: Seller) -> None:
    """docs/reference/channels.md §2.3, §13 [decide]: and raises soldQuantity."""
    order = seller.place((SKU, 2), paid=False)
    assert seller.quantities() == (8, 8, 8)
    assert seller.offer()["listing"]["soldQuantity"] == 3
    assert seller.order(order)["orderPaymentStatus"] == "PENDING"
    assert seller.ledger("shown") == [(SKU, None, -2)]
    assert seller.ledger("demand") == [(SKU, order, 2)]


def test_a_sale_lowers_both_where_they_differ(seller: Seller) -> None:
    """docs/reference/channels.md §2.3 [decide]."""
    seller.update({"sku": SKU, "offers": [{"offerId": OFFER, "availableQuantity": 4}]})
    seller.place()
    assert seller.quantities() == (9, 3, 3)


def test_no_more_is_sold_than_the_listing_shows(seller: Seller) -> None:
    """docs/reference/channels.md §13: also over two lines of an order."""
    lines = [{"sku": SKU, "quantity": 6}, {"listing": OFFER, "quantity": 5}]
    assert seller.is_refused("place_order", lines=lines) == 409
    assert seller.is_refused("place_order", lines=[{"sku": "NONE", "quantity": 1}]) == 404
    assert seller.is_refused("place_order", lines=[{"listing": "7", "quantity": 1}]) == 404
    assert seller.quantities() == (10, 10, 10)
    assert len(seller.orders()) == 1
    assert seller.place((SKU, 10))
    assert seller.offer()["listing"]["listingStatus"] == "OUT_OF_STOCK"


def test_pay_order_moves_the_change_and_not_the_creation(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    order = seller.place(paid=False)
    seller.sandbox.advance("1h")
    seller.event("pay_order", id=order)
    shown = seller.order(order)
    assert shown["orderPaymentStatus"] == "PAID"
    assert shown["lastModifiedDate"] > shown["creationDate"]
    assert seller.is_refused("pay_order", id=order) == 409
    assert seller.is_refused("pay_order", id="none") == 404


def test_cancel_order_pays_back_and_lists_nothing_again(seller: Seller) -> None:
    """docs/reference/channels.md §2.4, §0.2 [decide]: no restore; it stays NOT_STARTED."""
    seller.event("cancel_order", id=ORDER)
    shown = seller.order()
    assert shown["cancelStatus"]["cancelState"] == "CANCELED"
    assert "cancelledDate" in shown["cancelStatus"]
    assert shown["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert shown["orderFulfillmentStatus"] == "NOT_STARTED"
    assert seller.quantities() == (10, 10, 10)
    assert seller.ledger("demand") == [(SKU, ORDER, -1)]
    assert seller.is_refused("cancel_order", id=ORDER) == 409
    waiting = "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}"
    assert len(seller.orders(filter=waiting)) == 1  # an engine that goes by this ships it


def test_an_unpaid_order_that_is_cancelled_has_failed_to_pay(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    order = seller.place(paid=False)
    seller.event("cancel_order", id=order)
    assert seller.order(order)["orderPaymentStatus"] == "FAILED"
    assert seller.is_refused("refund_order", id=order) == 409


def test_an_order_of_which_some_has_left_is_not_cancelled(seller: Seller) -> None:
    """docs/reference/channels.md §2.4 [decide]."""
    seller.ship(ORDER)
    assert seller.is_refused("cancel_order", id=ORDER) == 409
    assert seller.is_refused("request_cancel", id=ORDER) == 409


def test_request_cancel_is_once(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    seller.event("request_cancel", id=ORDER)
    assert seller.is_refused("request_cancel", id=ORDER) == 409


def test_refund_order_after_shipping_moves_no_stock(seller: Seller) -> None:
    """docs/reference/channels.md §14.5: FULLY_REFUNDED with FULFILLED."""
    seller.ship(ORDER)
    seller.event("refund_order", id=ORDER)
    shown = seller.order()
    assert (shown["orderPaymentStatus"], shown["orderFulfillmentStatus"]) == (
        "FULLY_REFUNDED",
        "FULFILLED",
    )
    assert shown["paymentSummary"]["totalDueSeller"]["value"] == "0.00"
    assert seller.ledger("demand") == []
    assert seller.is_refused("refund_order", id=ORDER) == 409


def test_of_two_lines_one_shipped_and_one_refunded_one_unit_is_wanted_no_more(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §14.5."""
    seller.show(OTHER, 3)
    order = seller.place((SKU, 1), (OTHER, 1))
    first = seller.order(order)["lineItems"][0]["lineItemId"]
    seller.ship(order, lineItems=[{"lineItemId": first, "quantity": 1}])
    seller.event("refund_order", id=order, lines=[{"sku": OTHER}])
    shown = seller.order(order)
    assert shown["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert shown["orderFulfillmentStatus"] == "FULFILLED"  # what is still wanted has left
    assert [len(line["refunds"]) for line in shown["lineItems"]] == [0, 1]
    assert seller.ledger("demand")[-1] == (OTHER, order, -1)
    rows = seller.world("SELECT sku, ordered, shipped, cancelled FROM v_orders WHERE id = ?", order)
    assert [tuple(row.values()) for row in rows] == [
        (SKU, 1_000_000, 1_000_000, 0), (OTHER, 1_000_000, 0, 1_000_000),
    ]  # fmt: skip
    assert seller.is_refused("refund_order", id=order, lines=[{"sku": "NONE"}]) == 404


def test_combine_orders_makes_a_new_order_and_the_old_ids_are_unknown(seller: Seller) -> None:
    """docs/reference/channels.md §13; failure-modes.md §1, row 16."""
    orders = [seller.place((SKU, 1)), seller.place((SKU, 2))]
    new = seller.event("combine_orders", ids=orders)["id"]
    shown = seller.order(new)
    assert [line["quantity"] for line in shown["lineItems"]] == [1, 2]
    for old in orders:
        assert seller.refused("GET", f"{FULFILLMENT}/order/{old}", 404) == 32100
    assert [order["orderId"] for order in seller.orders()] == [ORDER, new]
    assert seller.quantities() == (7, 7, 7)  # nothing is sold twice
    assert sum(delta for _, _, delta in seller.ledger("demand")) == 3
    assert seller.ledger("demand")[-1] == (SKU, new, 3)
    assert seller.is_refused("combine_orders", ids=[new, orders[0]]) == 404


def test_orders_that_cannot_be_combined(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]."""
    paid, unpaid, others = seller.place(), seller.place(paid=False), seller.place(buyer="else")
    for ids in ([paid, unpaid], [paid, others]):
        assert seller.is_refused("combine_orders", ids=ids) == 409
    assert seller.is_refused("combine_orders", ids=[paid, paid]) == 422
    seller.ship(paid)
    assert seller.is_refused("combine_orders", ids=[paid, ORDER]) == 409


def test_add_listing_answers_the_offer_by_which_the_api_knows_it(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    made = seller.event("add_listing", sku="IPHX-BLK-64", quantity=5, title="iPhone X black")
    assert made["id"] == made["offer_id"] == seller.offer("IPHX-BLK-64")["offerId"]
    assert seller.quantities("IPHX-BLK-64") == (5, 5, 5)
    assert seller.item("IPHX-BLK-64")["product"]["title"] == "iPhone X black"
    assert seller.is_refused("add_listing", sku="IPHX-BLK-64") == 409
    assert seller.is_refused("add_listing", quantity=5) == 409
    assert seller.ledger("shown") == [("IPHX-BLK-64", None, 5)]


def test_a_listing_made_by_hand_is_invisible_and_its_orders_have_no_sku(seller: Seller) -> None:
    """docs/reference/channels.md §2.3, §2.4, §12: absent, not null."""
    made = seller.event("add_listing", quantity=2, title="A box of cables", by_hand=True)
    assert (made["offer_id"], made["sku"]) == (None, None)
    order = seller.event("place_order", lines=[{"listing": made["id"], "quantity": 1}])["id"]
    (line,) = seller.order(order)["lineItems"]
    assert (line["title"], line["legacyItemId"]) == ("A box of cables", made["listing_id"])
    assert "sku" not in line
    too_many = [{"listing": made["id"], "quantity": 2}]
    assert seller.is_refused("place_order", lines=too_many) == 409
    seller.event("add_listing", sku="HAND-1", quantity=2, by_hand=True)
    path = "/sell/inventory/v1/inventory_item/HAND-1"
    assert seller.refused("GET", path, 404) == 25710
    assert seller.place(("HAND-1", 1))


def test_rename_sku_leaves_orders_with_the_one_that_was_bought(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    seller.event("rename_sku", listing=OFFER, sku="IPHX-NEW")
    assert seller.quantities("IPHX-NEW") == (10, 10, 10)
    assert seller.order()["lineItems"][0]["sku"] == SKU
    assert seller.world("SELECT what, sku, good FROM ledger")[-1] == {
        "what": "renamed", "sku": "IPHX-NEW", "good": OFFER,
    }  # fmt: skip
    assert seller.is_refused("rename_sku", listing=OFFER, sku=OTHER) == 409
    assert seller.is_refused("rename_sku", listing="7", sku="X") == 404


def test_end_listing_shows_nothing_and_sells_nothing(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    seller.event("end_listing", listing="110000000001")
    offer = seller.offer()
    assert (offer["status"], offer["listing"]["listingStatus"]) == ("UNPUBLISHED", "ENDED")
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    assert seller.is_refused("end_listing", listing=OFFER) == 409
    (row,) = seller.world("SELECT shown, retired FROM v_stock WHERE good = ?", OFFER)
    assert tuple(row.values()) == (0, 1)
    assert seller.ledger("shown")[-1] == (SKU, None, -10)
