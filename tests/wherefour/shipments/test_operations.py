"""get_last_shipment, get_shipments, search_shipments and auto_pick_and_ship_legacy.

Source: docs/reference/wherefour.md §3.10, §4 and §5.1.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

GLOBAL_KEYS = """
id order_id customer_id user_name ship_date shipment_number tracking_number note created_at
updated_at shipment_address shipment_items delivery_driver delivery_vehicle
"""
LEGACY = "/customers/1/orders/auto_ship"
BODY = {"delivery_method": "UPS Ground"}


def shipped(warehouse: Warehouse, number: str, *, count: float = 1) -> dict[str, Any]:
    """Order and ship one item; return the order."""
    order = warehouse.order({"inventory_id": 4, "count": count}, order_number=number)
    assert warehouse.ship(order, tracking_number=f"T-{number}").status == 200
    return order


def test_the_last_shipment_is_the_newest(warehouse: Warehouse) -> None:
    """§4, operation 16: as the list shows it; 404 before the first."""
    order = warehouse.order({"sku": "SK0002", "count": 5})
    path = f"/customers/1/orders/{order['id']}"
    assert warehouse.get(f"{path}/last_shipment").status == 404
    for lot in ("A", "B"):
        warehouse.receive("SK0002", 2, lot)
        assert warehouse.ship(order).json() == warehouse.get(f"{path}/last_shipment").json()
    last = warehouse.get(f"{path}/last_shipment").json()
    assert last["shipment_number"] == 2
    assert last == warehouse.get(f"{path}/shipments").json()[1]


@pytest.mark.parametrize("path", ["/customers/1/orders/3", "/customers/9/orders/2"])
def test_the_last_shipment_of_another_customers_order_is_not_found(
    warehouse: Warehouse, path: str
) -> None:
    """§4: unknown ids, and a child of another parent, are 404."""
    assert warehouse.get(f"{path}/last_shipment").status == 404


def test_all_shipments_show_customer_and_address(warehouse: Warehouse) -> None:
    """§3.10b: no order and no delivery method, but customer and address; the usual lots."""
    order = shipped(warehouse, "R1")
    answer = warehouse.get("/shipments")
    first, second = answer.json()
    assert answer.headers["total"] == "2"
    assert set(first) == set(second) == set(GLOBAL_KEYS.split())
    assert (first["id"], first["order_id"], first["customer_id"]) == (1, 2, 1)
    assert first["ship_date"] == "2020-09-12T16:48:00.000Z"
    assert first["shipment_address"]["line1"] == "415 S. Pine Street"
    assert (second["order_id"], second["tracking_number"]) == (order["id"], "T-R1")
    assert second["shipment_items"][0]["auto_ship"][0]["count"] == "1.0"
    assert first["shipment_items"][0]["part_of_kit"] is None


def test_shipments_come_in_pages(warehouse: Warehouse) -> None:
    """§1.4: headers here too; id ascending."""
    for number in range(4):
        shipped(warehouse, f"R{number}")
    answer = warehouse.get("/shipments?per_page=2&page=3")
    assert [row["tracking_number"] for row in answer.json()] == ["T-R3"]
    assert (answer.headers["total"], answer.headers["per-page"]) == ("5", "2")
    assert 'rel="prev"' in answer.headers["link"]


def test_shipments_are_found_by_the_whole_order_number(warehouse: Warehouse) -> None:
    """§4, operation 29: body or query, exact; all orders of the number."""
    for number in ("R1", "R1", "R11"):
        shipped(warehouse, number)
    found = warehouse.get("/shipments/search", json={"order_number": "R1"}).json()
    assert [row["tracking_number"] for row in found] == ["T-R1", "T-R1"]
    assert len(warehouse.get("/shipments/search?order_number=R11").json()) == 1
    for query in ("", "?order_number=r1", "?order_number=", "?order_number=SO1"):
        assert warehouse.get(f"/shipments/search{query}").json() == []


def test_the_legacy_path_ships_the_order_that_the_body_or_query_names(
    warehouse: Warehouse,
) -> None:
    """§4, operation 18: order_id or order_number, in body or query; the query wins (§1.2)."""
    orders = [
        warehouse.order({"inventory_id": 4, "count": 1}, order_number=f"L{n}") for n in range(5)
    ]
    ids = [order["id"] for order in orders]
    answers = [
        warehouse.post(LEGACY, {**BODY, "order_id": ids[0]}),
        warehouse.post(LEGACY, {**BODY, "order_number": "L1"}),
        warehouse.post(f"{LEGACY}?order_id={ids[2]}", {**BODY, "order_id": ids[4]}),
        warehouse.post(f"{LEGACY}?order_number=L3", {**BODY, "location_name": "North Warehouse"}),
    ]
    assert [answer.json()["order_id"] for answer in answers] == ids[:4]
    assert answers[0].json() == warehouse.get(f"/customers/1/orders/{ids[0]}/last_shipment").json()


def test_the_legacy_path_ships_the_only_open_order(warehouse: Warehouse) -> None:
    """§4, operation 18: without a name the only open order, else 422."""
    assert warehouse.post(LEGACY, BODY).status == 422
    warehouse.order({"inventory_id": 4, "count": 1}, status="on hold")
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    assert warehouse.post(LEGACY, BODY).json()["order_id"] == order["id"]
    warehouse.receive("SK0001", 100, "MORE")
    assert warehouse.post(LEGACY, BODY).json()["shipment_number"] == 2
    assert warehouse.post(LEGACY, BODY).status == 422
    for _ in range(2):
        warehouse.order({"inventory_id": 4, "count": 1})
    answer = warehouse.post(LEGACY, BODY)
    assert (answer.status, list(answer.json()["errors"])) == (422, ["order_id"])


def test_the_legacy_path_has_the_same_refusals(warehouse: Warehouse) -> None:
    """§4 and §5.1: unknown is 404, two of one number and a missing delivery method are 422."""
    order = warehouse.order({"inventory_id": 4, "count": 1}, order_number="D")
    assert warehouse.post(LEGACY, {**BODY, "order_id": 3}).status == 404
    assert warehouse.post(LEGACY, {**BODY, "order_number": "nobody's"}).status == 404
    assert warehouse.post("/customers/9/orders/auto_ship", BODY).status == 404
    assert warehouse.post(LEGACY, {"order_id": order["id"]}).status == 422
    warehouse.order({"inventory_id": 4, "count": 1}, order_number="D")
    answer = warehouse.post(LEGACY, {**BODY, "order_number": "D"})
    assert (answer.status, list(answer.json()["errors"])) == (422, ["order_number"])
    assert len(warehouse.get("/shipments").json()) == 1


def test_a_shipment_completes_an_order_by_the_flag_of_the_status_not_its_name(
    warehouse: Warehouse,
) -> None:
    """§5.1 and §5.2: the status flagged order_complete_status; without one nothing changes."""
    warehouse.write("UPDATE wherefour_order_status SET name = 'Done' WHERE id = 5")
    order = warehouse.order({"inventory_id": 4, "count": 1})
    assert warehouse.ship(order).json()["order"]["status"] == "done"
    warehouse.write("UPDATE wherefour_order_status SET order_complete_status = 0")
    order = warehouse.order({"inventory_id": 4, "count": 1})
    assert warehouse.ship(order).json()["order"]["status"] == "open"
