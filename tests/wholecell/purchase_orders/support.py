"""What tests of purchase orders share."""

from typing import Any

from tests.wholecell.conftest import Cell

PATH = "/purchase_orders"


def create(cell: Cell, expect: int = 201, **body: Any) -> dict[str, Any]:
    """Create an order; return it, or the errors."""
    return cell.ask("POST", PATH, expect, json=body)


def change(cell: Cell, order: dict[str, Any], expect: int = 200, **body: Any) -> dict[str, Any]:
    """Change an order; return it, or the errors."""
    return cell.ask("PATCH", f"{PATH}/{order['id']}", expect, json=body)


def shown(cell: Cell, order: dict[str, Any]) -> dict[str, Any]:
    """Read an order again."""
    return cell.ask("GET", f"{PATH}/{order['id']}")


def listed(cell: Cell, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of the page of orders that a query asks for."""
    answer = cell.get(PATH, **query)
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows
