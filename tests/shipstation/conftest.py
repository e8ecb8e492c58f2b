"""A ShipStation account with a client that knows its key and secret."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.shipstation.access import API_KEY, API_SECRET
from stocktake.web.sandbox import Response, Sandbox

from tests.support import ignored_names

BASE = "/shipstation"
NOW = "2026-03-02T09:00:00Z"  # one at night in Pacific time
SKU = "IPHX-SLV-64"
ADDRESS = {
    "name": "Pat Example", "street1": "1 Test Street", "city": "Austin", "state": "TX",
    "postalCode": "78701", "country": "US",
}  # fmt: skip


@dataclass(frozen=True)
class Ship:
    """A client of a sandbox's ShipStation."""

    sandbox: Sandbox
    auth: tuple[str, str] = field(default=(API_KEY, API_SECRET))

    def send(self, method: str, path: str, expect: int = 200, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        answer = self.sandbox.request(method, BASE + path, auth=self.auth, **more)
        assert answer.status == expect, answer.text
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """GET a path with a query; return the JSON."""
        return self.send("GET", path + (f"?{urlencode(query)}" if query else "")).json()

    def post(self, path: str, expect: int = 200, /, **body: Any) -> Any:
        """POST a body; return the JSON."""
        return self.send("POST", path, expect, json=body).json()

    def create(self, number: str = "SO1", expect: int = 200, /, **body: Any) -> Any:
        """Create an order of one piece, or replace it, as a hub sends it."""
        return self.post("/orders/createorder", expect, **order(number, **body))

    def order(self, order_id: int) -> dict[str, Any]:
        """Return an order as it is now."""
        shown: dict[str, Any] = self.get(f"/orders/{order_id}")
        return shown

    def numbers(self, **query: Any) -> list[str]:
        """Return the numbers of the orders that a list shows."""
        return [row["orderNumber"] for row in self.get("/orders", **query)["orders"]]

    def shipments(self, **query: Any) -> list[dict[str, Any]]:
        """Return the shipments that a list shows."""
        rows: list[dict[str, Any]] = self.get("/shipments", **query)["shipments"]
        return rows

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("shipstation", name, **arguments)

    def rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def ledger(self, what: str) -> list[tuple[Any, ...]]:
        """Return the ledger's notes of one kind, in whole units."""
        rows = self.rows(
            "SELECT reference, sku, delta / 1000000 AS delta FROM ledger"
            " WHERE simulator = 'shipstation' AND what = ? ORDER BY seq",
            what,
        )
        return [tuple(row.values()) for row in rows]

    def ignored(self) -> list[str]:
        """Return the names that the last call sent and the journal notes as ignored."""
        return ignored_names(self.sandbox)


def order(number: str = "SO1", **body: Any) -> dict[str, Any]:
    """Return the body of an order of one piece."""
    line = {"lineItemKey": f"{number}-1", "sku": SKU, "name": "iPhone X", "quantity": 1}
    return {
        "orderNumber": number, "orderKey": f"swappa-{number}",
        "orderDate": "2026-03-02T01:00:00.0000000", "orderStatus": "awaiting_shipment",
        "billTo": ADDRESS, "shipTo": ADDRESS, "items": [line | {"unitPrice": 199.0}],
        "amountPaid": 199.0, **body,
    }  # fmt: skip


@pytest.fixture
def ship() -> Iterator[Ship]:
    """The account of a world without any orders."""
    with Sandbox(SIMULATORS, seed_set="catalogue", now=NOW) as fresh:
        yield Ship(fresh)
