"""list_purchase_orders, create_purchase_order, get_purchase_order, update_purchase_order, prices.

Source: docs/reference/wholecell.md §6.
"""

from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound, Unprocessable

from tests.wholecell.conftest import DEVICE, SKU, Cell

PATH = "/purchase_orders"
KEYS = [
    "id", "number", "vendor", "status", "channel", "expected_inventory_count",
    "expected_total_price_paid", "inventory_count", "total_price_paid", "notes", "created_at",
    "updated_at",
]  # fmt: skip


def create(cell: Cell, expect: int = 201, **body: Any) -> dict[str, Any]:
    answer = cell.send("POST", PATH, json=body)
    assert answer.status == expect, answer.text
    told: dict[str, Any] = answer.json()
    return told


def change(cell: Cell, order: dict[str, Any], expect: int = 200, **body: Any) -> dict[str, Any]:
    answer = cell.send("PATCH", f"{PATH}/{order['id']}", json=body)
    assert answer.status == expect, answer.text
    told: dict[str, Any] = answer.json()
    return told


def shown(cell: Cell, order: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = cell.get(f"{PATH}/{order['id']}").json()
    return told


def listed(cell: Cell, **query: Any) -> list[dict[str, Any]]:
    answer = cell.get(PATH, **query)
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def bought(cell: Cell, count: int, **more: Any) -> dict[str, Any]:
    """Return an order on which so many units have come in."""
    order = create(cell)
    cell.event("receive_units", sku=SKU, count=count, purchase_order_id=order["id"], **more)
    return order


def prices(cell: Cell, order: dict[str, Any]) -> list[tuple[int | None, int]]:
    """Return the paid price and the price in all of each unit of an order, first one first."""
    units = reversed(cell.units(purchase_order_id=order["id"]))
    return [(unit["initial_price_paid"], unit["total_price_paid"]) for unit in units]


def test_an_order_is_created_read_and_listed(cell: Cell) -> None:
    """§6: 201 with the order; bare, as a row of the list."""
    made = create(
        cell, number="B-77", vendor="Bayview Trade-In", channel="Walk-in", notes="mixed grades",
        expected_inventory_count=20, expected_total_price_paid=400_000,
    )  # fmt: skip
    assert list(made) == KEYS
    assert made["vendor"]["name"] == "Bayview Trade-In"
    assert {**made, "id": 0, "vendor": None, "created_at": "", "updated_at": ""} == {
        "id": 0, "number": "B-77", "vendor": None, "status": "Open", "channel": "Walk-in",
        "expected_inventory_count": 20, "expected_total_price_paid": 400_000,
        "inventory_count": 0, "total_price_paid": 0, "notes": "mixed grades", "created_at": "",
        "updated_at": "",
    }  # fmt: skip
    assert made["created_at"] == made["updated_at"] == "2026-01-05T01:00:00.001-08:00"
    assert shown(cell, made) == made
    assert listed(cell)[0] == made


def test_the_seeded_orders_count_their_units_and_add_up_what_they_cost(cell: Cell) -> None:
    """§6: inventory_count and total_price_paid are computed; sold units stay in both."""
    orders = listed(cell)
    assert [row["id"] for row in orders] == sorted((row["id"] for row in orders), reverse=True)
    units = cell.pull()
    for order in orders:
        own = [unit for unit in units if unit["purchase_order_id"] == order["id"]]
        assert order["inventory_count"] == len(own)
        assert order["total_price_paid"] == sum(unit["total_price_paid"] for unit in own)
    assert sum(order["inventory_count"] for order in orders) == len(units)
    assert {"Open", "Receiving", "Received"} <= {order["status"] for order in orders}


def test_an_empty_body_makes_an_order_of_defaults(cell: Cell) -> None:
    """§6."""
    made = create(cell)
    assert (made["number"], made["vendor"], made["status"]) == (f"PO-{made['id']}", None, "Open")
    assert made["expected_inventory_count"] is None
    assert create(cell, number=" ", status=None, vendor={"name": ""})["status"] == "Open"


def test_a_vendor_is_named_by_name_or_id_and_made_when_it_is_new(cell: Cell) -> None:
    """§6: an organization shows up once it has orders."""
    first = create(cell, vendor={"name": "Phones & Sons"})["vendor"]
    assert create(cell, vendor="Phones & Sons")["vendor"] == first
    assert create(cell, vendor=first)["vendor"] == first
    assert create(cell, vendor={"id": first["id"]})["vendor"] == first
    assert len(listed(cell, vendor="Phones & Sons")) == 4
    assert change(cell, listed(cell)[0], vendor=None)["vendor"] is None
    assert create(cell, 422, vendor={"id": 7}) == {"errors": {"vendor": ["must exist"]}}


def test_what_is_not_named_stays(cell: Cell) -> None:
    """§6: PATCH, and PUT the same; flat or under `purchase_order`; updated_at moves."""
    made = create(cell, vendor="Phones & Sons", notes="first", expected_inventory_count=3)
    changed = change(cell, made, status="Receiving", notes=None)
    assert changed["updated_at"] > made["updated_at"]
    untouched = {**changed, "status": "Open", "notes": "first", "updated_at": made["updated_at"]}
    assert untouched == made
    wrapped = {"purchase_order": {"status": "Closed", "number": "X-1"}}
    answer = cell.send("PUT", f"{PATH}/{made['id']}", json=wrapped)
    assert (answer.json()["status"], answer.json()["number"]) == ("Closed", "X-1")


def test_what_is_counted_cannot_be_set(cell: Cell) -> None:
    """§6: an order sent back as it was read is taken, what is computed is named as ignored."""
    order = listed(cell)[0]
    again = change(cell, order, **{**order, "inventory_count": 99, "total_price_paid": 1})
    assert {**again, "updated_at": ""} == {**order, "updated_at": ""}
    assert cell.ignored() == [
        "id", "inventory_count", "total_price_paid", "created_at", "updated_at",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"status": "open"}, "status", "is not a status"),
        ({"status": "Available"}, "status", "is not a status"),
        ({"status": 7}, "status", "is invalid"),
        ({"expected_inventory_count": -1}, "expected_inventory_count", "is invalid"),
        ({"expected_total_price_paid": 95.5}, "expected_total_price_paid", "is invalid"),
        ({"vendor": 7}, "vendor", "is invalid"),
    ],
)
def test_what_cannot_be_is_said_by_field(
    cell: Cell, body: dict[str, Any], field: str, said: str
) -> None:
    """§1.2; nothing is kept of it."""
    before = cell.get(PATH).body
    assert create(cell, 422, **body) == {"errors": {field: [said]}}
    assert change(cell, listed(cell)[0], 422, **body) == {"errors": {field: [said]}}
    both = create(cell, 422, status="Lost", vendor={"id": 7})
    assert set(both["errors"]) == {"status", "vendor"}
    assert cell.get(PATH).body == before


def test_filters_keep_what_they_name_and_unknown_ones_are_ignored(cell: Cell) -> None:
    """§6, §2.2: status, vendor, created_at and updated_at with their predicates."""
    orders = listed(cell)
    newest = orders[0]
    same = [row for row in orders if row["status"] == newest["status"]]
    assert listed(cell, status=newest["status"]) == same
    vendor = newest["vendor"]
    assert listed(cell, vendor=vendor["name"]) == [r for r in orders if r["vendor"] == vendor]
    for field in ("created_at", "updated_at"):
        edge = sorted(row[field] for row in orders)[2]
        predicates = {"gt": gt, "gteq": ge, "lt": lt, "lteq": le}
        for predicate, keeps in predicates.items():
            kept = [
                row
                for row in orders
                if keeps(datetime.fromisoformat(row[field]), datetime.fromisoformat(edge))
            ]
            assert listed(cell, **{f"{field}_{predicate}": edge}) == kept
    assert listed(cell, number=orders[0]["number"]) == orders
    assert cell.ignored() == ["number"]
    assert listed(cell, status="Nobody's") == []


def test_orders_come_a_hundred_to_a_page(cell: Cell) -> None:
    """§1.3."""
    before = len(listed(cell))
    for _ in range(101 - before):
        create(cell)
    pages = [cell.get(PATH, page=page).json() for page in (1, 2, 3)]
    assert [len(page["data"]) for page in pages] == [100, 1, 0]
    assert {page["pages"] for page in pages} == {2}


def test_receiving_is_adding_units_one_by_one(cell: Cell) -> None:
    """§6: POST /inventories with purchase_order_id; count and sum follow, the status does not."""
    order = create(cell, expected_inventory_count=2, expected_total_price_paid=18_000)
    for price in (9000, 9100):
        cell.create(purchase_order_id=order["id"], initial_price_paid=price)
    now = shown(cell, order)
    assert (now["inventory_count"], now["total_price_paid"]) == (2, 18_100)
    assert now["status"] == "Open"
    assert now["updated_at"] > order["updated_at"]
    assert listed(cell, updated_at_gt=order["updated_at"]) == [now]


def test_units_may_still_be_added_to_a_closed_order(cell: Cell) -> None:
    """§6: no lock is known."""
    order = create(cell, status="Closed")
    cell.create(purchase_order_id=order["id"])
    assert shown(cell, order)["inventory_count"] == 1


def test_the_last_unit_that_is_expected_makes_it_received_where_switched(cell: Cell) -> None:
    """§6: wholecell.received_when_complete."""
    cell.sandbox.set_quirk("wholecell.received_when_complete", True)
    order = create(cell, expected_inventory_count=2)
    seen = []
    for _ in range(3):
        cell.create(purchase_order_id=order["id"])
        seen.append(shown(cell, order)["status"])
        if seen[-1] == "Received":
            change(cell, order, status="Closed")
    assert seen == ["Open", "Received", "Closed"]


def test_a_lots_price_that_does_not_divide_adds_up_to_the_cent(cell: Cell) -> None:
    """§6, §13 scenario 19: the cents that remain go to the first units."""
    order = bought(cell, 3)
    answer = cell.event("price_lot", purchase_order_id=order["id"], lot_price_paid=1000)
    assert prices(cell, order) == [(334, 334), (333, 333), (333, 333)]
    assert shown(cell, order)["total_price_paid"] == answer["total_price_paid"] == 1000


def test_an_extra_cost_raises_what_units_cost_in_all_and_not_their_paid_price(cell: Cell) -> None:
    """§6, §2.1: 20 units for 4,000 and 30 of freight: 201.50 each."""
    order = bought(cell, 20)
    named = {"purchase_order_id": order["id"]}
    cell.event("price_lot", **named, lot_price_paid=400_000)
    cell.event("add_cost", **named, amount=3000)
    assert prices(cell, order) == [(20_000, 20_150)] * 20
    cell.event("add_cost", **named, amount=21)
    assert [total for _, total in prices(cell, order)] == [20_152] + [20_151] * 19
    assert shown(cell, order)["total_price_paid"] == 403_021
    cell.event("price_lot", **named, lot_price_paid=200_000)
    assert prices(cell, order) == [(10_000, 10_152)] + [(10_000, 10_151)] * 19


def test_pricing_a_lot_shows_in_a_delta_of_units_and_of_orders(cell: Cell) -> None:
    """§2.2, §6: updated_at moves."""
    order = bought(cell, 2, initial_price_paid=5000)
    before = shown(cell, order)["updated_at"]
    cell.event("add_cost", purchase_order_id=order["id"], amount=100)
    assert len(cell.units(updated_at_gt=before)) == 2
    assert [row["id"] for row in listed(cell, updated_at_gt=before)] == [order["id"]]


def test_a_lot_without_units_or_beyond_all_prices_is_refused(cell: Cell) -> None:
    """§6."""
    empty, order = create(cell), bought(cell, 1)
    for name, price in (("price_lot", "lot_price_paid"), ("add_cost", "amount")):
        with pytest.raises(Conflict):
            cell.event(name, purchase_order_id=empty["id"], **{price: 1})
        with pytest.raises(NotFound):
            cell.event(name, purchase_order_id=7, **{price: 1})
    cell.event("add_cost", purchase_order_id=order["id"], amount=10**12)
    with pytest.raises(Unprocessable):
        cell.event("add_cost", purchase_order_id=order["id"], amount=1)
    assert prices(cell, order) == [(None, 10**12)]


def test_an_app_needs_the_right_for_each(cell: Cell) -> None:
    """§1, §13 scenario 20."""
    reader = cell.app("purchase_orders:read")
    order = listed(reader)[0]
    assert reader.send("POST", PATH, json={}).status == 403
    assert reader.send("PATCH", f"{PATH}/{order['id']}", json={}).status == 403
    assert cell.app("inventory:read").get(PATH).status == 403
    assert reader.get(f"{PATH}/7").status == 404
    assert cell.send("PATCH", f"{PATH}/7", json={}).status == 404


def test_an_order_comes_wrapped_where_single_objects_do(cell: Cell) -> None:
    """§2.3: wholecell.wrapped_object."""
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    made = create(cell)
    assert list(made) == ["data"]
    assert shown(cell, made["data"]) == made
    assert listed(cell)[0] == made["data"]


def test_units_bought_by_event_come_on_the_order_that_was_created(cell: Cell) -> None:
    """§6: the newest that is open."""
    order = create(cell)
    cell.event("receive_units", product_variation=DEVICE, count=2)
    assert shown(cell, order)["inventory_count"] == 2
