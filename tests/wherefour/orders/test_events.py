"""The warehouse's people cancel orders, and take shipments back.

Source: docs/reference/wherefour.md §3.5, §3.15, §5.1, §5.2, §5.5, §5.8; docs/reference/duties.md
D18, D20.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound, Refusal

from tests.wherefour.conftest import Warehouse

BAR, CASE = "SK0001", "SK0002"  # items 4 and 6; of the second there are none
MICRO = 1_000_000


def event(warehouse: Warehouse, name: str, /, **arguments: Any) -> Any:
    """Trigger a business event."""
    return warehouse.sandbox.event("wherefour", name, **arguments)


def shown(warehouse: Warehouse, order: dict[str, Any]) -> tuple[str, list[str]]:
    """Return an order's status and the counts of its lines."""
    now = warehouse.get(f"/orders/{order['id']}").json()
    return now["status"], [line["count"] for line in now["order_items"]]


def noted(warehouse: Warehouse, what: str) -> list[tuple[Any, ...]]:
    """Return the ledger's notes of one kind: good, document, change in whole units."""
    rows = warehouse.sandbox.world().all(
        "SELECT good, document, delta FROM ledger WHERE what = ? ORDER BY seq", (what,)
    )
    return [(row["good"], row["document"], row["delta"] / MICRO) for row in rows]


def asked(warehouse: Warehouse, order: dict[str, Any]) -> list[tuple[float, float, float]]:
    """Return what the referee sees of an order's lines: ordered, shipped, cancelled."""
    rows = warehouse.sandbox.world().all(
        "SELECT ordered, shipped, cancelled FROM v_orders WHERE simulator = 'wherefour' AND id = ?",
        (order["id"],),
    )
    return [(r["ordered"] / MICRO, r["shipped"] / MICRO, r["cancelled"] / MICRO) for r in rows]


def half_shipped(warehouse: Warehouse) -> dict[str, Any]:
    """Return an order of 70 of which 65 have left."""
    warehouse.receive(CASE, 65, "FEW")
    order = warehouse.order({"inventory_id": 6, "count": 70})
    assert warehouse.ship(order).status == 200
    return order


def test_people_cancel_an_order_and_its_demand_is_withdrawn(warehouse: Warehouse) -> None:
    """§5.2, duty D18: the status flagged as canceled, as when a client sets it."""
    order = warehouse.order({"inventory_id": 4, "count": 2})
    told = event(warehouse, "cancel_order", order_number="R1")
    assert told == {"order_id": order["id"], "status": "canceled"}
    assert shown(warehouse, order) == ("canceled", ["2.0"])
    number = str(order["id"])
    assert noted(warehouse, "demand") == [("4", number, 2), ("4", number, -2)]
    assert asked(warehouse, order) == [(2, 0, 2)]
    assert warehouse.ship(order).status == 422


def test_of_several_orders_of_a_number_the_oldest_that_stands_is_cancelled(
    warehouse: Warehouse,
) -> None:
    """§5.7: numbers may repeat; what is canceled or out stands no more."""
    first, second, third = (warehouse.order({"inventory_id": 4, "count": 1}) for _ in range(3))
    assert warehouse.ship(first).status == 200
    told = [event(warehouse, "cancel_order", order_number="R1")["order_id"] for _ in range(2)]
    assert told == [second["id"], third["id"]]
    with pytest.raises(Conflict):
        event(warehouse, "cancel_order", order_number="R1")
    with pytest.raises(NotFound):
        event(warehouse, "cancel_order", order_number="R2")


def test_people_call_off_a_part_and_the_counts_fall(warehouse: Warehouse) -> None:
    """§3.5, §5.8: the newest line of the SKU falls first, to zero if need be; the status stays."""
    order = warehouse.order(
        {"inventory_id": 4, "count": 3}, {"inventory_id": 6, "count": 5},
        {"inventory_id": 4, "count": 2},
    )  # fmt: skip
    lines = [{"sku": BAR, "quantity": 3}, {"sku": CASE, "quantity": 0.5}]
    event(warehouse, "cancel_order", order_number="R1", lines=lines)
    assert shown(warehouse, order) == ("open", ["2.0", "4.5", "0.0"])
    number = str(order["id"])
    assert noted(warehouse, "demand")[3:] == [
        ("4", number, -1), ("6", number, -0.5), ("4", number, -2),
    ]  # fmt: skip
    assert [each[2] for each in asked(warehouse, order)] == [0, 0, 0]


def test_what_has_left_cannot_be_called_off(warehouse: Warehouse) -> None:
    """§5.8: never below what was shipped; a refused event changes nothing."""
    order = half_shipped(warehouse)
    for quantity in (6, 70):
        with pytest.raises(Conflict):
            event(
                warehouse, "cancel_order", order_number="R1",
                lines=[{"sku": CASE, "quantity": 5}, {"sku": CASE, "quantity": quantity - 5}],
            )  # fmt: skip
    assert asked(warehouse, order) == [(70, 65, 0)]
    event(warehouse, "cancel_order", order_number="R1", lines=[{"sku": CASE, "quantity": 5}])
    assert asked(warehouse, order) == [(65, 65, 0)]
    with pytest.raises(Conflict):
        event(warehouse, "cancel_order", order_number="R1")


def test_the_rest_of_a_half_shipped_order_can_be_cancelled(warehouse: Warehouse) -> None:
    """§5.2, duty D18: what left stays shipped."""
    order = half_shipped(warehouse)
    event(warehouse, "cancel_order", order_number="R1")
    assert asked(warehouse, order) == [(70, 65, 5)]
    assert [each[2] for each in noted(warehouse, "demand")] == [70, -5]


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([{"sku": "nobody's", "quantity": 1}], NotFound),
        ([{"sku": CASE, "quantity": 1}], NotFound),
        ([{"sku": BAR, "quantity": 3}], Conflict),
        ([{"sku": BAR, "quantity": 0}], Invalid),
        ([{"sku": BAR}], Invalid),
        ([], Invalid),
    ],
)
def test_a_part_that_is_not_in_the_order_is_refused(
    warehouse: Warehouse, lines: list[Any], refusal: type[Exception]
) -> None:
    """§5.8."""
    order = warehouse.order({"inventory_id": 4, "count": 2})
    with pytest.raises(refusal):
        event(warehouse, "cancel_order", order_number="R1", lines=lines)
    assert shown(warehouse, order) == ("open", ["2.0"])


# Shipments taken back


def test_a_shipment_that_is_taken_back_was_never_made(warehouse: Warehouse) -> None:
    """§3.15 (`shipments_reversed_status`), duty D20: lots, lists and status are as before."""
    order = warehouse.order({"inventory_id": 4, "count": 2})
    made = warehouse.ship(order).json()
    told = event(warehouse, "reverse_shipment", order_number="R1")
    assert told == {
        "shipment_id": made["id"], "order_id": order["id"], "shipment_number": 1,
    }  # fmt: skip
    assert warehouse.get(f"/customers/1/orders/{order['id']}/shipments").json() == []
    assert warehouse.get(f"/customers/1/orders/{order['id']}/last_shipment").status == 404
    assert shown(warehouse, order) == ("open", ["2.0"])
    assert warehouse.get("/inventory/4/stocks").json()[0]["count"] == "65.0"
    last = warehouse.get("/inventory/last_adjustment?inventory_id=4").json()
    assert (last["reason"], last["change"]) == ("shipment reversed", "2.0")
    assert asked(warehouse, order) == [(2, 0, 0)]
    assert noted(warehouse, "shipment") == [("4", str(order["id"]), n) for n in (2, -2)]
    assert [each[2] for each in noted(warehouse, "demand")] == [2]


def test_what_was_taken_back_can_be_shipped_again(warehouse: Warehouse) -> None:
    """§5.1: the newest shipment only; its number is given again."""
    order = half_shipped(warehouse)
    warehouse.receive(CASE, 5, "MORE")
    assert warehouse.ship(order).json()["shipment_number"] == 2
    assert shown(warehouse, order)[0] == "complete"
    event(warehouse, "reverse_shipment", order_number="R1")
    assert (shown(warehouse, order)[0], asked(warehouse, order)) == ("open", [(70, 65, 0)])
    again = warehouse.ship(order).json()
    assert (again["shipment_number"], again["shipment_items"][0]["count"]) == (2, "5.0")


def test_a_canceled_order_stays_canceled_when_its_shipment_is_taken_back(
    warehouse: Warehouse,
) -> None:
    """§5.2: then nothing of it is demanded any more."""
    order = half_shipped(warehouse)
    event(warehouse, "cancel_order", order_number="R1")
    event(warehouse, "reverse_shipment", order_number="R1")
    assert (shown(warehouse, order)[0], asked(warehouse, order)) == ("canceled", [(70, 0, 70)])
    assert [each[2] for each in noted(warehouse, "demand")] == [70, -5, -65]


def test_the_status_flagged_for_it_is_that_of_an_order_whose_shipment_is_taken_back(
    warehouse: Warehouse,
) -> None:
    """§3.15: an organization may have one; by default none is flagged."""
    warehouse.write("UPDATE wherefour_order_status SET shipments_reversed_status = 1 WHERE id = 1")
    order = warehouse.order({"inventory_id": 4, "count": 2})
    assert warehouse.ship(order).status == 200
    event(warehouse, "reverse_shipment", order_number="R1")
    assert shown(warehouse, order)[0] == "pending"


def test_only_a_shipment_can_be_taken_back(warehouse: Warehouse) -> None:
    """§5.1."""
    warehouse.order({"inventory_id": 4, "count": 2})
    for number in ("R1", "R2"):
        with pytest.raises(NotFound):
            event(warehouse, "reverse_shipment", order_number=number)


def test_the_activity_report_shows_that_goods_came_back(warehouse: Warehouse) -> None:
    """§5.5: what left and what came back, in the name of who did it."""
    order = warehouse.order({"inventory_id": 4, "count": 2})
    assert warehouse.ship(order).status == 200
    event(warehouse, "reverse_shipment", order_number="R1")
    period = "start_date_time=2026-01-01&end_date_time=2027-01-01"
    rows = warehouse.post(f"/reports/activities?{period}&inventory_ids=4").json()
    assert sorted((row["reason"], row["change"]) for row in rows) == [
        ("shipment", "-2.0"), ("shipment reversed", "2.0"),
    ]  # fmt: skip


def test_an_order_cannot_be_cancelled_where_no_status_says_so(warehouse: Warehouse) -> None:
    """§5.2: statuses are the organization's own."""
    warehouse.order({"inventory_id": 4, "count": 2})
    warehouse.write("UPDATE wherefour_order_status SET order_canceled_status = 0")
    with pytest.raises(Refusal):
        event(warehouse, "cancel_order", order_number="R1")
