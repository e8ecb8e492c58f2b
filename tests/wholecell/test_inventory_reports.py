"""get_inventory_report, list_report_inventories. Source: docs/reference/wholecell.md §3."""

import pytest
from stocktake.core.errors import Unprocessable

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
    everything = cell.event("save_inventory_report", name="All", filter={"status": ""})
    assert cell.get(f"/inventory_reports/{everything['id']}/inventories").json()["pages"] == 3


NO_FILTER = ["is not a filter of inventories"]


@pytest.mark.parametrize(
    ("filters", "refused"),
    [
        (
            {"colour": "red", "status": "Sold"},
            {"filter.colour": NO_FILTER},
        ),
        ({"page": "2"}, {"filter.page": NO_FILTER}),
        (
            {"updated_since": "2026-01-01"},
            {"filter.updated_since": NO_FILTER},
        ),
        ({"updated_at_gt": "lately"}, {"filter.updated_at_gt": ["is not a time"]}),
        ({"order_id": "R17"}, {"filter.order_id": ["is not an id"]}),
        (
            {"sort": "id", "purchase_order_id": "PO-1"},
            {
                "filter.sort": NO_FILTER,
                "filter.purchase_order_id": ["is not an id"],
            },
        ),
    ],
)
def test_a_report_whose_filter_nobody_knows_or_can_read_is_refused(
    cell: Cell, filters: dict[str, str], refused: dict[str, list[str]]
) -> None:
    """§3: a list ignores it, a saved report would hold every unit; errors by field (§1.2)."""
    with pytest.raises(Unprocessable) as caught:
        cell.event("save_inventory_report", name="Mistyped", filter=filters)
    said = [f"{field} {message}" for field, (message,) in refused.items()]
    assert str(caught.value) == "; ".join(said)
    assert cell.world("SELECT 1 FROM wholecell_inventory_report") == []


def test_every_filter_of_the_list_can_be_saved(cell: Cell) -> None:
    """§2.2, §3: each selects what it selects in the list."""
    unit = cell.units(status="Sold")[0]
    for name, value in {
        "status": "Sold", "location": unit["location"]["name"], "hex_id": unit["hex_id"],
        "warehouse": unit["warehouse"]["name"], "order_id": str(unit["order_id"]),
        "purchase_order_id": str(unit["purchase_order_id"]), "created_at_lteq": unit["created_at"],
        "sku": unit["product_variation"]["sku"], "esn": unit["esn"], "updated_at_gt": "2025-12-01",
    }.items():  # fmt: skip
        made = cell.event("save_inventory_report", name=name, filter={name: value})
        listed = cell.get(f"/inventory_reports/{made['id']}/inventories").json()
        assert listed == cell.get("/inventories", **{name: value}).json()
