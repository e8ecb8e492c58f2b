"""search_locations and get_locations. Source: docs/reference/wherefour.md §3.15 and §4."""

import pytest

from .conftest import Warehouse, names

LOCATION_KEYS = """
id facility_id parent_location_id name locator_code global_identifier locator_name_path
locator_code_path level_number level_name allowed_for_additives allowed_for_pick_and_ship
allowed_for_returns allowed_for_warehouse_receive allowed_for_work_order_pulls
allowed_for_work_order_results child_location_count
"""
AISLE = (
    "INSERT INTO wherefour_location (id, facility_id, parent_location_id, name, locator_code,"
    " global_identifier, level_number) VALUES (9, 1, 5, 'Aisle 4', 'A4',"
    " '8f9f1c2e-0000-4000-8000-000000000000', 2)"
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=WAREHOUSE", ["North Warehouse", "London Warehouse", "Sydney Warehouse"]),
        ("name=lon", ["London Warehouse"]),
        ("locator_code=onw", ["London Warehouse"]),
        ("name=warehouse&locator_code=s", ["Sydney Warehouse"]),
        ("parent_location_id=5", ["Aisle 4"]),
        ("level_number=2", ["Aisle 4"]),
        ("facility_id=1&level_number=1&name=north", ["North Warehouse"]),
        ("facility_id=7", []),
        ("name=%25", []),
        ("name=nowhere", []),
    ],
)
def test_locations_are_found_by_parts_of_names_and_by_position(
    warehouse: Warehouse, query: str, found: list[str]
) -> None:
    """§4, operation 47: partial and in any case; filters AND-ed."""
    warehouse.write(AISLE)
    assert names(warehouse, f"/locations/search?{query}") == found


def test_a_search_without_filters_finds_every_location_in_pages(warehouse: Warehouse) -> None:
    """§4, operation 47: every filter is optional."""
    total = int(warehouse.get("/locations/search").headers["total"])
    assert total == 7
    page = warehouse.get("/locations/search?per_page=3&page=3")
    assert (len(page.json()), page.headers["per-page"]) == (1, "3")
    assert warehouse.get("/locations/search?page=9").json() == []
    assert warehouse.get("/locations/search?level_number=top").status == 422


def test_a_location_is_shown_by_id(warehouse: Warehouse) -> None:
    """§3.15 and §4, operation 48: location_id or id, in the query."""
    warehouse.write(AISLE)
    location = warehouse.get("/locations/show?location_id=9").json()
    assert set(location) == set(LOCATION_KEYS.split())
    assert location["locator_name_path"] == "Main Facility:London Warehouse:Aisle 4"
    assert (location["parent_location_id"], location["level_name"]) == (5, "Aisle")
    assert warehouse.get("/locations/show?id=9").json() == location
    assert warehouse.get("/locations/show", json={"location_id": 9}).json() == location
    assert warehouse.get("/locations/show?id=5").json()["child_location_count"] == 1


@pytest.mark.parametrize("query", ["", "?location_id=2", "?id=0", "?location_id=2&id=1"])
def test_a_missing_or_unknown_location_is_not_found(warehouse: Warehouse, query: str) -> None:
    """§4, operation 48: missing or unknown is 404."""
    assert warehouse.get(f"/locations/show{query}").status == 404
