"""Swappa, modelled: orders as they are listed and shown."""

import pytest

from tests.swappa.conftest import ORDER, ORDERS, SKU, Seller


def test_get_order_shows_what_the_reference_shows(seller: Seller) -> None:
    """docs/reference/channels.md §12; `device` and `refunded` are beside it."""
    assert seller.order() | {"created_at": "", "updated_at": ""} == {
        "id": "SO1", "status": "paid", "created_at": "", "updated_at": "",
        "buyer": {"name": "Pat Example", "email": "pat@example.com"},
        "ship_to": {
            "name": "Pat Example", "street1": "1 Test Street", "street2": "", "city": "Austin",
            "state": "TX", "postal_code": "78701", "country": "US",
        },
        "total": "199.00", "currency": "USD",
        "lines": [
            {
                "id": "SO1-1", "listing_id": "L1", "sku": SKU, "title": "iPhone X", "device": True,
                "quantity": 1, "refunded": 0, "price": "199.00", "imei": None,
            },
        ],
        "shipments": [],
    }  # fmt: skip
    assert seller.order()["created_at"] == "2026-01-05T09:00:00Z"


def test_list_orders_is_by_id_with_the_same_bodies(seller: Seller) -> None:
    """docs/reference/channels.md §3."""
    orders = [ORDER, seller.place(), seller.place()]
    assert seller.orders() == [seller.order(each) for each in orders]
    page = seller.get(ORDERS, page=2, page_size=2)
    assert (page["count"], page["next"]) == (3, None)
    assert [row["id"] for row in page["results"]] == orders[2:]


def test_updated_since_finds_what_has_changed(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: paid, shipped, refunded; inclusive."""
    other = seller.place()
    seller.sandbox.advance("1h")
    now = "2026-01-05T10:00:00Z"
    assert seller.orders(updated_since=now) == []
    seller.ship(other)
    assert [row["id"] for row in seller.orders(updated_since=now)] == [other]
    assert seller.refused("GET", f"{ORDERS}?updated_since=2026-13-01", 422) == (
        "invalid",
        "updated_since",
    )


def test_status_narrows_the_list_and_an_unknown_one_is_refused(seller: Seller) -> None:
    """docs/reference/channels.md §3."""
    unpaid = seller.place(paid=False)
    assert [row["id"] for row in seller.orders(status="paid")] == [ORDER]
    assert [row["id"] for row in seller.orders(status="pending")] == [unpaid]
    assert seller.orders(status="shipped") == []
    assert seller.refused("GET", f"{ORDERS}?status=open", 422) == ("invalid", "status")


@pytest.mark.parametrize("order", ["SO999", "1", "SO0", "SO1-1", "so1"])
def test_an_unknown_order_is_404(seller: Seller, order: str) -> None:
    """docs/reference/channels.md §3."""
    assert seller.refused("GET", f"{ORDERS}/{order}", 404) == ("not_found", "")


def test_the_first_order_of_a_page_has_unknown_values_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §15, row 33: `swappa.unknown_values`."""
    seller.place()
    seller.sandbox.set_quirk("swappa.unknown_values", True)
    first, second = seller.orders()
    assert first["status"] == "awaiting_pickup"
    assert "loyalty" in first
    assert "loyalty" not in second
