"""What tests of purchase orders say often."""

from typing import Any

from tests.wholecell.conftest import Cell

PATH = "/purchase_orders"


def create(cell: Cell, expect: int = 201, **body: Any) -> dict[str, Any]:
    answer = cell.send("POST", PATH, json=body)
    assert answer.status == expect, answer.text
    told: dict[str, Any] = answer.json()
    return told


def change(cell: Cell, order: dict[str, Any], expect: int = 200, **body: Any) -> dict[str, Any]:
    answer = cell.send("PATCH", f"{PATH}/{order['id']}", json=body)
    assert answer.status == expect, answer.text
    told: dict[str, Any] = answer.json()
    return told


def shown(cell: Cell, order: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = cell.get(f"{PATH}/{order['id']}").json()
    return told


def listed(cell: Cell, **query: Any) -> list[dict[str, Any]]:
    answer = cell.get(PATH, **query)
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows
