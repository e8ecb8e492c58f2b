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
    people: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """The events by which its people ship an order, with what they want besides the order's number;
    the last one is that it leaves. None where the engine ships (D4)."""
    tells: str = ""
    """The callback by which it tells that an order has left."""
    number_exists_once: bool = False
    """Whether it refuses a second document of the same number."""
    number: str = "transaction_number"
    """By which name those events take the order's number."""

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
        return tuple(self._do(each, label) for label in labels for each in self.people[:-1])

    def ships(self, *labels: str) -> tuple[Event, ...]:
        """Its people ship the orders of these labels; nothing where the engine does."""
        return tuple(self._do(each, label) for label in labels for each in self.people)

    def leaves(self, number: str) -> Event:
        """What its people have prepared leaves, by the number of its order."""
        name, more = self.people[-1]
        return Event(self.name, name, {self.number: number, **more})

    def _do(self, event: tuple[str, Mapping[str, Any]], label: str) -> Event:
        name, more = event
        return Event(self.name, name, {self.number: From(label, "reference"), **more})


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


def _shelve(sku: str, count: int) -> Event:
    return Event("whiplash", "adjust_inventory", {"sku": sku, "change": count})


def _merchants_order(number: str, sku: str, count: int) -> Request:
    items = [{"sku": sku, "quantity": count}]
    body = {"originator_id": number, "shipping_name": "A caller", "order_items": items}
    return Request("whiplash", "POST", "/orders", body)


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
    people=(("commit_units", {}), ("ship_order", {})),
)

WHIPLASH = House(
    name="whiplash",
    title="Whiplash",
    goods=("TEE-ALDER-M", "MUG.CAMP.12OZ", "TOTE-MARKET"),
    last="KEY-ACORN",
    shelf=("TEE-ALDER-M", "HOOD-FOG-M"),
    create="create_order",
    find="get_order_by_originator",
    document="get_order",
    levels="list_items",
    receives=_shelve,
    loses=Event("whiplash", "adjust_inventory", {"sku": "HOOD-FOG-M", "change": -6}),
    takes=_merchants_order,
    people=(("process_order", {"status": "batched"}), ("process_order", {"status": "shipped"})),
    tells="order.shipped",
    number_exists_once=True,
    number="originator_id",
)
