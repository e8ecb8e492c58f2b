"""A Back Market account with a client that has its token."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from stocktake.vendors.backmarket.access import TOKEN
from stocktake.web.sandbox import Response, Sandbox

SKU, LISTING, ORDER, LINE = "IPHX-SLV-64", 4567, 5978, 37195
LISTINGS, ORDERS = "/ws/listings", "/ws/orders"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Seller:
    """A client of a sandbox's Back Market, with a token."""

    sandbox: Sandbox
    token: str = TOKEN

    def send(self, method: str, path: str, expect: int = 200, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        headers = {"Authorization": f"Basic {self.token}", **more.pop("headers", {})}
        answer = self.sandbox.request(method, f"/backmarket{path}", headers=headers, **more)
        assert answer.status == expect, answer.text
        return answer

    def get(self, path: str, /, **query: Any) -> Any:
        """GET a path below the base URL with a query; return the JSON."""
        asked = {name.replace("page_size", "page-size"): value for name, value in query.items()}
        return self.send("GET", path + (f"?{urlencode(asked)}" if asked else "")).json()

    def refused(self, method: str, path: str, status: int = 400, **more: Any) -> dict[str, Any]:
        """Send what is refused in the shape of V1; return the error."""
        body = self.send(method, path, status, **more).json()
        assert set(body) == {"error", "requestId"}
        error: dict[str, Any] = body["error"]
        assert set(error) == {"code", "message", "data", "docLink", "target"}
        return error

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("backmarket", name, **arguments)

    def is_refused(self, name: str, /, **arguments: Any) -> int:
        """Trigger a business event that is refused; return the status of the refusal."""
        body = {"simulator": "backmarket", "event": name, **arguments}
        return self.sandbox.request("POST", "/_sim/events", json=body).status

    def listing(self, name: int | str = LISTING, market: str = "") -> dict[str, Any]:
        """Return a listing as a market reads it."""
        headers = {"Accept-Language": market} if market else {}
        found: dict[str, Any] = self.send("GET", f"{LISTINGS}/{name}", headers=headers).json()
        return found

    def update(self, name: int | str = LISTING, expect: int = 200, **fields: Any) -> Any:
        """Send fields of a listing; return the answer."""
        return self.send("POST", f"{LISTINGS}/{name}", expect, json=fields).json()

    def shown(self, sku: str = SKU) -> int:
        """Return what all listings of a SKU show, as the referee reads it."""
        rows = self.world(
            "SELECT sum(shown) / 1000000 AS shown FROM v_stock WHERE simulator = 'backmarket'"
            " AND place = 'backmarket' AND sku = ?",
            sku,
        )
        return int(rows[0]["shown"])

    def orders(self, **query: Any) -> list[dict[str, Any]]:
        """Return the orders of a list's page."""
        found: list[dict[str, Any]] = self.get(ORDERS, **query)["results"]
        return found

    def order(self, order_id: int | str = ORDER) -> dict[str, Any]:
        """Return an order."""
        found: dict[str, Any] = self.get(f"{ORDERS}/{order_id}")
        return found

    def states(self, order_id: int | str = ORDER) -> tuple[int, list[int]]:
        """Return the state of an order and those of its lines."""
        order = self.order(order_id)
        return order["state"], [line["state"] for line in order["orderlines"]]

    def place(self, *lines: tuple[str, int], **more: Any) -> str:
        """Let a buyer take so many of each SKU; return the order_id."""
        wanted = [{"sku": sku, "quantity": count} for sku, count in lines or [(SKU, 1)]]
        return str(self.event("place_order", lines=wanted, **more)["id"])

    def move(self, order_id: int | str, new_state: Any, expect: int = 200, **fields: Any) -> Any:
        """Move an order on; return the answer."""
        body = {"order_id": int(order_id), "new_state": new_state, **fields}
        return self.send("POST", f"{ORDERS}/{order_id}", expect, json=body).json()

    def not_moved(self, order_id: int | str, new_state: Any, **fields: Any) -> str:
        """Try to move an order on, which is refused and changes nothing; return the target."""
        before = self.order(order_id)
        error = self.move(order_id, new_state, 400, **fields)["error"]
        assert error["code"] == "E009"
        assert self.order(order_id) == before
        return str(error["target"])

    def ship(self, order_id: int | str = ORDER, number: str = "6A1", **fields: Any) -> Any:
        """Accept every line of an order and say that it has left."""
        for sku in {line["listing"] for line in self.order(order_id)["orderlines"]}:
            self.move(order_id, 2, sku=sku)
        return self.move(order_id, 3, tracking_number=number, **fields)

    def world(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def ledger(self, what: str) -> list[tuple[Any, ...]]:
        """Return the ledger's notes of one kind: SKU, reference, delta in whole units."""
        rows = self.world(
            "SELECT sku, reference, delta / 1000000 AS delta FROM ledger"
            " WHERE simulator = 'backmarket' AND what = ? ORDER BY seq",
            what,
        )
        return [tuple(row.values()) for row in rows]


@pytest.fixture
def seller(sandbox: Sandbox) -> Seller:
    """The account of a fresh world of both seed sets."""
    return Seller(sandbox)
