"""A Wherefour warehouse with a client that knows the password."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Response, Sandbox

AUTH = ("tony@abcproduct.example", "wherefour-demo")
BASE = "/wherefour/api/v1"


@dataclass(frozen=True)
class Warehouse:
    """A sandbox as a client of Wherefour meets it."""

    sandbox: Sandbox

    def get(self, path: str, **more: Any) -> Response:
        """Ask for a path below the base URL."""
        return self.sandbox.request("GET", BASE + path, auth=AUTH, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> Response:
        """Post JSON to a path below the base URL."""
        return self.sandbox.request("POST", BASE + path, json=json, auth=AUTH, **more)

    def patch(self, path: str, json: Any = None, **more: Any) -> Response:
        """Patch a path below the base URL with JSON."""
        return self.sandbox.request("PATCH", BASE + path, json=json, auth=AUTH, **more)

    def assert_refused(self, path: str, body: Any, *, field: str, tables: str) -> None:
        """Post a body that is refused for one field; no table has a new row then."""
        world = self.sandbox.world()
        rows = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in tables.split())
        before = world.all(rows)
        answer = self.post(path, body)
        assert answer.status == 422, answer.text
        assert list(answer.json()["errors"]) == [field]
        assert world.all(rows) == before

    def receive(self, sku: str, count: float, lot: str, **more: Any) -> Any:
        """Receive goods as a lot."""
        more.setdefault("location", "NORW")
        return self.sandbox.event(
            "wherefour", "receive_stock", sku=sku, count=count, lot_code=lot, **more
        )

    def order(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Place an order of the documented customer; return it."""
        body = {
            "order_number": "R1", "order_date": "2020-09-04", "status": "open",
            "order_items_attributes": list(lines), **more,
        }  # fmt: skip
        answer = self.post("/customers/1/orders", body)
        assert answer.status == 200, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def ship(self, order: dict[str, Any], **more: Any) -> Response:
        """Auto-ship an order of the documented customer."""
        path = f"/customers/1/orders/{order['id']}/auto_ship"
        return self.post(path, {"delivery_method": "UPS Ground", **more})

    def write(self, sql: str, *parameters: Any) -> None:
        """Change rows that no operation and no event changes yet."""
        world = self.sandbox.world()
        with world.turn(tick=False):
            world.run(sql, parameters)

    def item(self, name: str, sku: str, **columns: Any) -> int:
        """Add an item, which no operation does yet; return its id."""
        unit = columns.pop("unit", "each")
        values = {
            "name": name, "folded_name": name.casefold(), "public_name": name, "sku": sku,
            "category_id": 3, "property": "finished_good", "pull_strategy": "FIFO",
            "created_at": 0, "updated_at": 0,
            **{f"unit_of_{use}": unit for use in ("use", "purchase", "order", "invoice")},
            "unit_of_pick_and_ship": unit, **columns,
        }  # fmt: skip
        world = self.sandbox.world()
        with world.turn(tick=False):
            return world.insert("wherefour_inventory", **values)


def names(warehouse: Warehouse, path: str) -> list[Any]:
    """Return the names in a list, which must have the header `Total`."""
    answer = warehouse.get(path)
    assert answer.status == 200, answer.text
    assert answer.headers["total"]
    return [row["name"] for row in answer.json()]


@pytest.fixture
def warehouse(sandbox: Sandbox) -> Warehouse:
    """The warehouse of a fresh world."""
    return Warehouse(sandbox)


@pytest.fixture
def warehouse_in_2020() -> Iterator[Warehouse]:
    """The warehouse on the day of the documented runs (§8)."""
    with Sandbox(SIMULATORS, now="2020-09-12T18:25:00Z") as fresh:
        yield Warehouse(fresh)
