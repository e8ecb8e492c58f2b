"""A Swappa account with a client that has the account's token."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from stocktake.vendors.swappa.access import TOKEN
from stocktake.web.sandbox import Response, Sandbox

LISTINGS, ORDERS = "/api/v1/listings", "/api/v1/orders"
SKU, LISTING, ORDER = "IPHX-SLV-64", "L1", "SO1"
IMEI = "001017000000018"


@dataclass(frozen=True)
class Seller:
    """A client of a sandbox's Swappa, with an access token."""

    sandbox: Sandbox
    token: str = TOKEN

    def send(self, method: str, path: str, expect: int = 200, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = self.sandbox.request(method, f"/swappa{path}", headers=headers, **more)
        assert answer.status == expect, answer.text
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """GET a path below the base URL with a query; return the JSON."""
        return self.send("GET", path + (f"?{urlencode(query)}" if query else "")).json()

    def refused(self, method: str, path: str, status: int, **more: Any) -> tuple[str, str]:
        """Send what is refused with this status; return the error's code and field, or ""."""
        error = self.send(method, path, status, **more).json()["error"]
        return error["code"], error.get("field", "")

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("swappa", name, **arguments)

    def is_refused(self, name: str, /, **arguments: Any) -> int:
        """Trigger a business event that is refused; return the status of the refusal."""
        body = {"simulator": "swappa", "event": name, **arguments}
        return self.sandbox.request("POST", "/_sim/events", json=body).status

    def list_one(self, **arguments: Any) -> str:
        """List something; return the listing's id."""
        return str(self.event("add_listing", **arguments)["id"])

    def listing(self, listing: str = LISTING) -> dict[str, Any]:
        """Return a listing as the list shows it."""
        rows = self.get(LISTINGS, page_size=100)["results"]
        (found,) = [row for row in rows if row["id"] == listing]
        return dict(found)

    def write(self, quantity: int, listing: str = LISTING) -> dict[str, Any]:
        """Set the quantity of a listing; return what is answered."""
        body = {"quantity": quantity}
        return dict(self.send("PATCH", f"{LISTINGS}/{listing}", json=body).json())

    def place(self, *lines: tuple[str, int], **more: Any) -> str:
        """Let a buyer take so many of each SKU; return the order's id."""
        wanted = [{"sku": sku, "quantity": count} for sku, count in lines or [(SKU, 1)]]
        return str(self.event("place_order", lines=wanted, **more)["id"])

    def orders(self, **query: Any) -> list[dict[str, Any]]:
        """Return the orders of a list."""
        found: list[dict[str, Any]] = self.get(ORDERS, **query)["results"]
        return found

    def order(self, order: str = ORDER) -> dict[str, Any]:
        """Return an order."""
        return dict(self.get(f"{ORDERS}/{order}"))

    def ship(
        self, order: str, *lines: int, number: str = "T1", expect: int = 201, **more: Any
    ) -> dict[str, Any]:
        """Send a parcel with lines of an order by their numbers, each with an IMEI of its own."""
        items = [
            {"line_id": f"{order}-{line}", "imei": f"{order}/{line}"} for line in lines or (1,)
        ]
        body = {"carrier": "USPS", "tracking_number": number, "items": items, **more}
        return dict(self.send("POST", f"{ORDERS}/{order}/shipments", expect, json=body).json())

    def grant(self, expect: int = 200, **form: Any) -> dict[str, Any]:
        """Ask for tokens, by default with the refresh token of the environment."""
        env = self.sandbox.env
        form = form or {"grant_type": "refresh_token", "refresh_token": env["SWAPPA_REFRESH_TOKEN"]}
        answer = self.sandbox.request(
            "POST", "/swappa/oauth/token", data=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=(env["SWAPPA_CLIENT_ID"], env["SWAPPA_CLIENT_SECRET"]),
        )  # fmt: skip
        assert answer.status == expect, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def as_client(self, granted: dict[str, Any]) -> "Seller":
        """Return a client with the access token that was granted."""
        return Seller(self.sandbox, granted["access_token"])

    def world(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def ledger(self, what: str) -> list[tuple[Any, ...]]:
        """Return the ledger's notes of one kind: SKU, reference, delta in whole units."""
        rows = self.world(
            "SELECT sku, reference, delta / 1000000 AS delta FROM ledger"
            " WHERE simulator = 'swappa' AND what = ? ORDER BY seq",
            what,
        )
        return [tuple(row.values()) for row in rows]


@pytest.fixture
def seller(sandbox: Sandbox) -> Seller:
    """The account of a fresh world of both seed sets."""
    return Seller(sandbox)
