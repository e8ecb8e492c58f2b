"""get_categories, get_delivery_methods, search_locations, get_locations and search_facilities.

Source: docs/reference/wherefour.md §3.15 and §4.
"""

from typing import Any

import pytest

from .conftest import Warehouse

LOCATION_KEYS = """
id facility_id parent_location_id name locator_code global_identifier locator_name_path
locator_code_path level_number level_name allowed_for_additives allowed_for_pick_and_ship
allowed_for_returns allowed_for_warehouse_receive allowed_for_work_order_pulls
allowed_for_work_order_results child_location_count
"""
FACILITY_KEYS = """
id name locator_code primary allowed_user_strategy level_1_name level_2_name level_3_name
level_4_name level_5_name level_6_name facility_address
"""
AISLE = (
    "INSERT INTO wherefour_location (id, facility_id, parent_location_id, name, locator_code,"
    " global_identifier, level_number) VALUES (9, 1, 5, 'Aisle 4', 'A4',"
    " '8f9f1c2e-0000-4000-8000-000000000000', 2)"
)


def names(warehouse: Warehouse, path: str) -> list[Any]:
    """Return the names of what is at a path."""
    answer = warehouse.get(path)
    assert answer.status == 200, answer.text
    assert answer.headers["total"]
    return [row["name"] for row in answer.json()]


def test_categories_are_sorted_by_name(warehouse: Warehouse) -> None:
    """§1.7 and §4, operation 1: the documented five among the catalogue's."""
    answer = warehouse.get("/categories?per_page=100")
    documented = [row for row in answer.json() if row["id"] <= 1000]
    assert documented == [
        {"id": 1, "name": "Ingredients"},
        {"id": 5, "name": "Labor"},
        {"id": 2, "name": "Packaging"},
        {"id": 8, "name": "Parts"},
        {"id": 3, "name": "Products"},
    ]
    found = names(warehouse, "/categories?per_page=100")
    assert found == sorted(found)
    assert names(warehouse, "/categories?per_page=2&page=2") == found[2:4]


def test_delivery_methods_are_whole(warehouse: Warehouse) -> None:
    """§3.15 and §4, operation 42."""
    assert names(warehouse, "/settings/delivery_methods") == [
        "UPS Ground",
        "Pickup",
        "Route: Embarcadero North",
    ]
    [method] = warehouse.get("/settings/delivery_methods?per_page=1").json()
    keys = "id name kind driver_name driver_email instructions created_at updated_at"
    assert set(method) == set(keys.split())
    assert (method["kind"], method["driver_name"]) == ("shipping", None)


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
def test_locations_are_found_by_parts_of_names_and_by_place(
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
def test_a_location_that_nobody_names_is_not_found(warehouse: Warehouse, query: str) -> None:
    """§4, operation 48: missing or unknown is 404."""
    assert warehouse.get(f"/locations/show{query}").status == 404


def test_facilities_are_found_by_parts_of_name_and_code(warehouse: Warehouse) -> None:
    """§3.15 and §4, operation 49: partial and in any case; the documented levels."""
    [facility] = warehouse.get("/facilities/search?name=main").json()
    assert set(facility) == set(FACILITY_KEYS.split())
    assert (facility["id"], facility["locator_code"], facility["primary"]) == (1, "MAI", True)
    levels = [facility[f"level_{number}_name"] for number in range(1, 7)]
    assert levels == ["Zone", "Aisle", "Rack", "Rack", "Shelf", "Bin"]
    assert (facility["allowed_user_strategy"], facility["facility_address"]) == ("all_users", None)
    assert names(warehouse, "/facilities/search?locator_code=pe") == ["Petaluma Food Warehouse"]
    assert len(names(warehouse, "/facilities/search")) == 2
    assert names(warehouse, "/facilities/search?name=main&locator_code=pe") == []
    assert names(warehouse, "/facilities/search?per_page=1&page=2") == ["Petaluma Food Warehouse"]


def test_an_order_ships_from_the_address_of_a_facility(warehouse: Warehouse) -> None:
    """§4, operation 14: ship_from_address_id is a facility's address id."""
    warehouse.write(
        "INSERT INTO wherefour_address (id, type, descriptive_name, line1, created_at, updated_at)"
        " VALUES (50, 'OrganizationAddress', 'Main Address', '1 Dock Road', 0, 0)"
    )
    warehouse.write("UPDATE wherefour_facility SET address_id = 50 WHERE id = 1")
    [facility] = warehouse.get("/facilities/search?name=main").json()
    assert facility["facility_address"]["line1"] == "1 Dock Road"
    order = warehouse.order({"inventory_id": 4, "count": 1}, ship_from_address_id=50)
    assert order["ship_from_address"] == facility["facility_address"]
