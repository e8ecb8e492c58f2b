"""search_facilities. Source: docs/reference/wherefour.md §3.15 and §4."""

from .conftest import Warehouse, names

FACILITY_KEYS = """
id name locator_code primary allowed_user_strategy level_1_name level_2_name level_3_name
level_4_name level_5_name level_6_name facility_address
"""


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
