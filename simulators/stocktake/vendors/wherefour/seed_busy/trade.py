"""Customers, their orders, and what left for them: open, aged, shipped, in part, called off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.customers.operations import add_customer
from stocktake.vendors.wherefour.orders.events import cancel_order
from stocktake.vendors.wherefour.orders.operations import add_order, change_order
from stocktake.vendors.wherefour.shipments.auto_ship import pick_and_ship
from stocktake.vendors.wherefour.shipments.reversing import reverse_newest

from .diary import FIRST_DAY, Entry, at
from .goods import CUPS, ESPRESSO, FILTER, OAT, OLD_TIN, SAMPLE, SETUP, SYRUP, WHEEL, Good

_NAMES = (
    "Harbor Bakery", "Blue Door Cafe", "Two Rivers Market", "Foxglove Inn", "Corner Deli",
    "Lighthouse Canteen", "Mission Street Coffee", "Old Mill Restaurant", "Station Kiosk",
    "Redwood Hotel", "Garden Nursery Cafe", "Night Shift Diner", "Summit Lodge", "Quay Grocers",
    "Paper Moon Books", "Cloverdale School",
)  # fmt: skip
BAKERY, CAFE, BLOCKED = _NAMES[0], _NAMES[1], _NAMES[4]
# Each day's order of the bakery has this number, and the one order of the cafe that.
STANDING, BLANKET = "STANDING-HB", "BLANKET-BD"

_OPEN, _COMPLETE = 2, 5  # ids of order statuses (5.2)

Lines = tuple[tuple[Good, float], ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """What orders need: in whose name, the customers' and the items' ids by name."""

    account: Account
    customers: Mapping[str, int]
    items: Mapping[str, int]

    def lines(self, *lines: tuple[Good, float]) -> list[dict[str, Any]]:
        """Return the lines of a body, at the goods' prices."""
        return [
            {
                "inventory_id": self.items[good.name],
                "count": count,
                "override_unit_price": good.price,
            }
            for good, count in lines
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """An order: by whom, how many days ago, of what, and whether and when it was shipped."""

    customer: str
    number: str
    days: int
    lines: Lines
    status: str = "open"
    shipped: int | None = None
    more: Mapping[str, Any] | None = None


_FREIGHT = {
    "custom_line_items_attributes": [
        {"custom_line_definition_id": 1, "count": 1, "force_subtotal": 18.5}
    ]
}
# Customer, days ago, lines, and what differs from an open order that nobody shipped.
_ROWS: tuple[tuple[int, int, Lines, dict[str, Any]], ...] = (
    (2, 41, ((FILTER, 6), (SYRUP, 4)), {"shipped": 40}),
    (3, 40, ((OAT, 3.5),), {"shipped": 39, "more": _FREIGHT}),
    (5, 38, ((WHEEL, 1),), {}),  # picked by hand: nobody has
    (6, 37, ((OLD_TIN, 5), (SYRUP, 2)), {"shipped": 35}),  # the tins are retired
    (4, 36, ((FILTER, 2),), {}),  # shipments to this customer are blocked
    (7, 35, ((CUPS, 40),), {"shipped": 34}),  # more than there are
    (8, 33, ((SAMPLE, 3), (ESPRESSO, 1)), {"shipped": 32}),  # an item without SKU
    (9, 31, ((FILTER, 10),), {"status": "on hold"}),
    (10, 28, ((SYRUP, 3), (FILTER, 1)), {"shipped": 27, "more": {"invoiced": True}}),
    (11, 26, ((OAT, 5),), {"shipped": 25}),
    (12, 23, ((ESPRESSO, 4),), {"shipped": 22}),
    (13, 20, ((SETUP, 2.5), (FILTER, 1)), {"shipped": 19}),
    (14, 17, ((FILTER, 3),), {}),
    (15, 13, ((CUPS, 30),), {}),
    (2, 9, ((FILTER, 4), (OAT, 2)), {"status": "pending", "more": _FREIGHT}),
    (3, 6, ((SYRUP, 6),), {"shipped": 5}),
    (5, 4, ((OAT, 1.5), (ESPRESSO, 2)), {}),
    (6, 2, ((FILTER, 2),), {}),
    (7, 1, ((ESPRESSO, 1), (SYRUP, 1)), {}),
)
_SALES = tuple(
    Sale(customer=_NAMES[customer], number=f"WHS-{2001 + index}", days=days, lines=lines, **more)
    for index, (customer, days, lines, more) in enumerate(_ROWS)
)
_CALLED_OFF, _CALLED_OFF_IN_PART, _TAKEN_BACK = "WHS-2013", "WHS-2006", "WHS-2011"


def add_customers(world: World) -> dict[str, int]:
    """Enter the customers; return their ids by name."""
    return {name: add_customer(world, _customer(name, n)) for n, name in enumerate(_NAMES)}


def _customer(name: str, number: int) -> dict[str, Any]:
    address = {
        "line1": f"{100 + 7 * number} Main Street", "city": "Petaluma",
        "country_subdivision_code": "CA", "postal_code": "94952", "country": "US",
    }  # fmt: skip
    return {
        "display_name": name, "email": f"orders{number}@customer.example",
        "phone": f"+1 707-555-{300 + number:04}", "kind": ("retailer", "wholesaler")[number % 2],
        "salesperson_id": 2, "sales_channel_id": 1, "block_shipments": name == BLOCKED,
        "billing_address_attributes": address, "shipping_address_attributes": address,
    }  # fmt: skip


def orders(world: World, trade: Trade) -> Iterator[Entry]:
    """Yield every order and what became of it."""
    yield from _standing_orders(world, trade)
    yield from _blanket_order(world, trade)
    for sale in _SALES:
        yield at(sale.days, 10), partial(_place, world, trade, sale)
        if sale.shipped is not None:
            yield at(sale.shipped, 14), partial(_ship, world, trade, sale.number)
    yield at(12, 9), partial(cancel_order, world, order_number=_CALLED_OFF)
    yield at(30, 9), partial(cancel_order, world, order_number=_CALLED_OFF_IN_PART)
    yield (
        at(21, 16),
        partial(reverse_newest, world, trade.account, order_number=_TAKEN_BACK),
    )


def _standing_orders(world: World, trade: Trade) -> Iterator[Entry]:
    """Yield the bakery's order of each day, shipped the next day; the newest are still open."""
    for days in range(FIRST_DAY - 12, 0, -1):
        lines: Lines = ((ESPRESSO, 1 + days % 3), (FILTER, 1))[: 1 + days % 2]
        sale = Sale(customer=BAKERY, number=STANDING, days=days, lines=lines)
        yield at(days, 8), partial(_place, world, trade, sale)
        if days > 4:
            yield at(days - 1, 13), partial(_ship, world, trade, STANDING)


def _blanket_order(world: World, trade: Trade) -> Iterator[Entry]:
    """Yield the one order of the cafe that is raised and shipped day by day, the last part not."""
    sale = Sale(customer=CAFE, number=BLANKET, days=FIRST_DAY - 10, lines=((ESPRESSO, 2),))
    yield at(sale.days, 9), partial(_place, world, trade, sale)
    for days in range(sale.days - 1, 3, -1):
        yield at(days, 15), partial(_ship, world, trade, BLANKET)
        yield at(days, 17), partial(_raise, world, BLANKET, 2 * (sale.days - days + 1))


def _place(world: World, trade: Trade, sale: Sale) -> None:
    day = wire.spell_local_time(world.now, trade.account.zone).date().isoformat()
    body = {
        "order_number": sale.number, "order_date": day, "status": sale.status,
        "delivery_method_id": 6, "payment_term_id": 1, "salesperson_id": 2,
        "sales_channel_id": 1, "po_number": f"{sale.number}/{sale.days}",
        "order_items_attributes": trade.lines(*sale.lines), **(sale.more or {}),
    }  # fmt: skip
    add_order(world, trade.customers[sale.customer], body)


def _ship(world: World, trade: Trade, number: str) -> None:
    """Ship the oldest open order of a number."""
    order = _oldest(world, number, status=_OPEN)
    body = {"delivery_method": "Route: Embarcadero North", "tracking_number": f"T{order['id']}"}
    pick_and_ship(world, trade.account, order, body=body)


def _raise(world: World, number: str, count: int) -> None:
    """Raise the only line of an order that is complete, and open the order again."""
    order = _oldest(world, number, status=_COMPLETE)
    line = world.value("SELECT id FROM wherefour_order_item WHERE order_id = ?", (order["id"],))
    change_order(
        world, order, {"status": "open", "order_items_attributes": [{"id": line, "count": count}]}
    )


def _oldest(world: World, number: str, *, status: int) -> dict[str, Any]:
    return world.one(
        "SELECT * FROM wherefour_order WHERE order_number = ? AND order_status_id = ?"
        " ORDER BY id LIMIT 1",
        (number, status),
    )
