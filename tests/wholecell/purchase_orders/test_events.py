"""price_lot and add_cost. Source: docs/reference/wholecell.md §6."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound, Unprocessable

from tests.wholecell.conftest import SKU, Cell
from tests.wholecell.purchase_orders.support import create, listed, shown


def bought(cell: Cell, count: int, **more: Any) -> dict[str, Any]:
    """Return a new order with so many units received."""
    order = create(cell)
    cell.event("receive_units", sku=SKU, count=count, purchase_order_id=order["id"], **more)
    return order


def prices(cell: Cell, order: dict[str, Any]) -> list[tuple[int | None, int]]:
    """Return paid price and total price of each unit of an order, oldest first."""
    units = reversed(cell.units(purchase_order_id=order["id"]))
    return [(unit["initial_price_paid"], unit["total_price_paid"]) for unit in units]


def test_the_price_of_a_lot_adds_up_to_the_cent(cell: Cell) -> None:
    """§6, §13 scenario 19: the remaining cents go to the first units."""
    order = bought(cell, 3)
    answer = cell.event("price_lot", purchase_order_id=order["id"], lot_price_paid=1000)
    assert prices(cell, order) == [(334, 334), (333, 333), (333, 333)]
    assert shown(cell, order)["total_price_paid"] == answer["total_price_paid"] == 1000


def test_an_extra_cost_raises_total_prices_and_not_paid_prices(cell: Cell) -> None:
    """§6, §2.1: 20 units for 4,000 and 30 of freight: 201.50 each."""
    order = bought(cell, 20)
    named = {"purchase_order_id": order["id"]}
    cell.event("price_lot", **named, lot_price_paid=400_000)
    cell.event("add_cost", **named, amount=3000)
    assert prices(cell, order) == [(20_000, 20_150)] * 20
    cell.event("add_cost", **named, amount=21)
    assert [total for _, total in prices(cell, order)] == [20_152] + [20_151] * 19
    assert shown(cell, order)["total_price_paid"] == 403_021
    cell.event("price_lot", **named, lot_price_paid=200_000)
    assert prices(cell, order) == [(10_000, 10_152)] + [(10_000, 10_151)] * 19


def test_pricing_a_lot_shows_in_a_delta_of_units_and_of_orders(cell: Cell) -> None:
    """§2.2, §6: updated_at moves."""
    order = bought(cell, 2, initial_price_paid=5000)
    before = shown(cell, order)["updated_at"]
    cell.event("add_cost", purchase_order_id=order["id"], amount=100)
    assert len(cell.units(updated_at_gt=before)) == 2
    assert [row["id"] for row in listed(cell, updated_at_gt=before)] == [order["id"]]


def test_a_lot_without_units_or_with_too_high_a_price_is_refused(cell: Cell) -> None:
    """§6."""
    empty, order = create(cell), bought(cell, 1)
    for name, price in (("price_lot", "lot_price_paid"), ("add_cost", "amount")):
        with pytest.raises(Conflict):
            cell.event(name, purchase_order_id=empty["id"], **{price: 1})
        with pytest.raises(NotFound):
            cell.event(name, purchase_order_id=7, **{price: 1})
    cell.event("add_cost", purchase_order_id=order["id"], amount=10**12)
    with pytest.raises(Unprocessable):
        cell.event("add_cost", purchase_order_id=order["id"], amount=1)
    assert prices(cell, order) == [(None, 10**12)]
