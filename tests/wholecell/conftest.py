"""A WholeCell account with a client that knows its App."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wholecell.access import APP_ID, APP_SECRET
from stocktake.web.sandbox import Response, Sandbox

from tests.support import ignored_names

BASE = "/wholecell/api/v1"
SKU = "PIX6A-128-SGE-A"
NO_CENTS = "must be a whole number of cents, from 0 to 1000000000000"
DEVICE = {
    "manufacturer": "Fairphone", "model": "Fairphone 4", "variant": "Unknown",
    "network": "Unlocked", "capacity": "128GB", "color": "Grey", "grade": "B",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A sandbox as a client of WholeCell sees it."""

    sandbox: Sandbox
    auth: tuple[str, str] = (APP_ID, APP_SECRET)

    def send(self, method: str, path: str, **more: Any) -> Response:
        """Send a request to a path below the base URL."""
        return self.sandbox.request(method, BASE + path, auth=self.auth, **more)

    def get(self, path: str, **query: Any) -> Response:
        """Ask for a path below the base URL, with a query."""
        return self.send("GET", path + (f"?{urlencode(query, doseq=True)}" if query else ""))

    def ask(self, method: str, path: str, expect: int = 200, **more: Any) -> dict[str, Any]:
        """Send a request, assert the status of the answer, return its JSON."""
        answer = self.send(method, path, **more)
        assert answer.status == expect, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def units(self, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of the page of units that a query asks for."""
        answer = self.get("/inventories", **query)
        assert answer.status == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["data"]
        return rows

    def pull(self, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of every page that `pages` announces."""
        rows: list[dict[str, Any]] = []
        page, pages = 0, 1
        while page < pages:
            page += 1
            answer = self.get("/inventories", page=page, **query).json()
            pages = answer["pages"]
            rows += answer["data"]
        return rows

    def create(self, expect: int = 201, **body: Any) -> dict[str, Any]:
        """Receive a unit on the oldest purchase order; return it, or the errors."""
        given = {"purchase_order_id": self.purchase_order(), **body}
        if not given.keys() & {"sku", "product_variation", "product_variation_id"}:
            given["sku"] = SKU
        return self.ask("POST", "/inventories", expect, json=given)

    def change(self, unit: dict[str, Any], expect: int = 200, **body: Any) -> dict[str, Any]:
        """Change a unit; return it, or the errors."""
        return self.ask("PATCH", f"/inventories/{unit['id']}", expect, json=body)

    def purchase_order(self) -> int:
        """Return the id of the oldest purchase order."""
        return int(self.world("SELECT min(id) AS id FROM wholecell_purchase_order")[0]["id"])

    def event(self, name: str, /, **arguments: Any) -> Any:
        """Trigger a business event in the account."""
        return self.sandbox.event("wholecell", name, **arguments)

    def world(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return rows of the world's tables."""
        return self.sandbox.world().all(sql, parameters)

    def write(self, sql: str, *parameters: Any) -> None:
        """Change rows behind the API's back."""
        world = self.sandbox.world()
        with world.turn(tick=False):
            world.run(sql, parameters)

    def app(self, *permissions: str) -> "Cell":
        """Return the client of a new App with only these permissions."""
        made = self.event("add_app", name="Another", permissions=list(permissions))
        return Cell(self.sandbox, (made["app_id"], made["app_secret"]))

    def ignored(self) -> list[str]:
        """Return the names that the journal reports as ignored in the last call."""
        return ignored_names(self.sandbox)


@pytest.fixture
def cell(sandbox: Sandbox) -> Cell:
    """The account of a fresh world."""
    return Cell(sandbox)


@pytest.fixture
def empty() -> Iterator[Cell]:
    """An account with its settings and the one documented unit, without the catalogue."""
    with Sandbox(SIMULATORS, seed_set="documented") as fresh:
        yield Cell(fresh)
