"""get_inventory_report, list_report_inventories. Source: docs/reference/wholecell.md §3."""

from tests.wholecell.conftest import Cell


def test_a_report_shows_the_units_that_it_selects_now(cell: Cell) -> None:
    """§3: get_inventory_report, list_report_inventories; live, in the envelope of lists."""
    saved = {"status": "Needs eBay Draft"}
    made = cell.event("save_inventory_report", name="To list", filter=saved)
    report = cell.get(f"/inventory_reports/{made['id']}").json()
    assert report == {
        "id": made["id"], "name": "To list", "created_at": report["created_at"],
        "updated_at": report["created_at"],
    }  # fmt: skip
    path = f"/inventory_reports/{made['id']}/inventories"
    listed = cell.get(path).json()
    assert listed == cell.get("/inventories", **saved).json()
    cell.change(listed["data"][0], status="Available")
    assert cell.get(path).json()["data"] == listed["data"][1:]
    assert cell.get(path, page=2).json() == {"data": [], "page": 2, "pages": 1}
    cell.get(path, status="Sold")
    assert cell.ignored() == ["status"]
    everything = cell.event("save_inventory_report", name="All", filter={"colour": "red"})
    assert cell.get(f"/inventory_reports/{everything['id']}/inventories").json()["pages"] == 3
