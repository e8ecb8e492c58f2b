"""The list of orders. Source: docs/reference/channels.md §4.2. list_orders."""

from typing import Any

import pytest

from tests.shipstation.conftest import ADDRESS, SKU, Ship


def line(sku: str, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "name": "A phone", "quantity": 1, **more}


@pytest.fixture
def several(ship: Ship) -> Ship:
    """Four orders an hour apart, the second paid late, the third cancelled."""
    ship.create("A-1", shipTo={**ADDRESS, "name": "Łucja Żak"}, items=[line("X-1")])
    for number, more in (
        ("A-10", {"orderStatus": "awaiting_payment", "items": [line("y-2", name="Blue Cap")]}),
        ("B-1", {"orderStatus": "cancelled", "orderDate": "2026-01-01"}),
        ("a-1", {"paymentDate": "2026-02-01 12:00:00",
                 "items": [line("Z", options=[{"name": "Colour", "value": "Teal"}])]}),
    ):  # fmt: skip
        ship.sandbox.advance("1h")
        ship.create(number, **more)
    ship.sandbox.advance("1h")
    ship.create("A-10", orderStatus="awaiting_shipment", items=[line("y-2", name="Blue Cap")])
    ship.event("import_order", marketplace="amazon", order_number="M-1", items=[{"sku": SKU}])
    return ship


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["A-1", "A-10", "B-1", "a-1", "M-1"]),
        ({"orderNumber": "A-1"}, ["A-1", "A-10"]),
        ({"orderNumber": "1"}, []),
        ({"customerName": "żak"}, []),  # SQLite folds the letters of English only
        ({"customerName": "Żak"}, ["A-1"]),
        ({"customerName": "pat"}, ["A-1", "A-10", "B-1", "a-1", "M-1"]),  # of either address
        ({"itemKeyword": "x-1"}, ["A-1"]),
        ({"itemKeyword": "blue"}, ["A-10"]),
        ({"itemKeyword": "teal"}, ["a-1"]),
        ({"orderStatus": "cancelled"}, ["B-1"]),
        ({"orderStatus": "pending_fulfillment"}, []),
        ({"storeId": 12}, ["M-1"]),
        ({"createDateStart": "2026-03-02 03:00:00", "createDateEnd": "2026-03-02 04:30:00"},
         ["B-1", "a-1"]),
        ({"modifyDateStart": "2026-03-02 05:00:00"}, ["A-10", "M-1"]),
        ({"orderDateEnd": "2026-02-01"}, ["B-1"]),
        ({"paymentDateStart": "2026-02-01 12:00:00", "paymentDateEnd": "2026-02-01 12:00:00"},
         ["a-1"]),
        ({"sortBy": "ModifyDate", "sortDir": "DESC"}, ["M-1", "A-10", "a-1", "B-1", "A-1"]),
        ({"sortBy": "CreateDate"}, ["A-1", "A-10", "B-1", "a-1", "M-1"]),
        ({"sortBy": "OrderDate"}, ["B-1", "A-1", "A-10", "a-1", "M-1"]),
        ({"sortDir": "DESC"}, ["M-1", "a-1", "B-1", "A-10", "A-1"]),
        ({"importBatch": "none"}, []),
    ],
)  # fmt: skip
def test_a_filter_finds_its_orders_by_id_unless_another_order_is_asked_for(
    several: Ship, query: dict[str, Any], numbers: list[str]
) -> None:
    """§4.2."""
    assert several.numbers(**query) == numbers


@pytest.mark.parametrize(
    "query",
    [{"orderStatus": "open"}, {"sortBy": "Number"}, {"sortDir": "up"}, {"storeId": "first"},
     {"page": "two"}, {"orderDateStart": "soon"}],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_by_name(ship: Ship, query: dict[str, str]) -> None:
    """§4.5 [decide]: as the framework binds parameters."""
    ((name, value),) = query.items()
    answer = ship.send("GET", f"/orders?{name}={value}", 400).json()
    assert list(answer["ModelState"]) == [name]


def test_pages_count_from_one_and_one_past_the_end_is_empty(ship: Ship) -> None:
    """§4.2; shipstation.past_the_end, shipstation.most_per_page."""
    for number in range(5):
        ship.create(f"SO{number}")
    first = ship.get("/orders", pageSize=2)
    assert (first["total"], first["page"], first["pages"]) == (5, 1, 3)
    assert ship.numbers(pageSize=2, page=3) == ["SO4"]
    past = ship.get("/orders", pageSize=2, page=4)
    assert past == {"orders": [], "total": 5, "page": 4, "pages": 3}
    ship.sandbox.set_quirk("shipstation.past_the_end", "last_page")
    assert ship.numbers(pageSize=2, page=4) == ["SO4"]
    ship.sandbox.set_quirk("shipstation.most_per_page", 1)
    assert ship.get("/orders")["pages"] == 5


def test_a_page_has_a_hundred_rows_by_default_and_500_at_most(ship: Ship) -> None:
    """§4.2."""
    world = ship.sandbox.world()
    made = ship.create("SO0")["orderId"]
    with world.turn(tick=False):
        columns = "number, key, store_id, status, created_at, modified_at, ordered_at, bill_to,"
        columns += " ship_to, advanced"
        for number in range(1, 503):
            world.run(
                f"INSERT INTO shipstation_order ({columns}) SELECT 'SO{number}', 'k{number}',"
                " store_id, status, created_at, modified_at, ordered_at, bill_to, ship_to, advanced"
                " FROM shipstation_order WHERE id = ?",
                (made,),
            )
    assert len(ship.numbers()) == 100
    for size in (500, 501, 10_000):
        answer = ship.get("/orders", pageSize=size)
        assert (len(answer["orders"]), answer["pages"]) == (500, 2)
    assert len(ship.numbers(pageSize=0)) == 100
    assert ship.numbers(page=0, pageSize=1) == ["SO0"]


def test_no_orders_are_no_pages(ship: Ship) -> None:
    """§4.2 [decide]."""
    assert ship.get("/orders") == {"orders": [], "total": 0, "page": 1, "pages": 0}
