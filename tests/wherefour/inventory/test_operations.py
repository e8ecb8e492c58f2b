"""get_inventory_items and search_inventory. Source: docs/reference/wherefour.md §3.4, §4, §5.4."""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

DOCUMENTED_KEYS = """
id name category_name on_hand unit_of_use unit_of_purchase unit_of_order unit_of_invoice
unit_of_pick_and_ship unit_of_weight unit_of_dimension purchase_conversion property sku upc
pull_strategy reorder_point lead_time retired waste_percentage quantity_not_tracked standard_cost
conversions weight height width length internal_photo_is_public internal_description
internal_description_is_public public_name public_description show_hold_amounts
internal_name_is_public receive_default_delivery_method_id receive_default_location_id
receive_default_accept_rows receive_default_to_total_cost receive_default_stock_status
receive_require_barcode receive_require_serial_number receive_require_location
receive_require_expiration_date receive_prefill_expiration_date receive_expiration_date_days
receive_allow_unit_of_receiving_change receive_keep_quantity receive_keep_unit_of_receiving
receive_keep_cost receive_keep_vendor_item_number receive_keep_location
receive_keep_expiration_date receive_keep_stock_description receive_allow_custom_field_entry
created_at updated_at custom_field_values
"""


def found(warehouse: Warehouse, **body: Any) -> list[Any]:
    """Return the ids that a search with this body finds."""
    answer = warehouse.get("/inventory/search?per_page=100", json=body)
    assert answer.status == 200
    return [row["id"] for row in answer.json()]


def test_an_item_shows_every_documented_key(warehouse: Warehouse) -> None:
    """§3.4: the full shape, decimals as strings."""
    [item] = warehouse.get("/inventory/search", json={"sku_list": "1234"}).json()
    assert set(item) == set(DOCUMENTED_KEYS.split())
    assert (item["weight"], item["length"], item["purchase_conversion"]) == ("100.0", "20.0", "1.0")
    assert item["receive_default_stock_status"] == "active"
    assert item["custom_field_values"][0]["custom_field"]["name"] == "Test"
    assert item["created_at"] == "2024-06-15T02:54:11.546Z"


def test_on_hand_is_the_sum_of_the_lots(warehouse: Warehouse) -> None:
    """§5.4 and §8: 100 + 375 + 185 + 750."""
    assert warehouse.get("/inventory").json()[0]["on_hand"] == "1410.0"


def test_on_hand_counts_held_lots_unless_the_quirk_says_otherwise(warehouse: Warehouse) -> None:
    """§5.4: active, on_hold and quarantined; not inactive."""

    def on_hand() -> str:
        [item] = warehouse.get("/inventory/search?sku_list=BUT-CULT-227").json()
        return str(item["on_hand"])

    assert on_hand() == "84.0"
    warehouse.sandbox.set_quirk("wherefour.on_hand_statuses", "active")
    assert on_hand() == "60.0"
    warehouse.write("UPDATE wherefour_stock SET status = 'inactive' WHERE lot_code = 'C038-B'")
    warehouse.sandbox.set_quirk("wherefour.on_hand_statuses", "active,on_hold,quarantined")
    assert on_hand() == "60.0"


def test_items_sold_by_the_case_show_their_conversion(warehouse: Warehouse) -> None:
    """§3.4 and §5.1 "Units": on hand in the unit of use, one case is twelve each."""
    [item] = warehouse.get("/inventory/search?sku_list=CHK-CAN-CS12").json()
    assert (item["unit_of_order"], item["unit_of_use"], item["on_hand"]) == (
        "case",
        "each",
        "171.0",
    )
    assert item["conversions"] == [
        {
            "to_count": "12.0", "from_count": "1.0", "catch_weight": False,
            "maximum_weight": None, "minimum_weight": None, "unit_of_measurement": "case",
        }
    ]  # fmt: skip


def test_updated_at_is_an_inclusive_lower_bound_that_stock_changes_move(
    warehouse: Warehouse,
) -> None:
    """§1.7 and §5.3: a receipt counts as a change of its item."""
    warehouse.sandbox.advance("1h")
    warehouse.receive("SK0002", 3, "NEW")
    [row] = warehouse.get("/inventory?updated_at=2026-01-05T10:00:00Z").json()
    assert row["id"] == 6
    again = warehouse.get(f"/inventory?updated_at={row['updated_at']}").json()
    assert [item["id"] for item in again] == [6]
    assert warehouse.get("/inventory?updated_at=2026-01-05 11:00:00").json() == []


def test_an_unreadable_updated_at_is_refused_or_ignored(warehouse: Warehouse) -> None:
    """§1.7: 422 in strict mode, ignored in lenient mode."""
    answer = warehouse.get("/inventory?updated_at=yesterday")
    assert (answer.status, list(answer.json()["errors"])) == (422, ["updated_at"])
    warehouse.sandbox.set_quirk("wherefour.strict_filters", False)
    assert warehouse.get("/inventory?updated_at=yesterday").headers["total"] == "78"


def test_a_name_finds_parts_of_names_in_any_case_exact_ones_first(warehouse: Warehouse) -> None:
    """§4, operation 6."""
    assert found(warehouse, name="FINISHED GOOD b") == [4, 6]
    warehouse.write("UPDATE wherefour_inventory SET folded_name = 'good b' WHERE id = 6")
    assert found(warehouse, name="Good B") == [6, 4]


def test_skus_match_whole_and_case_sensitively_alone_or_in_an_array(
    warehouse: Warehouse,
) -> None:
    """§4, operation 6: in the body or the query, with or without brackets."""
    assert found(warehouse, sku_list="SK0001") == [4]
    assert found(warehouse, sku_list=["SK0002", "SK0001", "nobody's"]) == [4, 6]
    assert found(warehouse, sku_list="sk0001") == []
    assert found(warehouse, sku_list="SK000") == []
    rows = warehouse.get("/inventory/search?sku_list[]=SK0001&sku_list[]=SK0002").json()
    assert [row["id"] for row in rows] == [4, 6]
    assert len(warehouse.get("/inventory/search?sku_list=TEA/EG-100").json()) == 1
    assert len(warehouse.get("/inventory/search?sku_list=000417").json()) == 1


def test_a_sku_of_two_items_finds_both(warehouse: Warehouse) -> None:
    """§4, operation 6: several matches are possible."""
    assert len(found(warehouse, sku_list="TWL-PAPER-6")) == 2


def test_a_name_takes_precedence_over_skus_and_the_query_over_the_body(
    warehouse: Warehouse,
) -> None:
    """§4, operation 6, and §1.2."""
    assert found(warehouse, name="case box", sku_list="SK0001") == [7]
    rows = warehouse.get("/inventory/search?name=case%20box", json={"name": "raw"}).json()
    assert [row["id"] for row in rows] == [7]


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"sku_list": []}, {"upc": "5678"}])
def test_a_search_for_nothing_finds_nothing(warehouse: Warehouse, body: Any) -> None:
    """§4, operation 6: neither name nor SKU is the empty array."""
    assert found(warehouse, **body) == []
