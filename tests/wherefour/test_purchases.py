"""list_purchases and search_purchase_orders. Source: docs/reference/wherefour.md §3.14 and §4."""

import pytest

from .conftest import Warehouse

KEYS = """
id purchase_date purchase_number status deliver_by_date instructions subtotal discount tax shipping
total created_at updated_at facility_address bill_to_address deliver_to_address ship_to_address
vendor delivery_method payment_term purchase_items
"""


def test_list_purchases_shows_the_documented_one(warehouse: Warehouse) -> None:
    """§7, §8 and §3.14: 424.4875 is not rounded, 424.49 is; term and method as objects."""
    [purchase] = warehouse.get("/purchases").json()
    assert set(purchase) == set(KEYS.split())
    assert (purchase["purchase_number"], purchase["status"]) == ("PO1", "draft")
    assert (purchase["subtotal"], purchase["total"]) == ("424.4875", "424.49")
    assert purchase["delivery_method"]["name"] == "Pickup"
    assert purchase["payment_term"] == {"id": 3, "name": "Net 15", "net": 15}
    assert purchase["vendor"]["billing_address"]["postal_code"] == "95440"
    shown = [(line["id"], line["count"], line["cost"]) for line in purchase["purchase_items"]]
    assert shown == [(1, "1000.0", "0.25"), (2, "58.75", "2.97")]
    assert purchase["purchase_items"][1]["inventory"]["on_hand"] == "1410.0"


def test_list_purchases_shows_what_changed_since(warehouse: Warehouse) -> None:
    """§1.7: updated_at is a lower bound, itself included."""
    stamp = "2020-09-11T13:57:46.783Z"
    assert len(warehouse.get(f"/purchases?updated_at={stamp}").json()) == 1
    assert warehouse.get("/purchases", json={"updated_at": "2020-09-12"}).json() == []
    assert warehouse.get("/purchases?updated_at=soon").status == 422


def test_search_purchase_orders_finds_whole_numbers(warehouse: Warehouse) -> None:
    """§4, operation 31: a plain query parameter; exact, all matches."""
    [found] = warehouse.get("/purchases/search?purchase_number=PO1").json()
    assert found["id"] == 1
    for path in ("/purchases/search?purchase_number=po1", "/purchases/search"):
        assert warehouse.get(path).json() == []
    assert warehouse.get("/purchases/search?purchase_number=").status == 422


@pytest.mark.parametrize(
    "path",
    [
        "/purchase-orders", "/purchase_orders", "/purchases/1", "/credits", "/credits/1",
        "/customers/1/invoices/1", "/customers/1/quotes/1", "/customers/1/credits/1", "/bills",
        "/formulas/1", "/settings", "/settings/payment_terms/1", "/reports/activities",
        "/vendors/1/purchases", "/work_orders", "/transfers", "/price_lists",
    ],
)  # fmt: skip
def test_paths_that_clients_invent_are_not_found(warehouse: Warehouse, path: str) -> None:
    """§9 and §2: a client that guesses gets the 404 envelope, and a wrong method does too."""
    answer = warehouse.get(path)
    assert answer.status == 404
    assert answer.json() == {"message": "Entity not found.", "code": 404}
    assert warehouse.sandbox.request("DELETE", "/wherefour/api/v1/invoices/1").status in (401, 404)
