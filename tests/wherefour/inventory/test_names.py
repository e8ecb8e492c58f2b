"""SKUs change, and goods stay the same. Source: docs/reference/wherefour.md §3.5, §4; duty D21."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound

from tests.wherefour.conftest import Warehouse


def rename(warehouse: Warehouse, sku: str, to: str) -> Any:
    """Let somebody give an item another SKU."""
    return warehouse.sandbox.event("wherefour", "rename_item", sku=sku, to=to)


def names(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return the ledger's notes of new names: good and SKU."""
    rows = warehouse.sandbox.world().all(
        "SELECT good, sku, delta FROM ledger WHERE what = 'renamed' ORDER BY seq"
    )
    return [tuple(row.values()) for row in rows]


def test_a_renamed_item_is_the_same_good(warehouse: Warehouse) -> None:
    """Duty D21: it is found by the new SKU, seen by who asks what changed, and noted by its id."""
    assert rename(warehouse, "SK0001", "SK-1") == {"inventory_id": 4, "sku": "SK-1"}
    found = warehouse.get("/inventory/search?sku_list=SK-1").json()
    assert [item["id"] for item in found] == [4]
    assert found[0]["updated_at"].startswith("2026-01-05")
    assert warehouse.get("/inventory/search?sku_list=SK0001").json() == []
    assert names(warehouse) == [("4", "SK-1", None)]
    rows = warehouse.sandbox.world().all("SELECT DISTINCT sku FROM v_stock WHERE good = '4'")
    assert [row["sku"] for row in rows] == ["SK-1"]


def test_an_order_line_keeps_the_sku_that_it_was_written_with(warehouse: Warehouse) -> None:
    """§3.5: the line has an SKU of its own beside its item; the referee follows the item's id."""
    order = warehouse.order({"sku": "SK0001", "count": 2})
    rename(warehouse, "SK0001", "SK-1")
    [line] = warehouse.get(f"/orders/{order['id']}").json()["order_items"]
    assert (line["sku"], line["inventory"]["sku"], line["inventory_id"]) == ("SK0001", "SK-1", 4)
    assert warehouse.ship(order).status == 200
    rows = warehouse.sandbox.world().all(
        "SELECT good, shipped FROM v_orders WHERE simulator = 'wherefour' AND id = ?",
        (order["id"],),
    )
    assert [tuple(row.values()) for row in rows] == [("4", 2_000_000)]


def test_a_part_is_called_off_by_the_lines_sku_or_the_items(warehouse: Warehouse) -> None:
    """§3.5: staff see both."""
    order = warehouse.order({"sku": "SK0001", "count": 4})
    rename(warehouse, "SK0001", "SK-1")
    for sku in ("SK0001", "SK-1"):
        lines = [{"sku": sku, "quantity": 1}]
        warehouse.sandbox.event("wherefour", "cancel_order", order_number="R1", lines=lines)
    [line] = warehouse.get(f"/orders/{order['id']}").json()["order_items"]
    assert line["count"] == "2.0"


def test_a_new_item_is_noted_with_its_first_sku(warehouse: Warehouse) -> None:
    """Duty D21; §4, operation 3: one without an SKU, or not in use, has no name to note."""
    bodies: list[dict[str, Any]] = [{"sku": "NEW-1"}, {}, {"sku": "OLD-1", "retired": True}]
    made = [
        warehouse.post("/inventory", {"name": f"Thing {n}", "unit_of_use": "each", **body}).json()
        for n, body in enumerate(bodies)
    ]
    assert names(warehouse) == [(str(made[0]["id"]), "NEW-1", None)]


def test_a_sku_must_name_one_item_to_be_changed(warehouse: Warehouse) -> None:
    """§4, operation 3: SKUs may repeat, and a rename may make them."""
    with pytest.raises(NotFound):
        rename(warehouse, "nobody's", "X")
    with pytest.raises(Conflict):
        rename(warehouse, "TWL-PAPER-6", "X")
    rename(warehouse, "SK0001", "SK0002")
    with pytest.raises(Conflict):
        rename(warehouse, "SK0002", "X")
    why = warehouse.sandbox.world().all(
        "SELECT DISTINCT why FROM v_stock WHERE simulator = 'wherefour' AND good IN ('4', '6')"
    )
    assert [row["why"] for row in why] == ["two items carry it"]


def test_twins_are_two_goods(warehouse: Warehouse) -> None:
    """Duty D21: zeros count, in the search and in what the referee sees."""
    found = {
        sku: warehouse.get(f"/inventory/search?sku_list={sku}").json() for sku in ("000417", "417")
    }
    assert [len(items) for items in found.values()] == [1, 1]
    stock = [items[0]["on_hand"] for items in found.values()]
    assert stock[0] != stock[1] != "0.0"
    lone = warehouse.sandbox.world().all(
        "SELECT sku, sum(sellable) / 1000000 AS n FROM v_stock WHERE simulator = 'wherefour'"
        " AND sku IN ('000417', '417') GROUP BY sku ORDER BY sku"
    )
    assert [f"{row['n']}.0" for row in lone] == stock
