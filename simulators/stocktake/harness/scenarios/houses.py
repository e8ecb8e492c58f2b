"""The warehouses of which every story is told: their goods, operations and people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.harness.scenario import Event, Fault, From, Request, place_order

OPENS = "The shop opens and shows nothing yet."
PATIENCE = 4
"""How often a careful client asks before it gives up."""
UPLOADS = "upload_inventories"

Happening = Event | Request


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A warehouse as stories need it. `name` is its simulator's and that of the store it feeds.

    `goods`: SKUs of which it holds three and more, the first two seven and more. `last`: one of
    which there is one. `shelf`: two SKUs of which it holds more than it may ship. `create`, `find`,
    `document`, `levels`: the operations that make a document, look for its number, read it, and
    read the stock.
    """

    name: str
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
    number: str = "transaction_number"
    """By which name those events take the order's number."""

    def order(
        self, quantities: Mapping[str, int], *, label: str = "", customer: Any = None
    ) -> Event:
        """A shopper orders of its store; the label is known with the name of the house."""
        named = f"{label} at {self.name}" if label else ""
        return place_order(self.name, quantities, label=named, customer=customer)

    def cancels(self, label: str) -> Event:
        """A manager of the shop cancels an order of this house."""
        return Event("retailcrm", "cancel_order", {"id": From(f"{label} at {self.name}", "id")})

    def prepares(self, *labels: str) -> tuple[Event, ...]:
        """Its people pick the orders of these labels, as far as that is not shipping them."""
        return tuple(self._do(each, label) for label in labels for each in self.people[:-1])

    def ships(self, *labels: str) -> tuple[Event, ...]:
        """Its people ship the orders of these labels; nothing where the engine does."""
        return tuple(self._do(each, label) for label in labels for each in self.people)

    def leaves(self, *labels: str) -> tuple[Event, ...]:
        """What its people have prepared leaves."""
        return tuple(self._do(each, label) for label in labels for each in self.people[-1:])

    def fails(self, operation: str, kind: str, **how: Any) -> Fault:
        """An operation of this house goes wrong; `nth` and `times`, and arguments of the kind."""
        when = {name: how.pop(name) for name in ("nth", "times") if name in how}
        return Fault(self.name, operation, kind, arguments=how, **when)

    def _do(self, event: tuple[str, Mapping[str, Any]], label: str) -> Event:
        name, more = event
        number = From(f"{label} at {self.name}", "reference")
        return Event(self.name, name, {self.number: number, **more})


def everywhere(tell: Callable[[House], Iterable[Happening]]) -> tuple[Happening, ...]:
    """Return what happens, told of one house after another."""
    return tuple(event for house in HOUSES for event in tell(house))


def struck(tell: Callable[[House], Iterable[Fault]]) -> tuple[Fault, ...]:
    """Return what goes wrong, told of one house after another."""
    return tuple(fault for house in HOUSES for fault in tell(house))


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
    goods=("COF-GUJI-340", "CHK-CAN-CS12", "MUG-STONE-BLU"),
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
    goods=("GALA52-128-BLK-C", "IPHONE13A2482128GBMIDA+", "SONYX5III-128-BLK-A"),
    last="IPADMINI5-64-GLD-B",
    shelf=("IPHONE13A2482128GBMIDA+", "GALA52-128-BLK-C"),
    create="create_sales_order",
    find="list_sales_orders",
    document="get_sales_order",
    levels="list_stock_levels",
    receives=_receive_units,
    loses=Event(
        "wholecell", "set_unit_status", {"esn": "001017000001258", "status": "Needs eBay Draft"}
    ),
    takes=_sales_order,
    people=(("commit_units", {}), ("ship_order", {})),
)

WHIPLASH = House(
    name="whiplash",
    goods=("TEE-ALDER-M", "MUG.CAMP.12OZ", "HOOD-FOG-M"),
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
    number="originator_id",
)

HOUSES = (WHEREFOUR, WHOLECELL, WHIPLASH)
