"""An eBay account with a client that has a seller's token."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from stocktake.vendors.ebay.access import ACCESS_TOKEN
from stocktake.web.sandbox import Response, Sandbox

INVENTORY, FULFILLMENT = "/sell/inventory/v1", "/sell/fulfillment/v1"
SKU, OFFER, ORDER = "IPHX-SLV-64", "9000", "01-03955-36441"
ENGLISH = {"Content-Language": "en-US"}
HOUR, DAY = 3_600_000, 86_400_000


@dataclass(frozen=True)
class Seller:
    """A client of a sandbox's eBay, with an access token."""

    sandbox: Sandbox
    token: str = ACCESS_TOKEN

    def send(self, method: str, path: str, expect: int = 200, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = self.sandbox.request(method, f"/ebay{path}", headers=headers, **more)
        assert answer.status == expect, answer.text
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """GET a path below the base URL with a query; return the JSON."""
        return self.send("GET", path + (f"?{urlencode(query)}" if query else "")).json()

    def refused(self, method: str, path: str, status: int = 400, **more: Any) -> int:
        """Send what is refused with this status; return the errorId."""
        (error,) = self.send(method, path, status, **more).json()["errors"]
        return int(error["errorId"])

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("ebay", name, **arguments)

    def is_refused(self, name: str, /, **arguments: Any) -> int:
        """Trigger a business event that is refused; return the status of the refusal."""
        body = {"simulator": "ebay", "event": name, **arguments}
        return self.sandbox.request("POST", "/_sim/events", json=body).status

    def item(self, sku: str = SKU) -> dict[str, Any]:
        """Return an item."""
        found: dict[str, Any] = self.get(f"{INVENTORY}/inventory_item/{quote(sku, safe='')}")
        return found

    def offer(self, sku: str = SKU) -> dict[str, Any]:
        """Return the first offer of a SKU."""
        found: dict[str, Any] = self.get(f"{INVENTORY}/offer", sku=sku)["offers"][0]
        return found

    def quantities(self, sku: str = SKU) -> tuple[int, int, int]:
        """Return the quantity of an item and of its offer, and what the listing shows."""
        ship_to = self.item(sku)["availability"]["shipToLocationAvailability"]
        rows = self.world("SELECT shown FROM v_stock WHERE simulator = 'ebay' AND sku = ?", sku)
        shown = sum(row["shown"] for row in rows) // 1_000_000
        return ship_to["quantity"], self.offer(sku)["availableQuantity"], shown

    def update(self, *requests: dict[str, Any], expect: int = 200) -> list[dict[str, Any]]:
        """Send a bulk update; return its answers."""
        path = f"{INVENTORY}/bulk_update_price_quantity"
        answer = self.send("POST", path, expect, json={"requests": requests})
        answers: list[dict[str, Any]] = answer.json()["responses"]
        return answers

    def show(self, sku: str, quantity: int, offer: str = "") -> None:
        """Write a quantity to an item and its offer."""
        self.update(both(sku, quantity, offer or self.offer(sku)["offerId"]))

    def orders(self, **query: Any) -> list[dict[str, Any]]:
        """Return the orders of a list."""
        found: list[dict[str, Any]] = self.get(f"{FULFILLMENT}/order", **query)["orders"]
        return found

    def order(self, order_id: str = ORDER) -> dict[str, Any]:
        """Return an order."""
        found: dict[str, Any] = self.get(f"{FULFILLMENT}/order/{order_id}")
        return found

    def place(self, *lines: tuple[str, int], **more: Any) -> str:
        """Let a buyer take so many of each SKU; return the orderId."""
        wanted = [{"sku": sku, "quantity": count} for sku, count in lines or [(SKU, 1)]]
        return str(self.event("place_order", lines=wanted, **more)["id"])

    def ship(self, order_id: str, expect: int = 201, **body: Any) -> Response:
        """Send a parcel of an order."""
        path = f"{FULFILLMENT}/order/{order_id}/shipping_fulfillment"
        return self.send("POST", path, expect, json=body)

    def grant(self, expect: int = 200, **form: Any) -> dict[str, Any]:
        """Ask for a token, by default with the refresh token of the environment."""
        env = self.sandbox.env
        form = form or {"grant_type": "refresh_token", "refresh_token": env["EBAY_REFRESH_TOKEN"]}
        answer = self.sandbox.request(
            "POST", "/ebay/identity/v1/oauth2/token", data=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(env["EBAY_CLIENT_ID"], env["EBAY_CLIENT_SECRET"]),
        )  # fmt: skip
        assert answer.status == expect, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def world(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def ledger(self, what: str) -> list[tuple[Any, ...]]:
        """Return the ledger's notes of one kind: SKU, reference, delta in whole units."""
        rows = self.world(
            "SELECT sku, reference, delta / 1000000 AS delta FROM ledger"
            " WHERE simulator = 'ebay' AND what = ? ORDER BY seq",
            what,
        )
        return [tuple(row.values()) for row in rows]


def both(sku: str, quantity: int, offer: str) -> dict[str, Any]:
    """Return a request that sets the quantity of an item and of one of its offers."""
    return {
        "sku": sku,
        "shipToLocationAvailability": {"quantity": quantity},
        "offers": [{"offerId": offer, "availableQuantity": quantity}],
    }


@pytest.fixture
def seller(sandbox: Sandbox) -> Seller:
    """The account of a fresh world of both seed sets."""
    return Seller(sandbox)
