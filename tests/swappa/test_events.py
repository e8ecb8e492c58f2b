"""Swappa, modelled: what buyers and the seller do."""

from typing import Any

import pytest

from tests.swappa.conftest import LISTING, LISTINGS, ORDER, SKU, Seller


def wanted(sku: str = SKU, quantity: int = 1) -> list[dict[str, Any]]:
    """Return the lines of an order of one SKU."""
    return [{"sku": sku, "quantity": quantity}]


def test_a_sale_lowers_the_listing_at_once_paid_or_not(seller: Seller) -> None:
    """docs/reference/channels.md §13; unpaid is `pending` [decide]."""
    order = seller.place((SKU, 2), paid=False)
    assert seller.listing()["quantity"] == 8
    assert seller.order(order)["status"] == "pending"
    assert seller.ledger("shown") == [(SKU, None, -2)]
    assert seller.ledger("demand") == [(SKU, order, 2)]


def test_no_more_is_sold_than_the_listing_shows(seller: Seller) -> None:
    """docs/reference/channels.md §13: also over two lines of an order."""
    lines = [{"sku": SKU, "quantity": 6}, {"listing": LISTING, "quantity": 5}]
    assert seller.is_refused("place_order", lines=lines) == 409
    assert seller.is_refused("place_order", lines=wanted("NONE")) == 404
    assert seller.is_refused("place_order", lines=[{"listing": "L99", "quantity": 1}]) == 404
    assert seller.listing()["quantity"] == 10
    assert len(seller.orders()) == 1
    seller.place((SKU, 10))
    assert seller.listing()["status"] == "sold_out"


def test_of_several_listings_of_a_sku_the_one_that_shows_most_is_sold(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]: a SKU may be listed twice."""
    other = seller.list_one(sku=SKU, quantity=12)
    order = seller.place()
    assert seller.order(order)["lines"][0]["listing_id"] == other
    seller.event("pause_listing", listing=other)
    assert seller.order(seller.place())["lines"][0]["listing_id"] == LISTING


def test_a_buyer_and_an_address_may_be_given(seller: Seller) -> None:
    """docs/reference/channels.md §12; what is absent is the usual one."""
    order = seller.place(buyer={"name": "Ada Brook"}, ship_to={"city": "Portland"})
    shown = seller.order(order)
    assert shown["buyer"] == {"name": "Ada Brook", "email": "pat@example.com"}
    assert (shown["ship_to"]["city"], shown["ship_to"]["country"]) == ("Portland", "US")


def test_pay_order_is_once_and_a_change(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    order = seller.place(paid=False)
    seller.sandbox.advance("1h")
    seller.event("pay_order", id=order)
    shown = seller.order(order)
    assert shown["status"] == "paid"
    assert shown["updated_at"] > shown["created_at"]
    assert seller.is_refused("pay_order", id=order) == 409
    assert seller.is_refused("pay_order", id="none") == 404


@pytest.mark.parametrize("paid", [True, False])
def test_cancel_order_does_not_restore_what_the_listing_shows(seller: Seller, paid: bool) -> None:
    """docs/reference/channels.md §3, §0.2 [decide]."""
    order = seller.place(paid=paid)
    seller.event("cancel_order", id=order)
    assert seller.order(order)["status"] == "cancelled"
    assert seller.listing()["quantity"] == 9
    assert seller.ledger("demand") == [(SKU, order, 1), (SKU, order, -1)]
    assert seller.is_refused("cancel_order", id=order) == 409


def test_an_order_of_which_some_has_left_is_not_cancelled(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: also where another line has not left."""
    order = seller.place((SKU, 2))
    seller.ship(order, 1)
    assert seller.is_refused("cancel_order", id=order) == 409
    seller.ship(order, 2, number="T2")
    assert seller.is_refused("cancel_order", id=order) == 409


def test_refund_order_before_shipping_is_a_demand_less(seller: Seller) -> None:
    """docs/reference/channels.md §3: paid -> refunded; nothing is listed again."""
    seller.event("refund_order", id=ORDER)
    assert seller.order()["status"] == "refunded"
    assert seller.ledger("demand") == [(SKU, ORDER, -1)]
    assert seller.listing()["quantity"] == 10
    assert seller.is_refused("refund_order", id=ORDER) == 409


def test_refund_order_after_shipping_moves_no_stock(seller: Seller) -> None:
    """docs/reference/channels.md §3, §14.5: shipped -> refunded."""
    seller.ship(ORDER)
    seller.event("refund_order", id=ORDER)
    shown = seller.order()
    assert (shown["status"], shown["lines"][0]["refunded"]) == ("refunded", 1)
    assert seller.ledger("demand") == []


def test_of_two_lines_one_shipped_and_one_refunded_one_unit_is_wanted_no_more(
    seller: Seller,
) -> None:
    """docs/reference/channels.md §14.5: the order has shipped, as far as it is wanted."""
    order = seller.place((SKU, 2))
    seller.ship(order, 1)
    seller.event("refund_order", id=order, lines=wanted())  # the one that has not left
    shown = seller.order(order)
    assert shown["status"] == "shipped"
    assert [line["refunded"] for line in shown["lines"]] == [0, 1]
    assert seller.ledger("demand")[-1] == (SKU, order, -1)
    assert seller.ship(order, 2, number="T2", expect=409)
    rows = seller.world("SELECT ordered, shipped, cancelled FROM v_orders WHERE id = ?", order)
    assert [tuple(row.values()) for row in rows] == [
        (1_000_000, 1_000_000, 0),
        (1_000_000, 0, 1_000_000),
    ]


def test_some_units_of_an_accessory_are_refunded_and_the_rest_ships(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]: `quantity` of a line that is named by its id."""
    seller.list_one(sku="CASE", quantity=5, device=False)
    order = seller.place(("CASE", 3))
    line = f"{order}-1"
    seller.event("refund_order", id=order, lines=[{"line": line, "quantity": 1}])
    too_many = [{"line": line, "quantity": 3}]
    assert seller.is_refused("refund_order", id=order, lines=too_many) == 409
    assert seller.is_refused("refund_order", id=order, lines=wanted("NONE")) == 404
    assert seller.ship(order)["items"][0]["quantity"] == 2
    seller.event("refund_order", id=order, lines=[{"line": line}])
    assert seller.order(order)["status"] == "refunded"


def test_an_order_that_is_delivered_or_unpaid_is_not_refunded(seller: Seller) -> None:
    """docs/reference/channels.md §3: shipped -> delivered; paid or shipped -> refunded."""
    assert seller.is_refused("deliver_order", id=ORDER) == 409
    seller.ship(ORDER)
    seller.event("deliver_order", id=ORDER)
    assert seller.order()["status"] == "delivered"
    assert seller.is_refused("refund_order", id=ORDER) == 409
    assert seller.is_refused("refund_order", id=seller.place(paid=False)) == 409


def test_add_listing_answers_the_id_by_which_the_api_knows_it(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    listing = seller.list_one(sku="IPHX-BLK-64", quantity=5, title="iPhone X black", price=100)
    shown = seller.listing(listing)
    assert (shown["sku"], shown["quantity"], shown["price"]) == ("IPHX-BLK-64", 5, "1.00")
    assert seller.ledger("shown") == [("IPHX-BLK-64", None, 5)]


def test_a_listing_has_a_sku_or_variants_and_each_sku_once(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]."""
    assert seller.is_refused("add_listing", quantity=5) == 422
    assert seller.is_refused("add_listing", sku="A", variants=[{"sku": "B"}]) == 422
    assert seller.is_refused("add_listing", variants=[{"sku": "B"}, {"sku": "B"}]) == 422


def test_a_variant_is_bought_by_its_sku(seller: Seller) -> None:
    """docs/reference/channels.md §14.3: V-A falls by itself, V-B stays."""
    listing = seller.list_one(variants=[{"sku": "V-A"}, {"sku": "V-B"}], quantity=4)
    assert seller.is_refused("place_order", lines=[{"listing": listing, "quantity": 1}]) == 422
    line = {"listing": listing, "sku": "V-A", "quantity": 1}
    seller.event("place_order", lines=[line])
    assert [row["quantity"] for row in seller.listing(listing)["variants"]] == [3, 4]
    rows = seller.world("SELECT good, place FROM v_stock WHERE sku LIKE 'V-_' ORDER BY good")
    assert [tuple(row.values()) for row in rows] == [
        (f"{listing}-1", "swappa"), (f"{listing}-2", "swappa"),
    ]  # fmt: skip
    assert seller.is_refused("place_order", lines=[{**line, "sku": "V-C"}]) == 404


def test_rename_sku_leaves_orders_with_the_one_that_was_bought(seller: Seller) -> None:
    """docs/reference/channels.md §13."""
    seller.event("rename_sku", listing=LISTING, sku="IPHX-NEW")
    assert seller.listing()["sku"] == "IPHX-NEW"
    assert seller.order()["lines"][0]["sku"] == SKU
    assert seller.world("SELECT what, sku, good FROM ledger")[-1] == {
        "what": "renamed", "sku": "IPHX-NEW", "good": LISTING,
    }  # fmt: skip
    assert seller.is_refused("rename_sku", listing="L99", sku="X") == 404


def test_a_variant_is_renamed_by_the_sku_that_it_has(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]."""
    listing = seller.list_one(variants=[{"sku": "V-A"}, {"sku": "V-B"}])
    assert seller.is_refused("rename_sku", listing=listing, sku="V-C") == 422
    assert seller.is_refused("rename_sku", listing=listing, variant="V-A", sku="V-B") == 409
    seller.event("rename_sku", listing=listing, variant="V-A", sku="V-C")
    assert [row["sku"] for row in seller.listing(listing)["variants"]] == ["V-C", "V-B"]


def test_a_paused_listing_sells_nothing_and_keeps_its_quantity(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: paused by the seller only; it can be written."""
    seller.event("pause_listing", listing=LISTING)
    assert (seller.listing()["status"], seller.listing()["quantity"]) == ("paused", 10)
    assert seller.is_refused("place_order", lines=wanted()) == 409
    assert seller.is_refused("pause_listing", listing=LISTING) == 409
    assert seller.write(3)["status"] == "paused"
    (row,) = seller.world(
        "SELECT shown, why FROM v_stock WHERE good = ? AND simulator = 'swappa'", LISTING
    )
    assert tuple(row.values()) == (3_000_000, "the seller has paused it")
    seller.event("resume_listing", listing=LISTING)
    assert seller.listing()["status"] == "active"
    assert seller.is_refused("resume_listing", listing=LISTING) == 409
    assert seller.place((SKU, 3))


def test_end_listing_shows_nothing_and_is_in_no_list(seller: Seller) -> None:
    """docs/reference/channels.md §13 [decide]: writing to it is 404; its orders stay."""
    seller.event("end_listing", listing=LISTING)
    assert LISTING not in [row["id"] for row in seller.get(LISTINGS)["results"]]
    path = f"{LISTINGS}/{LISTING}"
    assert seller.refused("PATCH", path, 404, json={"quantity": 1}) == ("not_found", "")
    assert seller.is_refused("place_order", lines=wanted()) == 409
    assert seller.is_refused("end_listing", listing=LISTING) == 404
    assert seller.order()["lines"][0]["listing_id"] == LISTING
    (row,) = seller.world(
        "SELECT shown, retired FROM v_stock WHERE good = ? AND simulator = 'swappa'", LISTING
    )
    assert tuple(row.values()) == (0, 1)
    assert seller.ledger("shown")[-1] == (SKU, None, -10)


def test_everything_that_is_shown_says_that_it_is_modelled(seller: Seller) -> None:
    """docs/reference/channels.md §3: nobody is to take it for a contract."""
    manifest = seller.sandbox.request("GET", "/_sim/manifest").json()
    (shown,) = [each for each in manifest["simulators"] if each["name"] == "swappa"]
    (api,) = shown["apis"]
    assert {each["evidence"] for each in api["operations"]} == {"decided"}
    assert all(each["summary"].startswith("Modelled:") for each in shown["events"].values())
    assert all("odelled" in quirk["evidence"] for quirk in shown["quirks"][:-1])
    assert api["hosts"] == []  # nobody's host is taken for it
