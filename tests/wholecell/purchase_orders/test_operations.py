"""list_purchase_orders, create_purchase_order, get_purchase_order, update_purchase_order, prices.

Source: docs/reference/wholecell.md §6.
"""

from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

import pytest

from tests.wholecell.conftest import NO_CENTS, Cell
from tests.wholecell.purchase_orders.support import PATH, change, create, listed, shown

KEYS = [
    "id", "number", "vendor", "status", "channel", "expected_inventory_count",
    "expected_total_price_paid", "inventory_count", "total_price_paid", "notes", "created_at",
    "updated_at",
]  # fmt: skip


def test_an_order_is_created_read_and_listed(cell: Cell) -> None:
    """§6: 201 with the bare order, as in a row of the list."""
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


def test_seeded_orders_count_their_units_and_add_up_their_prices(cell: Cell) -> None:
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


def test_an_empty_body_makes_an_order_with_defaults(cell: Cell) -> None:
    """§6."""
    made = create(cell)
    assert (made["number"], made["vendor"], made["status"]) == (f"PO-{made['id']}", None, "Open")
    assert made["expected_inventory_count"] is None
    assert create(cell, number=" ", status=None, vendor={"name": ""})["status"] == "Open"


def test_a_vendor_is_given_by_name_or_id_and_a_new_name_is_added(cell: Cell) -> None:
    """§6: an organization shows up once it has orders."""
    first = create(cell, vendor={"name": "Phones & Sons"})["vendor"]
    assert create(cell, vendor="Phones & Sons")["vendor"] == first
    assert create(cell, vendor=first)["vendor"] == first
    assert create(cell, vendor={"id": first["id"]})["vendor"] == first
    assert len(listed(cell, vendor="Phones & Sons")) == 4
    assert change(cell, listed(cell)[0], vendor=None)["vendor"] is None
    assert create(cell, 422, vendor={"id": 7}) == {"errors": {"vendor": ["must exist"]}}


def test_fields_that_are_not_named_stay(cell: Cell) -> None:
    """§6: PATCH, and PUT the same; flat or under `purchase_order`; updated_at moves."""
    made = create(cell, vendor="Phones & Sons", notes="first", expected_inventory_count=3)
    changed = change(cell, made, status="Receiving", notes=None)
    assert changed["updated_at"] > made["updated_at"]
    untouched = {**changed, "status": "Open", "notes": "first", "updated_at": made["updated_at"]}
    assert untouched == made
    wrapped = {"purchase_order": {"status": "Closed", "number": "X-1"}}
    answer = cell.send("PUT", f"{PATH}/{made['id']}", json=wrapped)
    assert (answer.json()["status"], answer.json()["number"]) == ("Closed", "X-1")


def test_computed_fields_cannot_be_set(cell: Cell) -> None:
    """§6: an order sent back unchanged is accepted; computed fields are reported as ignored."""
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
        ({"expected_total_price_paid": 95.5}, "expected_total_price_paid", NO_CENTS),
        ({"vendor": 7}, "vendor", "is invalid"),
    ],
)
def test_invalid_values_are_refused_by_field(
    cell: Cell, body: dict[str, Any], field: str, said: str
) -> None:
    """§1.2; nothing is saved."""
    before = cell.get(PATH).body
    assert create(cell, 422, **body) == {"errors": {field: [said]}}
    assert change(cell, listed(cell)[0], 422, **body) == {"errors": {field: [said]}}
    both = create(cell, 422, status="Lost", vendor={"id": 7})
    assert set(both["errors"]) == {"status", "vendor"}
    assert cell.get(PATH).body == before


def test_known_filters_work_and_unknown_ones_are_ignored(cell: Cell) -> None:
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


def test_a_page_has_a_hundred_orders(cell: Cell) -> None:
    """§1.3."""
    before = len(listed(cell))
    for _ in range(101 - before):
        create(cell)
    pages = [cell.get(PATH, page=page).json() for page in (1, 2, 3)]
    assert [len(page["data"]) for page in pages] == [100, 1, 0]
    assert {page["pages"] for page in pages} == {2}


def test_each_operation_needs_its_permission(cell: Cell) -> None:
    """§1, §13 scenario 20."""
    reader = cell.app("purchase_orders:read")
    order = listed(reader)[0]
    assert reader.send("POST", PATH, json={}).status == 403
    assert reader.send("PATCH", f"{PATH}/{order['id']}", json={}).status == 403
    assert cell.app("inventory:read").get(PATH).status == 403
    assert reader.get(f"{PATH}/7").status == 404
    assert cell.send("PATCH", f"{PATH}/7", json={}).status == 404


def test_an_order_is_wrapped_while_the_quirk_is_on(cell: Cell) -> None:
    """§2.3: wholecell.wrapped_object."""
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    made = create(cell)
    assert list(made) == ["data"]
    assert shown(cell, made["data"]) == made
    assert listed(cell)[0] == made["data"]
