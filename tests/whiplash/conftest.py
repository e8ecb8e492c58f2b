"""A Whiplash account with a client that knows its key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.whiplash.access import API_KEY
from stocktake.web.sandbox import Response, Sandbox

from tests.support import ignored_names

BASE = "/whiplash/api"
SKU = "MUG.CAMP.12OZ"
ITEMS = 37  # of both seed sets
NOT_FOUND = {"error": "Record not found", "errors": {"base": ["Record not found"]}}


@dataclass(frozen=True)
class Lash:
    """A client of a sandbox's Whiplash, with a merchant's key."""

    sandbox: Sandbox
    key: str = API_KEY

    def send(self, method: str, path: str, expect: int = 200, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        headers = {"X-API-KEY": self.key, **more.pop("headers", {})}
        answer = self.sandbox.request(method, BASE + path, headers=headers, **more)
        assert answer.status == expect, answer.text
        return answer

    def get(self, path: str, **query: Any) -> Any:
        """GET a path below the base URL with a query; return the JSON."""
        return self.send("GET", path + (f"?{urlencode(query, doseq=True)}" if query else "")).json()

    def ids(self, path: str = "/items", **query: Any) -> list[int]:
        """Return the ids that a list shows."""
        return [row["id"] for row in self.get(path, **query)]

    def item(self, sku: str) -> dict[str, Any]:
        """Return the first item with a SKU."""
        found: list[dict[str, Any]] = self.get(f"/items/sku/{quote(sku, safe='')}")
        return found[0]

    def create(self, **body: Any) -> dict[str, Any]:
        """Create an item; return it as its own URL shows it."""
        made = self.send("POST", "/items", json=body).json()
        shown: dict[str, Any] = self.get(f"/items/{made['id']}")
        return shown

    def transactions(self, item: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
        """Return an item's transactions, newest first."""
        rows: list[dict[str, Any]] = self.get(f"/items/{item['id']}/transactions", **query)
        return rows

    def quantities(self, item: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
        """Return quantity, projected and sellable by warehouse."""
        return {
            row["name"]: (row["quantity"], row["projected_quantity"], row["sellable_quantity"])
            for row in self.get(f"/items/{item['id']}/warehouse_quantities")
        }

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("whiplash", name, **arguments)

    def world(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def insert(self, table: str, **values: Any) -> int:
        """Insert a row directly."""
        world = self.sandbox.world()
        with world.turn(tick=False):
            return world.insert(f"whiplash_{table}", **values)

    def other_merchant(self) -> "Lash":
        """Return the client of another merchant."""
        self.insert("customer", id=2, name="Another", default_warehouse_id=2)
        self.insert("customer_warehouse", customer_id=2, warehouse_id=2)
        self.insert("api_key", value="another-key", customer_id=2)
        return Lash(self.sandbox, "another-key")

    def ignored(self) -> list[str]:
        """Return the names that the last call sent and the journal notes as ignored."""
        return ignored_names(self.sandbox)


@pytest.fixture
def lash(sandbox: Sandbox) -> Lash:
    """The account of a fresh world."""
    return Lash(sandbox)


@pytest.fixture
def empty() -> Iterator[Lash]:
    """An account with the one documented item."""
    with Sandbox(SIMULATORS, seed_set="documented") as fresh:
        yield Lash(fresh)
