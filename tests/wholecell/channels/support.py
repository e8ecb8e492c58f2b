"""The world of the acceptance: WholeCell as the hub, with ShipStation and eBay beside it.

Source: docs/reference/channels.md §14. The hub's requests are sent by hand.
"""

from dataclasses import dataclass
from typing import Any

from stocktake.web.sandbox import Sandbox

from tests.ebay.conftest import Seller, both
from tests.shipstation.conftest import Ship
from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import levels

SKU = "IPHX-SLV-64"


@dataclass(frozen=True)
class Hub:
    """The clients of one world's WholeCell, ShipStation and eBay."""

    cell: Cell
    ship: Ship
    ebay: Seller

    @classmethod
    def of(cls, sandbox: Sandbox, pieces: int = 10) -> "Hub":
        """Return the hub of a world in which so many pieces came in, and eBay shows 0."""
        hub = cls(Cell(sandbox), Ship(sandbox), Seller(sandbox))
        hub.cell.event("add_variation", sku=SKU)
        hub.cell.event("receive_units", count=pieces, sku=SKU, status="Available")
        hub.ebay.event("add_listing", sku=SKU, quantity=0)
        return hub

    def numbers(self, sku: str = SKU) -> tuple[int, int, int]:
        """Return on hand, outstanding and available of a SKU, Available units only."""
        path = "/stock_levels?inventory_statuses[]=Available&page="
        page, pages = 0, 1
        while page < pages:
            page += 1
            reply = self.cell.ask("GET", f"{path}{page}")
            pages = reply["pages"]
            for row in reply["data"]:
                if row["sku"] == sku:
                    return row["on_hand"], row["outstanding"], row["available"]
        raise AssertionError(f"no level of {sku}")

    def shown(self, sku: str = SKU) -> int:
        """Return what eBay's listing shows."""
        return self.ebay.quantities(sku)[2]

    def push(self, sku: str = SKU) -> int:
        """Write what is available to eBay, never less than nothing; return what it shows then."""
        wanted = max(0, levels(self.cell, sku)[2])
        self.ebay.update(both(sku, wanted, self.ebay.offer(sku)["offerId"]))
        return self.shown(sku)

    def sell(self, number: str, channel: str, *skus: str) -> dict[str, Any]:
        """Write the sales order of one piece of each SKU, as an import does."""
        items = [{"sku": sku, "quantity": 1, "sale_price": 19900} for sku in skus or (SKU,)]
        body = {"channel": channel, "transaction_number": number, "items": items}
        return self.cell.ask("POST", "/sales_orders", 201, json=body)

    def orders(self, number: str) -> list[dict[str, Any]]:
        """Return the sales orders of a transaction number."""
        path = f"/sales_orders?transaction_number={number}"
        rows: list[dict[str, Any]] = self.cell.ask("GET", path)["data"]
        return rows

    def writes(self, simulator: str, operation: str) -> int:
        """Return how many requests of an operation were taken."""
        (row,) = self.cell.world(
            "SELECT count(*) AS n FROM journal WHERE simulator = ? AND operation = ?"
            " AND status < 300",
            simulator, operation,
        )  # fmt: skip
        return int(row["n"])
