"""What tests of sales orders share."""

from typing import Any

from tests.wholecell.conftest import DEVICE, Cell

SKU = "FP4-128-B"


def order(cell: Cell, expect: int = 201, **body: Any) -> dict[str, Any]:
    """Create an order; return it, or the errors."""
    return cell.ask("POST", "/sales_orders", expect, json=body)


def change(cell: Cell, made: dict[str, Any], expect: int = 200, **body: Any) -> dict[str, Any]:
    """Change an order; return it, or the errors."""
    return cell.ask("PATCH", f"/sales_orders/{made['id']}", expect, json=body)


def read(cell: Cell, made: dict[str, Any]) -> dict[str, Any]:
    """Read an order again."""
    return cell.ask("GET", f"/sales_orders/{made['id']}")


def stocked(cell: Cell, count: int = 10, sku: str = SKU, **device: str) -> list[dict[str, Any]]:
    """Receive units of a new SKU; return them."""
    cell.event("add_variation", product_variation={**DEVICE, **device}, sku=sku)
    made: list[dict[str, Any]] = cell.event("receive_units", sku=sku, count=count)
    return made


def levels(cell: Cell, sku: str = SKU) -> tuple[int, int, int]:
    """Return on_hand, outstanding and available of an SKU."""
    page, pages = 0, 1
    while page < pages:
        page += 1
        reply = cell.get("/stock_levels", page=page).json()
        pages = reply["pages"]
        for row in reply["data"]:
            if row["sku"] == sku:
                return row["on_hand"], row["outstanding"], row["available"]
    raise AssertionError(f"no level of {sku}")


def esns(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name units by their serials."""
    return [{"esn": unit["esn"]} for unit in units]


def ledger(cell: Cell, *what: str) -> list[tuple[Any, ...]]:
    """Return the ledger's lines of some kinds: what, SKU, reference, change."""
    rows = cell.world(
        "SELECT what, sku, reference, delta / 1000000 AS delta FROM ledger"
        " WHERE simulator = 'wholecell' ORDER BY seq"
    )
    return [tuple(row.values()) for row in rows if row["what"] in what]


def seen(cell: Cell, reference: str) -> list[tuple[Any, ...]]:
    """Return an order as the referee sees it: SKU, ordered, shipped, cancelled."""
    rows = cell.world(
        "SELECT sku, ordered / 1000000 AS o, shipped / 1000000 AS s, cancelled / 1000000 AS c"
        " FROM v_orders WHERE simulator = 'wholecell' AND reference = ? ORDER BY sku",
        reference,
    )
    return [tuple(row.values()) for row in rows]


def unit(cell: Cell, known: dict[str, Any]) -> dict[str, Any]:
    """Read a unit again."""
    return cell.ask("GET", f"/inventories/{known['id']}")
