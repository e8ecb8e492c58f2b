"""add_status and add_location, and the events on Apps.

Source: docs/reference/wholecell.md §1, §2.3.
"""

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound
from stocktake.vendors.wholecell.access import PERMISSIONS

from tests.wholecell.conftest import Cell


def test_statuses_and_locations_are_added_at_run_time(cell: Cell) -> None:
    """§2.3: the account defines titles; location names are unique over all warehouses."""
    cell.event("add_status", kind="Inventory", title="On eBay", in_building=True)
    cell.event("add_location", name="Shelf 9", warehouse="New Wing")
    unit = cell.create(status="On eBay", location="Shelf 9")
    assert unit["warehouse"] == {"name": "New Wing"}
    assert [row["id"] for row in cell.units(warehouse="New Wing")] == [unit["id"]]
    with pytest.raises(Conflict):
        cell.event("add_status", kind="Inventory", title="On eBay")
    with pytest.raises(Conflict):
        cell.event("add_location", name="Shelf 9", warehouse="Main Warehouse")
    cell.event("add_status", kind="SalesOrder", title="On eBay", open=True)


def test_apps_are_added_changed_and_removed_at_run_time(cell: Cell) -> None:
    """§1: as on the settings page; ids and secrets have the vendor's form."""
    made = cell.event("add_app", name="Bulk IMEI checks")
    assert {len(made["app_id"]), len(made["app_secret"])} == {43}
    assert made["permissions"] == list(PERMISSIONS)
    app = Cell(cell.sandbox, (made["app_id"], made["app_secret"]))
    assert app.get("/inventories").status == 200
    cell.event("change_app", app_id=made["app_id"], permissions=["stock_levels:read"])
    assert app.get("/inventories").status == 403
    again = cell.event("change_app", app_id=made["app_id"], new_secret=True)
    assert again["permissions"] == ["stock_levels:read"]
    assert app.get("/inventories").status == 401
    renewed = Cell(cell.sandbox, (made["app_id"], again["app_secret"]))
    assert renewed.get("/inventories").status == 403
    cell.event("remove_app", app_id=made["app_id"])
    assert renewed.get("/inventories").status == 401


def test_an_unknown_app_or_permission_is_refused(cell: Cell) -> None:
    """§1."""
    for event in ("change_app", "remove_app"):
        with pytest.raises(NotFound):
            cell.event(event, app_id="nobody")
    with pytest.raises(Invalid):
        cell.event("add_app", name="Odd", permissions=["inventory:delete"])


def test_the_shipstation_flag_of_a_status_is_not_shown_in_its_orders(cell: Cell) -> None:
    """§7.1, §7.2: an order in a status with it is as one without; nothing goes out by itself."""
    shown = []
    for flag in (True, False):
        title = f"Packed {flag}"
        cell.event(
            "add_status", kind="SalesOrder", title=title, open=True, sync_to_shipstation=flag
        )
        made = cell.ask("POST", "/sales_orders", 201, json={"status": title})
        shown.append({**made, "status": "", "id": 0, "created_at": "", "updated_at": ""})
    assert shown[0] == shown[1]
    flags = cell.world(
        "SELECT sync_to_shipstation AS flag FROM wholecell_status WHERE title LIKE 'Packed %'"
    )
    assert [row["flag"] for row in flags] == [1, 0]
    assert cell.world("SELECT 1 FROM outbox") == []
