"""The warehouses that the same story can be told of: their goods, operations and people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.harness.scenario import Event, From, Place, Request, place_order


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A warehouse as stories need it. `name` is its simulator's and that of the store it feeds.

    `goods`: SKUs that shop-us sells, five of each and more. `last`: one of which there is one.
    `shelf`: two SKUs of which it holds more than it may ship. `create`, `find`, `document`,
    `levels`: the operations that make a document, look for its number, read it, and read the stock.
    """

    name: str
    title: str
    goods: tuple[str, str, str]
    last: str
    shelf: tuple[str, str]
    create: str
    find: str
    document: str
    levels: str
    receives: Callable[[str, int], Event]
    """Goods come in."""
    loses: Event
    """Of the second good of the shelf less can be sold than the books say."""
    takes: Callable[[str, str, int], Request]
    """Its people enter an order of their own: number, SKU, quantity."""
    people: tuple[str, ...] = ()
    """The events by which its people ship an order, the last one being that it leaves; none where
    the engine ships (D4)."""

    @property
    def place(self) -> Place:
        """A world in which it is the only warehouse that feeds a store."""
        return Place(stores=((self.name, self.name),))

    def named(self, story: str) -> str:
        """Return a story's name as it is told of this warehouse."""
        return f"{story} at {self.title}" if self.title else story

    def order(
        self, quantities: Mapping[str, int], *, label: str = "", customer: Any = None
    ) -> Event:
        """A shopper orders of its store."""
        return place_order(self.name, quantities, label=label, customer=customer)

    def prepares(self, *labels: str) -> tuple[Event, ...]:
        """Its people pick the orders of these labels, as far as that is not shipping them."""
        return tuple(self._do(name, label) for label in labels for name in self.people[:-1])

    def ships(self, *labels: str) -> tuple[Event, ...]:
        """Its people ship the orders of these labels; nothing where the engine does."""
        return tuple(self._do(name, label) for label in labels for name in self.people)

    def _do(self, name: str, label: str) -> Event:
        return Event(self.name, name, {"transaction_number": From(label, "reference")})


def in_the_middle(event: Event) -> dict[str, Any]:
    """Return the arguments of a fault by which an event happens inside a round."""
    told = {"simulator": event.simulator, "event": event.name, **event.arguments}
    return {"event": told}


def _receive_stock(sku: str, count: int) -> Event:
    arguments = {"sku": sku, "count": count, "location": "Main Floor"}
    return Event("wherefour", "receive_stock", arguments)


def _customers_order(number: str, sku: str, count: int) -> Request:
    body = {
        "order_number": number,
        "order_date": "2026-03-02",
        "status": "open",
        "order_items_attributes": [{"sku": sku, "count": count}],
    }
    return Request("wherefour", "POST", "/customers/1001/orders", body)


def _receive_units(sku: str, count: int) -> Event:
    arguments = {"sku": sku, "count": count, "status": "Available", "location": "Locked Cage"}
    return Event("wholecell", "receive_units", arguments)


def _sales_order(number: str, sku: str, count: int) -> Request:
    body = {"transaction_number": number, "items": [{"sku": sku, "quantity": count}]}
    return Request("wholecell", "POST", "/sales_orders", body)


WHEREFOUR = House(
    name="wherefour",
    title="",
    goods=("COF-DECAF-340", "RICE-BAS-2K", "CHK-CAN-CS12"),
    last="KNF-PAR-9",
    shelf=("JAR-MASON-12", "DET-LDY-1500"),
    create="create_order",
    find="search_orders",
    document="get_order",
    levels="get_inventory_items",
    receives=_receive_stock,
    loses=Event("wherefour", "cycle_count", {"lot_code": "H049-A", "count": 35}),
    takes=_customers_order,
)

WHOLECELL = House(
    name="wholecell",
    title="WholeCell",
    goods=("PIX6-128-BLK-B", "GALA52-128-BLK-C", "MOTOG-64-GRY-C"),
    last="IPADMINI5-64-GLD-B",
    shelf=("PIX6-128-BLK-B", "GALA52-128-BLK-C"),
    create="create_sales_order",
    find="list_sales_orders",
    document="get_sales_order",
    levels="list_stock_levels",
    receives=_receive_units,
    loses=Event("wholecell", "set_unit_status", {"hex_id": "CUYW", "status": "Needs eBay Draft"}),
    takes=_sales_order,
    people=("commit_units", "ship_order"),
)
