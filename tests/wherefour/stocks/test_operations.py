"""list_stock_lots. Source: docs/reference/wherefour.md §3.11 and §4."""

from typing import Any

from tests.wherefour.conftest import Warehouse

KEYS = """
id name lot_code status barcode details note count cost expiration_date weight height width length
created_at updated_at custom_field_values location
"""


def lots(warehouse: Warehouse, path: str) -> list[Any]:
    """Return the codes of the lots at a path."""
    answer = warehouse.get(path)
    assert answer.status == 200
    return [row["lot_code"] for row in answer.json()]


def test_a_lot_shows_every_documented_key_and_its_location(warehouse: Warehouse) -> None:
    """§3.11b and §3.15."""
    lot = warehouse.get("/inventory/1/stocks").json()[0]
    assert set(lot) == set(KEYS.split())
    assert lot["name"] == lot["details"] == "Raw material A"
    assert (lot["count"], lot["cost"], lot["note"]) == ("100.0", "200.0", "buy lot WM001")
    assert lot["expiration_date"] == "2020-10-11"
    location = lot["location"]
    assert location["locator_name_path"] == "Main Facility:North Warehouse"
    assert location["level_name"] == "Zone"
    assert location["child_location_count"] == 0


def test_lots_that_are_empty_are_not_listed(warehouse: Warehouse) -> None:
    """§4, operation 43, and §5.1 "Lot emptied": the row stays, the list leaves it out."""
    assert lots(warehouse, "/inventory/6/stocks") == []
    assert warehouse.sandbox.world().value("SELECT count FROM wherefour_stock WHERE id = 14") == 0


def test_held_lots_are_listed_unless_the_quirk_says_active_only(warehouse: Warehouse) -> None:
    """§4, operation 43: all lots with their status; switch stocks_list."""
    [item] = warehouse.get("/inventory/search?sku_list=BUT-CULT-227").json()
    path = f"/inventory/{item['id']}/stocks"
    assert lots(warehouse, path) == ["C038-A", "C038-B"]
    warehouse.sandbox.set_quirk("wherefour.stocks_list", "active_only")
    assert lots(warehouse, path) == ["C038-A"]


def test_a_location_is_matched_whole_in_any_case(warehouse: Warehouse) -> None:
    """§4, operation 43: location filters are exact, case-insensitive."""
    warehouse.receive("SK0002", 1, "LON", location="London Warehouse")
    assert lots(warehouse, "/inventory/6/stocks?location_name=LONDON%20warehouse") == ["LON"]
    assert lots(warehouse, "/inventory/6/stocks?location_locator_code=lonw") == ["LON"]
    assert lots(warehouse, "/inventory/6/stocks?location_name=London") == []
    assert lots(warehouse, "/inventory/6/stocks?location_locator_code=NORW") == []


def test_lots_of_an_unknown_item_are_not_found(warehouse: Warehouse) -> None:
    """§4: an unknown id is 404."""
    assert warehouse.get("/inventory/2/stocks").status == 404


def test_lots_come_in_pages(warehouse: Warehouse) -> None:
    """§1.4: headers on this list too."""
    answer = warehouse.get("/inventory/1/stocks?per_page=3&page=2")
    assert [row["lot_code"] for row in answer.json()] == ["WM004"]
    assert answer.headers["total"] == "4"


def test_a_location_inside_another_shows_its_path(warehouse: Warehouse) -> None:
    """§3.15: names and codes from the facility down, the number of children."""
    warehouse.write(
        "INSERT INTO wherefour_location (id, facility_id, parent_location_id, name, locator_code,"
        " global_identifier, level_number) VALUES (9, 1, 1, 'Aisle 4', 'A4',"
        " '8f9f1c2e-0000-4000-8000-000000000000', 2)"
    )
    warehouse.receive("SK0002", 1, "DEEP", location="A4")
    [lot] = warehouse.get("/inventory/6/stocks").json()
    assert lot["location"]["locator_code_path"] == "MAI:NORW:A4"
    assert lot["location"]["level_name"] == "Aisle"
    assert warehouse.get("/inventory/1/stocks").json()[0]["location"]["child_location_count"] == 1
