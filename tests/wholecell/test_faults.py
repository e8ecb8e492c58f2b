"""Broken answers, which client A retries. Source: docs/reference/wholecell.md §1.1."""

import json
from typing import Any

import pytest

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, levels, order, stocked


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", ""])
def test_a_list_may_answer_200_with_a_body_that_is_not_json(cell: Cell, body: str) -> None:
    """§1.1: client A checks that a body starts with `{`, and retries."""
    cell.sandbox.fault("wholecell", "list_inventories", "garbled", body=body)
    answer = cell.get("/inventories")
    assert (answer.status, answer.text) == (200, body)
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(cell.units()) == 100


def test_an_order_whose_answer_was_lost_exists_and_is_doubled_when_sent_again(cell: Cell) -> None:
    """§7.2, §8.6: transaction numbers need not be unique, so a client must look first."""
    stocked(cell, 10)
    body: dict[str, Any] = {"transaction_number": "R1", "items": [{"sku": SKU}]}
    cell.sandbox.fault("wholecell", "create_sales_order", "garbled", body="")
    assert cell.send("POST", "/sales_orders", json=body).body == b""
    assert len(cell.get("/orders", transaction_number="R1").json()["data"]) == 1
    order(cell, **body)
    assert levels(cell) == (10, 2, 8)
