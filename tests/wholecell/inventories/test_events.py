"""What staff do: units come in and move; settings; the ledger.

Source: docs/reference/wholecell.md §1, §2, §3, §6.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.serials import check_digit

from tests.wholecell.conftest import DEVICE, SKU, Cell


def ledger(cell: Cell) -> list[tuple[Any, ...]]:
    rows = cell.world("SELECT place, sku, reference, delta, after FROM ledger ORDER BY seq")
    return [tuple(row.values()) for row in rows]


def stock(cell: Cell, sku: str) -> dict[str, tuple[int, int]]:
    """Return physical and sellable units of an SKU by place, as the referee sees them."""
    rows = cell.world(
        "SELECT place, physical / 1000000 AS p, sellable / 1000000 AS s FROM v_stock"
        " WHERE simulator = 'wholecell' AND sku = ?",
        sku,
    )
    return {row["place"]: (row["p"], row["s"]) for row in rows}


def test_units_are_received_with_new_serials(cell: Cell) -> None:
    """§6: one by one, on the newest open purchase order."""
    made = cell.event("receive_units", sku=SKU, count=3, location="Ready Room")
    assert [set(each) for each in made] == [{"id", "hex_id", "esn"}] * 3
    assert [row["id"] for row in cell.units()[:3]] == [each["id"] for each in reversed(made)]
    for each in made:
        assert check_digit(each["esn"][:-1]) == int(each["esn"][-1])
    assert cell.units()[0]["purchase_order_id"] == max(
        row["id"]
        for row in cell.world(
            "SELECT t.id FROM wholecell_purchase_order t JOIN wholecell_status s"
            " ON s.id = t.status_id WHERE s.title IN ('Open', 'Receiving')"
        )
    )


def test_units_of_a_new_product_are_received_with_named_serials(empty: Cell) -> None:
    """§2.3, §6; without an open purchase order, one is added."""
    made = empty.event("receive_units", product_variation=DEVICE, esns=["A1", None])
    assert [each["esn"] for each in made] == ["A1", None]
    orders = {row["purchase_order_id"] for row in empty.units(location="")}
    assert len(orders) == 2
    with pytest.raises(Unprocessable):
        empty.event("receive_units", product_variation=DEVICE, esns=["A2", "a1"])
    assert empty.units(esn="A2") == []


def test_a_unit_is_found_by_label_or_serial_and_moved(cell: Cell) -> None:
    """§1.4, §2.3: scanners type in lower case; the ledger notes both locations."""
    unit = cell.event("receive_units", sku=SKU, count=1, location="Ready Room")[0]
    cell.event("move_unit", hex_id=unit["hex_id"].lower(), location="Annex Shelf")
    (row,) = cell.units(hex_id=unit["hex_id"])
    assert row["warehouse"] == {"name": "Main Warehouse"}
    level = stock(cell, SKU)["Ready Room"][0]
    assert sorted(ledger(cell)[1:]) == sorted(
        [
            ("Annex Shelf", SKU, unit["hex_id"], 1_000_000, 1_000_000),
            ("Ready Room", SKU, unit["hex_id"], -1_000_000, level * 1_000_000),
        ]
    )
    cell.event("move_unit", esn=unit["esn"], location="Ready Room")
    assert stock(cell, SKU).get("Annex Shelf") is None


@pytest.mark.parametrize("named", [{"hex_id": "NOBODY"}, {"esn": "1"}, {"id": 1}, {}])
def test_moving_an_unknown_unit_is_refused(cell: Cell, named: dict[str, Any]) -> None:
    """§1.4."""
    with pytest.raises(NotFound):
        cell.event("move_unit", location="Ready Room", **named)


def test_a_serial_of_two_units_is_ambiguous(cell: Cell) -> None:
    """§2.3."""
    cell.change(cell.create(esn="A1"), status="Sold")
    cell.create(esn="A1")
    with pytest.raises(Conflict):
        cell.event("move_unit", esn="A1", location="Ready Room")


def test_a_status_decides_whether_a_unit_sells_and_lies_in_the_building(cell: Cell) -> None:
    """§2.3, §6: Available sells anywhere; Inbound is not in the building yet.

    The ledger notes the unit that comes in, and that it may not be sold before its status says so.
    """
    before = stock(cell, SKU)["Damaged"]
    unit = cell.event("receive_units", sku=SKU, count=1, location="Damaged", status="Inbound")[0]
    assert stock(cell, SKU)["Damaged"] == before
    assert ledger(cell) == []
    cell.event("set_unit_status", id=unit["id"], status="Moving")
    assert stock(cell, SKU)["Damaged"] == (before[0] + 1, before[1])
    cell.event("set_unit_status", id=unit["id"], status="Available")
    assert stock(cell, SKU)["Damaged"] == (before[0] + 1, before[1] + 1)
    noted = [(row["what"], row["delta"]) for row in cell.sandbox.ledger()]
    assert noted == [("stock", 1_000_000), ("held", 1_000_000), ("held", -1_000_000)]
