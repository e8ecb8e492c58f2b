"""receive_return. Source: docs/reference/duties.md D19, docs/reference/wholecell.md §7.1."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Unprocessable

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, ledger, levels, order, seen, stocked, unit


def shipped(cell: Cell, reference: str, count: int) -> dict[str, Any]:
    """Ship an order of so many; return it."""
    made = order(cell, transaction_number=reference, items=[{"sku": SKU, "quantity": count}])
    cell.event("commit_units", id=made["id"])
    cell.event("ship_order", id=made["id"])
    return made


def test_a_unit_that_comes_back_is_in_the_building_and_its_order_stays_shipped(cell: Cell) -> None:
    """D19: only what the warehouse's people have received counts again."""
    first, _ = stocked(cell, 2)
    shipped(cell, "R1", 2)
    assert levels(cell) == (0, 0, 0)
    back = cell.event("receive_return", esn=first["esn"], location="Locked Cage")
    assert back == [{name: first[name] for name in ("id", "hex_id", "esn")}]
    now = unit(cell, first)
    assert (now["status"], now["order_id"], now["sale_price"]) == ("Available", None, None)
    assert now["location"] == {"name": "Locked Cage"}
    assert levels(cell) == (1, 0, 1)
    assert ledger(cell, "stock")[-1] == ("stock", SKU, "R1", 1)
    assert [line[3] for line in ledger(cell, "shipment")] == [2]
    assert seen(cell, "R1") == [(SKU, 2, 2, 0)]


def test_of_a_sku_the_units_that_left_last_come_back(cell: Cell) -> None:
    """D19."""
    stocked(cell, 3)
    shipped(cell, "R1", 1)
    shipped(cell, "R2", 2)
    cell.event("receive_return", sku=SKU, count=2)
    assert levels(cell) == (2, 0, 2)
    assert {line[2] for line in ledger(cell, "stock")[-1:]} == {"R2"}
    cell.event("receive_return", sku=SKU)
    with pytest.raises(Conflict):
        cell.event("receive_return", sku=SKU)
    assert levels(cell) == (3, 0, 3)


def test_a_unit_in_another_status_than_available_does_not_sell(cell: Cell) -> None:
    """D19: units count when they are received as sellable."""
    (only,) = stocked(cell, 1)
    shipped(cell, "R1", 1)
    cell.event("receive_return", hex_id=only["hex_id"].lower(), status="Moving")
    (row,) = cell.world(
        "SELECT sum(physical) AS p, sum(sellable) AS s FROM v_stock WHERE sku = ?", SKU
    )
    assert (row["p"], row["s"]) == (1_000_000, 0)


def test_what_has_not_left_cannot_come_back(cell: Cell) -> None:
    """§7.1: only devices that were sold are in a return."""
    one, two = stocked(cell, 2)
    made = order(cell, items=[{"sku": SKU}])
    cell.event("commit_units", id=made["id"], units=[{"esn": one["esn"]}])
    for named in ({"id": one["id"]}, {"esn": two["esn"]}, {"esn": "nobody"}, {"sku": "nobody"}):
        with pytest.raises(Conflict):
            cell.event("receive_return", **named)
    for named in ({}, {"id": one["id"], "sku": SKU}, {"id": one["id"], "count": 2}):
        with pytest.raises(Unprocessable):
            cell.event("receive_return", **named)


def test_a_device_that_was_bought_again_does_not_come_back_as_well(cell: Cell) -> None:
    """§2.3, quirk wholecell.rebuy_sold: its serial is another unit's by now."""
    (only,) = stocked(cell, 1)
    shipped(cell, "R1", 1)
    cell.event("receive_units", sku=SKU, esns=[only["esn"]])
    with pytest.raises(Unprocessable):
        cell.event("receive_return", esn=only["esn"])
    assert levels(cell) == (1, 0, 1)
