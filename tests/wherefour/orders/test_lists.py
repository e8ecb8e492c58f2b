"""list_orders and list_all_orders. Source: docs/reference/wherefour.md §1.4, §1.7 and §4."""

from typing import Any

import pytest

from tests.wherefour.conftest import BASE, Warehouse

LINE = {"inventory_id": 4, "count": 1}


def numbers(warehouse: Warehouse, path: str) -> list[str]:
    """Return the numbers of the orders at a path."""
    answer = warehouse.get(path)
    assert answer.status == 200, answer.text
    return [row["order_number"] for row in answer.json()]


def other_customer(warehouse: Warehouse) -> int:
    """Add a customer with one order, X1; return its id."""
    customer: dict[str, Any] = warehouse.post("/customers", {"display_name": "Ann"}).json()
    body = {"order_number": "X1", "order_date": "2026-01-05", "order_items_attributes": [LINE]}
    assert warehouse.post(f"/customers/{customer['id']}/orders", body).status == 200
    return int(customer["id"])


def test_all_orders_are_listed_whole_in_the_order_of_their_ids(warehouse: Warehouse) -> None:
    """§3.7 and §1.7: as show by id, id ascending."""
    answer = warehouse.get("/orders")
    assert [row["id"] for row in answer.json()] == [1, 2, 6]
    assert answer.json()[1] == warehouse.get("/orders/2").json()
    assert answer.headers["total"] == "3"


def test_list_orders_shows_those_of_one_customer(warehouse: Warehouse) -> None:
    """§4, operation 13: orders, filtered by updated_at; an unknown customer is 404."""
    customer = other_customer(warehouse)
    assert numbers(warehouse, f"/customers/{customer}/orders") == ["X1"]
    assert numbers(warehouse, "/customers/1/orders") == ["SO1", "SO2", "SO100"]
    newer = "/customers/1/orders?updated_at=2020-09-12T16:13:45.549Z"
    assert numbers(warehouse, newer) == ["SO2", "SO100"]
    assert numbers(warehouse, "/customers/1/orders?updated_at=2020-09-12T16:13:45.550Z") == ["SO2"]
    assert warehouse.get("/customers/2/orders").status == 404


@pytest.mark.parametrize("path", ["/orders", "/customers/1/orders"])
def test_updated_at_is_inclusive_and_sees_shipments_and_changes(
    warehouse: Warehouse, path: str
) -> None:
    """§1.7 and §5.1 "After shipping": the order's updated_at moves."""
    order = warehouse.order({"inventory_id": 4, "count": 3}, order_number="R5")
    warehouse.sandbox.advance("1h")
    assert numbers(warehouse, f"{path}?updated_at={order['updated_at']}") == ["R5"]
    assert numbers(warehouse, f"{path}?updated_at=2026-01-05T09:30:00Z") == []
    warehouse.ship(order)
    assert numbers(warehouse, f"{path}?updated_at=2026-01-05T09:30:00Z") == ["R5"]
    warehouse.sandbox.advance("1h")
    warehouse.patch(f"/customers/1/orders/{order['id']}", {"po_number": "1"})
    assert numbers(warehouse, f"{path}?updated_at=2026-01-05T10:30:00%2B00:00") == ["R5"]


@pytest.mark.parametrize("path", ["/orders", "/customers/1/orders"])
def test_an_unreadable_updated_at_is_refused_or_ignored(warehouse: Warehouse, path: str) -> None:
    """§1.7: 422 in strict mode, ignored in lenient mode (wherefour.strict_filters)."""
    assert warehouse.get(f"{path}?updated_at=then").status == 422
    warehouse.sandbox.set_quirk("wherefour.strict_filters", False)
    assert warehouse.get(f"{path}?updated_at=then").headers["total"] == "3"


def test_a_status_matches_its_whole_name_in_any_case(warehouse: Warehouse) -> None:
    """§4, operation 19: compared case-insensitively with the status."""
    assert numbers(warehouse, "/orders?status=Invoiced") == ["SO1", "SO2"]
    assert numbers(warehouse, "/orders?status=OPEN") == ["SO100"]
    assert numbers(warehouse, "/orders?status=ope") == []
    assert numbers(warehouse, "/orders?status=") == ["SO1", "SO2", "SO100"]
    assert numbers(warehouse, "/orders?status=on%20hold") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search_start_date=2020-09-10", ["SO2"]),
        ("search_start_date=2020-09-11", ["SO2"]),
        ("search_start_date=2020-09-12", []),
        ("search_end_date=2020-07-16", ["SO1"]),
        ("search_end_date=2020-07-14", ["SO1"]),
        ("search_start_date=2020-07-15&search_end_date=2020-07-15", []),
        ("search_start_date=2020-07-16&search_end_date=2020-09-04", ["SO1", "SO100"]),
        ("search_start_date=07/16/20&search_end_date=09/04/2020", ["SO1", "SO100"]),
        ("search_start_date=2020-07-16&status=open", ["SO100"]),
        ("search_start_date=&search_end_date=", ["SO1", "SO2", "SO100"]),
    ],
)
def test_a_date_range_matches_any_of_four_dates(
    warehouse: Warehouse, query: str, found: list[str]
) -> None:
    """§4, operation 19: order, produce, deliver or ship date in the closed range; AND-ed."""
    assert numbers(warehouse, f"/orders?{query}") == found


def test_the_ship_date_counts_too(warehouse: Warehouse) -> None:
    """§4, operation 19: the fourth date."""
    warehouse.order(LINE, order_number="R6", ship_date="2031-05-05")
    assert numbers(warehouse, "/orders?search_start_date=2031-05-05") == ["R6"]


def test_an_unreadable_date_is_refused_or_ignored(warehouse: Warehouse) -> None:
    """§1.7 and §4, operation 19: as updated_at."""
    for name in ("search_start_date", "search_end_date"):
        answer = warehouse.get(f"/orders?{name}=soon")
        assert (answer.status, list(answer.json()["errors"])) == (422, [name])
    warehouse.sandbox.set_quirk("wherefour.strict_filters", False)
    assert warehouse.get("/orders?search_start_date=soon").headers["total"] == "3"


def test_filters_may_come_in_a_body_and_the_query_wins(warehouse: Warehouse) -> None:
    """§1.2: a GET with a JSON body."""
    body = {"status": "open", "search_start_date": "2020-01-01"}
    assert len(warehouse.get("/orders", json=body).json()) == 1
    assert len(warehouse.get("/orders?status=invoiced", json=body).json()) == 2


def test_page_one_of_three_has_the_link_of_the_worked_check(warehouse: Warehouse) -> None:
    """§8: rel last before rel next, the filters repeated, names sorted."""
    for _ in range(59):
        warehouse.order(LINE)
    url = f"http://sandbox{BASE}/orders?page="
    answer = warehouse.get("/orders?status=open")
    assert answer.headers["link"] == (
        f'<{url}3&status=open>; rel="last", <{url}2&status=open>; rel="next"'
    )
    assert (answer.headers["total"], answer.headers["per-page"]) == ("60", "25")
    assert len(warehouse.get("/customers/1/orders?page=3").json()) == 12
