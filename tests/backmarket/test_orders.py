"""Back Market: orders, listed and shown."""

from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.backmarket.conftest import LINE, LISTING, ORDER, ORDERS, SKU, Seller

ADDRESS = {
    "id": ORDER, "firstName": "Pat", "first_name": "Pat", "lastName": "Example",
    "last_name": "Example", "company": "", "street": "1 Test Street", "street2": "",
    "postalCode": "75003", "postal_code": "75003", "city": "Paris", "state": "", "country": "FR",
    "phoneNumber": "+33600000000", "phone": "+33600000000", "email": "", "gender": 0,
}  # fmt: skip


def ids(seller: Seller, **query: Any) -> list[int]:
    """Return the order_ids of a list."""
    return [order["order_id"] for order in seller.orders(page_size=50, **query)]


def test_get_order_shows_an_order_as_the_reference_has_it() -> None:
    """docs/reference/channels.md §12: every field, and three precisions in one object (§1.3)."""
    with Sandbox(SIMULATORS, seed_set="documented", now="2026-03-02T09:00:00Z") as sandbox:
        order = Seller(sandbox).order()
    created = "2026-03-02T09:00:00.000293Z"
    assert order == {
        "order_id": ORDER, "state": 1, "country_code": "fr-fr", "price": "199.00",
        "shipping_price": "0.00", "sales_taxes": "0.00", "currency": "EUR", "shipper": "",
        "shipper_display": "", "tracking_number": "", "tracking_url": "",
        "date_creation": created, "date_modification": "2026-03-02T09:00:00Z",
        "date_payment": "2026-03-02T09:00:00.000Z", "date_shipping": None,
        "expected_dispatch_date": "2026-03-03T17:00:00",
        "delivery_note": f"https://example.com/dn/{ORDER}.pdf", "paypal_reference": None,
        "payment_method": "CARD", "installment_payment": False, "is_backship": False,
        "shipping_address": ADDRESS, "billing_address": ADDRESS,
        "orderlines": [
            {"id": LINE, "date_creation": created, "state": 1, "listing": SKU,
             "listing_id": LISTING, "product": "iPhone X", "product_id": 42, "brand": "apple",
             "quantity": 1, "price": "199.00", "shipping_price": "0.00", "shipping_delay": 48,
             "currency": "EUR", "condition": 11, "orderline_fee": "19.90", "sales_taxes": "0.00",
             "backcare": False, "backcare_price": 0, "return_reason": None,
             "return_message": "", "imei": "", "serial_number": ""},
        ],
    }  # fmt: skip


def test_get_order_of_an_unknown_id_is_404(seller: Seller) -> None:
    """docs/reference/channels.md §1.3."""
    for name in ("1", "nothing", "9" * 30):
        assert seller.refused("GET", f"{ORDERS}/{name}", 404)["code"] == "E004"


def test_list_orders_begins_with_the_newest(seller: Seller) -> None:
    """docs/reference/channels.md §1.3 [decide]; the quirk `backmarket.orders_sort`."""
    placed = [ORDER, *(int(seller.place()) for _ in range(3))]
    assert ids(seller) == placed[::-1]
    seller.sandbox.set_quirk("backmarket.orders_sort", "date_creation_asc")
    assert ids(seller) == placed
    seller.sandbox.set_quirk("backmarket.orders_sort", "date_modification_desc")
    seller.move(placed[1], 2, sku=SKU)
    assert ids(seller) == [placed[1], placed[3], placed[2], ORDER]


def test_the_set_moves_while_pages_are_turned(seller: Seller) -> None:
    """docs/failure-modes.md, row 8: an order between two pages shows a row twice."""
    for _ in range(3):
        seller.place()
    first = seller.get(ORDERS, page_size=2)
    seller.place()
    following = seller.get(first["next"].removeprefix("http://sandbox/backmarket"))
    assert following["results"][0] == first["results"][-1]


def test_next_keeps_the_filters_and_ends_with_null(seller: Seller) -> None:
    """docs/reference/channels.md §1.2, §7 (c): absolute; never `false`."""
    seller.place()
    first = seller.get(ORDERS, date_creation="2026-01-01 00:00:00", page_size=1)
    assert first["next"].startswith("http://sandbox/backmarket/ws/orders?date_creation=2026-01-01+")
    last = seller.get(first["next"].removeprefix("http://sandbox/backmarket"))
    assert (last["next"], len(last["results"])) == (None, 1)
    assert last["previous"] is not None
    seller.refused("GET", f"{ORDERS}?page=9", 404)


def test_states_0_and_8_are_there_only_when_they_are_asked_for(seller: Seller) -> None:
    """docs/reference/channels.md §1.3 [decide]."""
    checked, waits = int(seller.place(in_check=True)), int(seller.place(paid=False))
    never = int(seller.place(paid=False))
    seller.event("cancel_order", id=never)
    assert ids(seller) == [waits, ORDER]
    assert [seller.states(each)[0] for each in (checked, waits, never)] == [0, 10, 8]
    for state, expected in ((0, checked), (8, never), (10, waits), (1, ORDER)):
        assert ids(seller, state=state) == [expected]
    assert ids(seller, state=3) == []
    assert seller.refused("GET", f"{ORDERS}?state=open")["target"] == "state"


def test_orders_are_filtered_by_market(seller: Seller) -> None:
    """docs/reference/channels.md §1.3."""
    german = int(seller.place(country_code="de-de"))
    assert ids(seller, country_code="de-de") == [german]
    assert ids(seller, country_code="it-it") == []


@pytest.mark.parametrize("field", ["date_creation", "date_modification"])
def test_dates_are_since_then_and_inclusive(seller: Seller, field: str) -> None:
    """docs/reference/channels.md §1.3 [decide]: what an order shows finds it again."""
    seller.sandbox.advance("1h")
    later = int(seller.place())
    shown = seller.order(later)[field]
    assert ids(seller, **{field: shown}) == [later]
    assert ids(seller, **{field: seller.order()[field]}) == [later, ORDER]
    seller.sandbox.advance("1s")
    assert ids(seller, **{field: "2026-01-05T10:30:00Z"}) == []


@pytest.mark.parametrize(
    "since",
    ["2026-01-05T09:30:00Z", "2026-01-05T09:30:00.000000Z", "2026-01-05 09:30:00",
     "2026-01-05T10:30:00+01:00", "2026-01-05T09:30:00", "2026-01-05T10:30:00 01:00"],
)  # fmt: skip
def test_dates_come_with_and_without_a_zone(seller: Seller, since: str) -> None:
    """docs/reference/channels.md §1.3: naive ones are UTC; a plus sign may be lost on the way."""
    seller.sandbox.advance("1h")
    later = int(seller.place())
    assert ids(seller, date_modification=since) == [later]


def test_what_is_no_date_is_refused(seller: Seller) -> None:
    """docs/reference/channels.md §1.3 [decide]."""
    for name in ("date_creation", "date_modification"):
        assert seller.refused("GET", f"{ORDERS}?{name}=yesterday")["target"] == name


def test_unknown_parameters_are_ignored(seller: Seller) -> None:
    """docs/reference/channels.md §1.3: a bridge sends `created_after`, which does nothing."""
    assert ids(seller, created_after="2030-01-01") == [ORDER]
    row = seller.world("SELECT note FROM journal WHERE simulator = 'backmarket' ORDER BY seq DESC")
    assert "created_after" in row[0]["note"]


@pytest.mark.parametrize(
    ("spelling", "there", "absent"),
    [("camel", "firstName", "first_name"), ("snake", "phone", "phoneNumber")],
)
def test_an_address_has_one_spelling_where_the_switch_says_so(
    seller: Seller, spelling: str, there: str, absent: str
) -> None:
    """docs/reference/channels.md §1.3 [decide]: the quirk `backmarket.address_spelling`."""
    seller.sandbox.set_quirk("backmarket.address_spelling", spelling)
    address = seller.order()["shipping_address"]
    assert there in address
    assert absent not in address
    assert address.items() <= ADDRESS.items()


def test_an_unknown_state_and_an_unknown_field_can_be_on_a_page(seller: Seller) -> None:
    """docs/reference/channels.md §15, row 33: the quirk `backmarket.unknown_values`."""
    seller.sandbox.set_quirk("backmarket.unknown_values", True)
    (order,) = seller.orders()
    assert (order["state"], order["loyalty"]) == (42, {"tier": "GOLD"})
    assert seller.order()["state"] == 1


def test_put_is_refused_and_changes_nothing(seller: Seller) -> None:
    """docs/reference/channels.md §1.3 [decide]: a bridge sends `state` by PUT."""
    answer = seller.send("PUT", f"{ORDERS}/{ORDER}", 405, json={"state": 2})
    assert answer.headers["allow"] == "GET, POST"
    assert seller.states() == (1, [1])


def test_a_late_payment_moves_the_modification_and_not_the_creation(seller: Seller) -> None:
    """docs/reference/channels.md §1.5: seen first at 10 or 0, it becomes 1 much later."""
    for paid in ({"paid": False}, {"in_check": True}):
        order = seller.place(**paid)
        before = seller.order(order)
        assert before["date_payment"] is None
        seller.sandbox.advance("3h")
        seller.event("pay_order", id=order)
        after = seller.order(order)
        assert (after["state"], after["date_creation"]) == (1, before["date_creation"])
        assert after["date_modification"] > before["date_modification"]
        assert after["date_payment"].endswith("Z")
