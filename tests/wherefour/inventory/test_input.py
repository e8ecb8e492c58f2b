"""create_inventory_item. Source: docs/reference/wherefour.md §3.4 and §4, operation 3."""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

from .test_operations import DOCUMENTED_KEYS

DOCUMENTED = {
    "name": "Oat milk", "category_id": 1, "unit_of_use": "each", "unit_of_purchase": "case",
    "unit_of_order": "each", "unit_of_invoice": "each", "unit_of_pick_and_ship": "each",
    "unit_of_weight": None, "unit_of_dimension": None, "purchase_conversion": 12,
    "property": "finished_good", "sku": None, "upc": "5678", "pull_strategy": "Hand Pick",
    "reorder_point": 50, "rate": 3, "lead_time": 2, "retired": False, "waste_percentage": 1.5,
    "quantity_not_tracked": False, "standard_cost": "0.0", "weight": None, "height": None,
    "width": None, "length": None,
}  # fmt: skip


def test_a_new_item_is_stored_and_found(warehouse: Warehouse) -> None:
    """§4: the full item, its category by name, nothing on hand; explicit nulls are legal."""
    answer = warehouse.post("/inventory", DOCUMENTED)
    assert answer.status == 200
    item = answer.json()
    assert set(item) == set(DOCUMENTED_KEYS.split())
    assert (item["category_name"], item["on_hand"]) == ("Ingredients", "0.0")
    assert (item["purchase_conversion"], item["waste_percentage"]) == ("12.0", "1.5")
    assert (item["lead_time"], item["standard_cost"], item["sku"]) == (2, "0.0", None)
    assert "rate" not in item
    assert warehouse.get("/inventory/search", json={"name": "Oat milk"}).json() == [item]


def test_fields_that_a_new_item_leaves_out_have_their_defaults(warehouse: Warehouse) -> None:
    """§4 and §3.4: only name and unit of use; the settings of receiving as documented."""
    item = warehouse.post("/inventory", {"name": "Salt", "unit_of_use": "pound"}).json()
    units = {item[f"unit_of_{use}"] for use in ("use", "purchase", "order", "invoice")}
    assert units | {item["unit_of_pick_and_ship"]} == {"pound"}
    assert (item["property"], item["pull_strategy"]) == ("raw_material", "FIFO")
    assert (item["purchase_conversion"], item["reorder_point"]) == ("1.0", "0.0")
    assert (item["lead_time"], item["waste_percentage"]) == (0, "0.0")
    assert (item["retired"], item["quantity_not_tracked"]) == (False, False)
    assert (item["category_name"], item["public_name"]) == (None, "Salt")
    assert (item["receive_default_to_total_cost"], item["receive_default_stock_status"]) == (
        True,
        None,
    )


@pytest.mark.parametrize("wrapped", [False, True])
def test_enums_are_read_in_any_case_and_an_empty_sku_is_none(
    warehouse: Warehouse, wrapped: bool
) -> None:
    """§4 and §1.6: old documentation wrote fifo; an SKU is null, never blank. §1.2: wrapped."""
    body = {
        "name": "Tea", "unit_of_use": "each", "property": "FINISHED_GOOD", "sku": "",
        "pull_strategy": "hand pick", "retired": "1",
    }  # fmt: skip
    item = warehouse.post("/inventory", {"inventory": body} if wrapped else body).json()
    assert (item["property"], item["pull_strategy"]) == ("finished_good", "Hand Pick")
    assert (item["sku"], item["retired"]) == (None, True)


def test_skus_may_repeat(warehouse: Warehouse) -> None:
    """§4, operation 3: the search allows for several matches."""
    for name in ("Twin one", "Twin two"):
        body = {"name": name, "unit_of_use": "each", "sku": "TWIN"}
        assert warehouse.post("/inventory", body).status == 200
    assert len(warehouse.get("/inventory/search?sku_list=TWIN").json()) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "Case box"}, "name"),
        ({"unit_of_use": ""}, "unit_of_use"),
        ({"category_id": 4}, "category_id"),
        ({"property": "gift"}, "property"),
        ({"pull_strategy": "random"}, "pull_strategy"),
        ({"purchase_conversion": 0}, "purchase_conversion"),
        ({"lead_time": 1.5}, "lead_time"),
        ({"reorder_point": -1}, "reorder_point"),
        ({"weight": "heavy"}, "weight"),
        ({"standard_cost": 1e12}, "standard_cost"),
        ({"retired": "perhaps"}, "retired"),
    ],
)
def test_an_invalid_item_is_refused_and_stores_nothing(
    warehouse: Warehouse, change: dict[str, Any], field: str
) -> None:
    """§4, operation 3, and §1.3: 422 names the field; nothing is stored."""
    answer = warehouse.post("/inventory", DOCUMENTED | change)
    assert answer.status == 422, answer.text
    assert list(answer.json()["errors"]) == [field]
    assert warehouse.get("/inventory").headers["total"] == "78"


@pytest.mark.parametrize("missing", ["name", "unit_of_use"])
def test_a_name_and_a_unit_of_use_are_required(warehouse: Warehouse, missing: str) -> None:
    """§4, operation 3: the vendor marks none; these two we require."""
    body = {key: value for key, value in DOCUMENTED.items() if key != missing}
    assert list(warehouse.post("/inventory", body).json()["errors"]) == [missing]


def test_a_new_item_can_be_received_ordered_and_shipped(warehouse: Warehouse) -> None:
    """§4, operations 3, 4, 14 and 18b, one after the other."""
    item = warehouse.post("/inventory", DOCUMENTED | {"pull_strategy": "fifo"}).json()
    lot = {
        "delivery_method_id": 1, "count": 5, "lot_code": "OM-1", "cost": 10,
        "received_date": "01/04/2026 09:00 AM",
    }  # fmt: skip
    assert warehouse.post(f"/inventory/{item['id']}/stocks", lot).status == 200
    shipment = warehouse.ship(warehouse.order({"inventory_id": item["id"], "count": 2})).json()
    assert shipment["shipment_items"][0]["auto_ship"][0]["lot_code"] == "OM-1"
    [found] = warehouse.get("/inventory/search?name=oat%20milk").json()
    assert found["on_hand"] == "3.0"
