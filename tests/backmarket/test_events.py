"""Back Market: what buyers and the seller do, which no operation offers."""

from tests.backmarket.conftest import LISTING, ORDER, SKU, Seller


def test_place_order_lowers_what_the_listing_shows_at_once_paid_or_not(seller: Seller) -> None:
    """docs/reference/channels.md §1.2, §13: the channel decrements by itself."""
    for number, more in enumerate(({}, {"paid": False}, {"in_check": True}), start=1):
        seller.place((SKU, 2), **more)
        assert seller.shown() == seller.listing()["quantity"] == 10 - 2 * number
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 5}]) == 409
    seller.place((SKU, 4))
    assert seller.listing()["publication_state"] == 3


def test_place_order_is_by_listing_or_by_the_one_that_shows_most(seller: Seller) -> None:
    """docs/reference/channels.md §1.5: several listings with one SKU sell independently."""
    few = seller.event("add_listing", sku=SKU, grade="FAIR", quantity=3)
    seller.place((SKU, 4))
    assert seller.listing()["quantity"] == 6
    seller.event("place_order", lines=[{"listing": few["id"], "quantity": 1}])
    seller.event("place_order", lines=[{"listing": few["uuid"], "quantity": 1}])
    assert seller.listing(few["id"])["quantity"] == 1
    assert seller.is_refused("place_order", lines=[{"listing": 1, "quantity": 1}]) == 404
    assert seller.is_refused("place_order", lines=[{"sku": "NONE", "quantity": 1}]) == 404
    both = [{"sku": SKU, "quantity": 6}, {"listing": LISTING, "quantity": 1}]
    assert seller.is_refused("place_order", lines=both) == 409
    assert seller.listing()["quantity"] == 6


def test_pay_order_is_for_an_order_that_waits(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    order = seller.place(paid=False)
    assert seller.event("pay_order", id=order) == {"id": order}
    assert seller.states(order) == (1, [1])
    assert seller.is_refused("pay_order", id=order) == 409
    assert seller.is_refused("pay_order", id="1") == 404


def test_cancel_order_ends_lines_by_where_they_are_and_restores_nothing(seller: Seller) -> None:
    """docs/reference/channels.md §0.2 [decide: no restore], §1.3: 7 unpaid, 4 paid, 5 accepted."""
    unpaid, paid, accepted = seller.place(paid=False), seller.place(), seller.place()
    seller.move(accepted, 2, sku=SKU)
    shown = seller.shown()
    for order, states in ((unpaid, (8, [7])), (paid, (9, [4])), (accepted, (9, [5]))):
        seller.event("cancel_order", id=order)
        assert seller.states(order) == states
        assert seller.is_refused("cancel_order", id=order) == 409
    assert seller.shown() == shown
    seller.ship()
    assert seller.is_refused("cancel_order", id=ORDER) == 409


def test_a_buyer_who_cancels_while_the_hub_accepts_wins(seller: Seller) -> None:
    """docs/reference/channels.md §1.5 [decide]: accept answers 400 and changes nothing."""
    seller.event("add_listing", sku="OTHER", quantity=9)
    order = seller.place((SKU, 1), ("OTHER", 1))
    seller.event("cancel_order", id=order, lines=[{"sku": "OTHER"}])
    assert seller.not_moved(order, 2, sku="OTHER") == "new_state"
    seller.move(order, 2, sku=SKU)
    assert seller.states(order) == (3, [2, 4])


def test_refund_order_pays_back_before_and_after_it_has_left(seller: Seller) -> None:
    """docs/reference/channels.md §13, §14.5."""
    order = seller.place()
    seller.event("refund_order", id=order)
    assert seller.states(order) == (9, [4])
    seller.ship()
    seller.event("refund_order", id=ORDER, lines=[{"sku": SKU}])
    assert seller.states() == (9, [6])
    whole = [{"sku": SKU, "quantity": 2}]
    bought = seller.place((SKU, 2))
    for name in ("cancel_order", "refund_order"):
        assert seller.is_refused(name, id=bought, lines=[{"sku": SKU, "quantity": 1}]) == 409
    assert seller.event("refund_order", id=bought, lines=whole) == {"id": str(bought)}
    assert seller.is_refused("refund_order", id=ORDER) == 409
    assert seller.is_refused("refund_order", id=seller.place(paid=False)) == 409
    assert seller.is_refused("refund_order", id=ORDER, lines=[{"sku": "NONE"}]) == 404


def test_orders_that_are_not_accepted_in_time_are_cancelled_by_the_platform(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §1.5: the quirk `backmarket.auto_cancel_after`, in hours."""
    seller.sandbox.set_quirk("backmarket.auto_cancel_after", 24)
    late, in_time = seller.place(), seller.place()
    seller.move(in_time, 2, sku=SKU)
    seller.sandbox.advance("23h")
    assert seller.states(late) == (1, [1])
    seller.sandbox.advance("2h")
    assert seller.states(late) == (9, [4])
    assert seller.states(in_time) == (3, [2])
    assert seller.states() == (1, [1])  # it was paid before the switch was on


def test_add_listing_answers_the_id_by_which_the_api_knows_it(seller: Seller) -> None:
    """docs/reference/channels.md §13; a SKU is not unique in an account (§1.5)."""
    made = seller.event("add_listing", sku=SKU, quantity=5, title="Again", price=100, grade="FAIR")
    listing = seller.listing(made["id"])
    assert (listing["id"], listing["sku"], listing["quantity"]) == (made["uuid"], SKU, 5)
    assert (listing["title"], listing["price"], listing["state"]) == ("Again", "1.00", 3)
    assert seller.is_refused("add_listing", quantity=1) == 400


def test_rename_sku_leaves_orders_as_they_were_bought(seller: Seller) -> None:
    """docs/reference/channels.md §13: by listing_id or id."""
    assert seller.event("rename_sku", listing=LISTING, sku="NEW")["sku"] == "NEW"
    assert seller.listing()["sku"] == "NEW"
    assert seller.order()["orderlines"][0]["listing"] == SKU
    seller.move(ORDER, 2, sku=SKU)
    assert seller.not_moved(ORDER, 5, sku="NEW") == "sku"
    assert seller.is_refused("rename_sku", listing=1, sku="X") == 404


def test_end_listing_deactivates(seller: Seller) -> None:
    """docs/reference/channels.md §1.2, §13: 4; writes are taken and bring nothing back [decide]."""
    seller.event("end_listing", listing=str(LISTING))
    assert seller.listing()["publication_state"] == 4
    assert seller.update(quantity=5)["publication_state"] == 4
    assert seller.shown() == 0
    assert seller.is_refused("place_order", lines=[{"sku": SKU, "quantity": 1}]) == 409
    assert seller.is_refused("end_listing", listing=LISTING) == 409
    row = seller.world("SELECT * FROM v_stock WHERE simulator = 'backmarket' AND good = '4567'")[0]
    assert (row["retired"], row["why"]) == (1, "it is deactivated")


def test_the_ledger_and_the_views_follow_an_order(seller: Seller) -> None:
    """docs/reference/duties.md D2 to D5: demand, shipment, what is not wanted any more."""
    lost = seller.place((SKU, 2))
    seller.move(lost, 4, sku=SKU)
    seller.ship()
    seller.move(ORDER, 6, sku=SKU)
    order = str(ORDER)
    assert seller.ledger("demand") == [(SKU, lost, 2), (SKU, lost, -2)]
    assert seller.ledger("shipment") == [(SKU, order, 1)]
    rows = seller.world(
        "SELECT reference, ordered / 1000000 AS o, shipped / 1000000 AS s,"
        " cancelled / 1000000 AS c, place, good FROM v_orders"
        " WHERE simulator = 'backmarket' ORDER BY reference"
    )
    assert [tuple(row.values()) for row in rows] == [
        (order, 1, 1, 0, "backmarket", "4567"), (lost, 2, 0, 2, "backmarket", "4567"),
    ]  # fmt: skip
    (parcel,) = seller.world("SELECT * FROM v_shipments WHERE simulator = 'backmarket'")
    assert (parcel["reference"], parcel["quantity"]) == (order, 1_000_000)
