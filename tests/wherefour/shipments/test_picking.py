"""Which lots auto_pick_and_ship takes, and from where. Source: docs/reference/wherefour.md §5.1."""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse


def taken(warehouse: Warehouse, item_id: int, count: float, **wishes: Any) -> list[tuple[str, str]]:
    """Order and ship an item; return the lots taken and how much of each."""
    order = warehouse.order({"inventory_id": item_id, "count": count})
    answer = warehouse.ship(order, **wishes)
    if answer.status == 422:
        return []
    [item] = answer.json()["shipment_items"]
    return [(lot["lot_code"], lot["count"]) for lot in item["auto_ship"]]


def stocked(warehouse: Warehouse, strategy: str) -> int:
    """Add an item with three lots whose orders of arrival, expiry and id all differ."""
    item_id = warehouse.item("Thing", "THING", pull_strategy=strategy)
    for lot, expires in (("first", "2026-09-01"), ("second", None), ("third", "2026-03-01")):
        warehouse.receive("THING", 10, lot, expires=expires)
    received = {"first": 2000, "second": 1000, "third": 3000}
    for lot, moment in received.items():
        warehouse.write(
            "UPDATE wherefour_stock SET received_at = ? WHERE lot_code = ?", moment, lot
        )
    return item_id


@pytest.mark.parametrize(
    ("strategy", "order"),
    [
        ("FIFO", ["second", "first", "third"]),
        ("LIFO", ["third", "first", "second"]),
        ("FEFO", ["third", "first", "second"]),
    ],
)
def test_the_pull_strategy_decides_which_lot_is_picked_first(
    warehouse: Warehouse, strategy: str, order: list[str]
) -> None:
    """§5.1: by the time received, not by the id; FEFO by expiry with undated lots last."""
    item_id = stocked(warehouse, strategy)
    assert taken(warehouse, item_id, 25) == [
        (order[0], "10.0"),
        (order[1], "10.0"),
        (order[2], "5.0"),
    ]


def test_hand_pick_items_are_skipped_unless_the_quirk_says_fifo(warehouse: Warehouse) -> None:
    """§5.1: no candidates, the line is skipped; switch hand_pick."""
    item_id = stocked(warehouse, "Hand Pick")
    assert taken(warehouse, item_id, 5) == []
    order = warehouse.order({"inventory_id": item_id, "count": 5}, {"inventory_id": 4, "count": 1})
    shipment = warehouse.ship(order).json()
    assert [item["inventory_sku"] for item in shipment["shipment_items"]] == ["SK0001"]
    warehouse.sandbox.set_quirk("wherefour.hand_pick", "fifo")
    assert taken(warehouse, item_id, 5) == [("second", "5.0")]


def test_expired_lots_are_picked_unless_the_quirk_excludes_them(warehouse: Warehouse) -> None:
    """§5.1 point 3 and §10: exclude_expired."""
    item_id = warehouse.item("Thing", "THING", pull_strategy="FEFO")
    warehouse.receive("THING", 10, "old", expires="2026-01-04")
    warehouse.receive("THING", 10, "today", expires="2026-01-05")
    assert taken(warehouse, item_id, 2) == [("old", "2.0")]
    warehouse.sandbox.set_quirk("wherefour.exclude_expired", True)
    assert taken(warehouse, item_id, 2) == [("today", "2.0")]


@pytest.mark.parametrize("status", ["inactive", "on_hold", "quarantined"])
def test_only_active_lots_are_picked(warehouse: Warehouse, status: str) -> None:
    """§5.1: the other three say by name that the stock is not available."""
    warehouse.receive("SK0002", 5, "held")
    warehouse.receive("SK0002", 5, "free")
    warehouse.write("UPDATE wherefour_stock SET status = ? WHERE lot_code = 'held'", status)
    assert taken(warehouse, 6, 8) == [("free", "5.0")]


def test_lots_in_a_location_without_pick_and_ship_are_not_picked(warehouse: Warehouse) -> None:
    """§5.1: only from locations allowed for pick and ship, or from none at all."""
    warehouse.receive("SK0002", 5, "dock", location="DOCK")
    warehouse.receive("SK0002", 5, "loose")
    warehouse.write("UPDATE wherefour_stock SET location_id = NULL WHERE lot_code = 'loose'")
    assert taken(warehouse, 6, 8) == [("loose", "5.0")]


def test_a_location_includes_the_locations_inside_it(warehouse: Warehouse) -> None:
    """§5.1: the location named or a descendant of it; the id wins over the name."""
    warehouse.write("UPDATE wherefour_location SET parent_location_id = 5 WHERE id = 6")
    warehouse.receive("SK0002", 2, "north")
    warehouse.receive("SK0002", 2, "sydney", location="SYDW")
    assert taken(warehouse, 6, 1, location_id=5) == [("sydney", "1.0")]
    assert taken(warehouse, 6, 1, location_id=1, location_name="London") == [("north", "1.0")]
    assert taken(warehouse, 6, 9, location_name="north warehouse") == [("north", "1.0")]
    assert taken(warehouse, 6, 9, location_name="north warehouse") == []


def test_a_location_name_that_is_close_to_none_means_any(warehouse: Warehouse) -> None:
    """§5.1, the trap: no match gives null, and no location means any location."""
    warehouse.receive("SK0002", 2, "far", location="SYDW")
    assert taken(warehouse, 6, 1, location_name="Nrth Warehuose") == []
    assert taken(warehouse, 6, 1, location_name="Building 7") == [("far", "1.0")]


def test_a_retired_item_is_not_shipped(warehouse: Warehouse) -> None:
    """Duties D1: what auto-ship could take leaves retired items out."""
    warehouse.write("UPDATE wherefour_inventory SET retired = 1 WHERE id = 4")
    assert taken(warehouse, 4, 1) == []


def test_an_item_whose_quantity_is_not_tracked_ships_whole_without_lots(
    warehouse: Warehouse,
) -> None:
    """§5.1: the full demand with an empty auto_ship."""
    item_id = warehouse.item("Water", "WATER", quantity_not_tracked=1)
    order = warehouse.order({"inventory_id": item_id, "count": 500})
    shipment = warehouse.ship(order).json()
    [item] = shipment["shipment_items"]
    assert (item["count"], item["auto_ship"]) == ("500.0", [])
    assert shipment["order"]["status"] == "complete"


def test_two_lines_of_one_item_share_its_lots(warehouse: Warehouse) -> None:
    """§5.1: greedily, line by line; nothing is taken twice."""
    warehouse.receive("SK0002", 5, "one")
    order = warehouse.order({"sku": "SK0002", "count": 3}, {"sku": "SK0002", "count": 3})
    items = warehouse.ship(order).json()["shipment_items"]
    assert [item["count"] for item in items] == ["3.0", "2.0"]


def test_a_case_is_picked_from_lots_of_eaches(warehouse: Warehouse) -> None:
    """§5.1 "Units": the order in cases, lots and adjustments in eaches, the shipment in cases."""
    order = warehouse.order({"sku": "CHK-CAN-CS12", "count": 4})
    shipment = warehouse.ship(order).json()
    [item] = shipment["shipment_items"]
    assert item["count"] == "4.0"
    lots = [(lot["lot_code"], lot["count"]) for lot in item["auto_ship"]]
    assert lots == [("P024-B", "46.0"), ("P024-A", "2.0")]
    assert "3.833333 Cases - " in shipment["order"]["instructions"]
    assert "0.166667 Cases - " in shipment["order"]["instructions"]


def test_parts_of_a_case_add_up_to_the_case(warehouse: Warehouse) -> None:
    """§5.1 "Units": three shipments of a third of a case complete the case."""
    warehouse.write("UPDATE wherefour_stock SET count = 4 * 1000000 WHERE lot_code = 'P024-A'")
    warehouse.write("UPDATE wherefour_stock SET count = 0 WHERE lot_code = 'P024-B'")
    order = warehouse.order({"sku": "CHK-CAN-CS12", "count": 1})
    counts = []
    for _ in range(3):
        shipment = warehouse.ship(order).json()
        counts.append(shipment["shipment_items"][0]["count"])
        warehouse.sandbox.event("wherefour", "cycle_count", lot_code="P024-A", count=4)
    assert counts == ["0.333333", "0.333333", "0.333334"]
    assert shipment["order"]["status"] == "complete"
    [row] = warehouse.sandbox.world().all("SELECT * FROM v_orders WHERE sku = 'CHK-CAN-CS12'")
    assert row["ordered"] == row["shipped"] == 1_000_000
