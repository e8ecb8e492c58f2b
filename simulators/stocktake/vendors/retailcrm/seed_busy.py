"""Weeks of business in a new account: leftovers shown by store, orders of every age, packs.

All of it is written by the vendor's own events, handlers and rows, in the order of time and at the
time when it happened, so that sums and histories are those of an account that was really used.
Source: docs/reference/warehouse-module.md 4.2, 5.3, 7.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .access import FULL_KEY, MANAGER, Account, Source, find_account
from .orders.events import cancel_order, edit_order, place_order, reopen_order
from .orders.operations import create_order
from .orders.rows import change_order
from .packs.operations import create_pack, edit_pack, remove_pack
from .products.events import add_offer
from .seed_leftovers import Good, read_goods, show_goods
from .seed_properties import seed_properties
from .wire import read_zone, spell_time

_MINUTE = 60_000
_HOUR = 60  # in minutes, as all that follows
_DAY = 24 * _HOUR
OPENED_AGO = 45 * _DAY * _MINUTE
"""How long ago a busy account was opened, with its catalogue (ms)."""

_ORDERS = 80
_CUSTOMERS = 12  # of the catalogue; orders take them in turn
_BETWEEN, _SINCE_LAST = 12 * _HOUR - 7, 3 * _HOUR
_FIRST_UPLOAD, _LAST_UPLOAD = 42 * _DAY, 6 * _HOUR
_SOLD_SINCE = 12  # how much more of everything the first upload showed
_PLENTY = 6  # orders are of goods that a store has at least so many of
_GIFT_CARD = "GIFT-CARD-25"
"""A good of the shop that no warehouse knows."""

Step = tuple[int, Callable[[], Any]]
"""When something happened (minutes ago), and what."""


@dataclass(slots=True)
class _Order:
    """An order of the past, as what happened to it needs it; `id` is 0 until it is placed."""

    world: World
    account: Account
    store: str
    lines: list[dict[str, Any]]
    customer: int
    id: int = 0
    packs: list[int] = field(default_factory=list)

    @property
    def row(self) -> dict[str, Any]:
        return self.world.one("SELECT * FROM retailcrm_order WHERE id = ?", (self.id,))

    def change(self, source: Source, **columns: Any) -> None:
        change_order(self.world, self.row, columns, None, source=source)


def seed_busy(world: World, catalogue: Mapping[str, Any], *, scale: int) -> None:
    """Let the weeks before the world's present happen, in a catalogue that is scaled or not."""
    items = catalogue["items"][: len(catalogue["items"]) // scale]
    account = find_account(world, FULL_KEY)
    assert account is not None, "an account has its keys before its business"
    with world.earlier(OPENED_AGO):
        seed_properties(world, items)
    for ago, happen in sorted(_steps(world, account, read_goods(items)), key=lambda step: -step[0]):
        with world.earlier(ago * _MINUTE):
            happen()


def _steps(world: World, account: Account, goods: Sequence[Good]) -> Iterator[Step]:
    """Return what happened, in any order."""
    yield _FIRST_UPLOAD, partial(show_goods, world, goods, more=_SOLD_SINCE)
    yield _LAST_UPLOAD, partial(show_goods, world, goods)
    shelves: dict[tuple[str, str], list[Good]] = {}
    for good in goods:
        if good.available >= _PLENTY:
            shelves.setdefault((good.store, good.sites[0]), []).append(good)
    for number in range(_ORDERS):
        shelf = list(shelves.values())[(number + number // len(_STORIES)) % len(shelves)]
        chosen = [shelf[(number + 5 * place) % len(shelf)] for place in range(1 + number % 3)]
        lines = [{"sku": sku, "quantity": 1 + number % 2} for sku in {g.sku: 0 for g in chosen}]
        order = _Order(world, account, shelf[0].store, lines, number % _CUSTOMERS)
        placed = _BETWEEN * (_ORDERS - 1 - number) + _SINCE_LAST
        yield placed, partial(_place, order)
        for hours, happen in _STORIES[number % len(_STORIES)]:
            if hours * _HOUR < placed:
                yield placed - hours * _HOUR, partial(happen, order)
    yield from _orders_of_strange_goods(world, account, goods[0].store)


def _orders_of_strange_goods(world: World, account: Account, store: str) -> Iterator[Step]:
    """Return how a marketplace ordered what no warehouse knows: a card of ours, and a mere name."""
    yield (
        _FIRST_UPLOAD,
        partial(add_offer, world, sku=_GIFT_CARD, name="Gift card 25", price=25, site="shop-us"),
    )
    for days, item in (
        (17, {"offer": {"externalId": _GIFT_CARD}, "quantity": 1}),
        (2, {"productName": "Gift wrapping", "initialPrice": 4, "quantity": 1}),
    ):
        sent = {
            "externalId": f"market-{days}", "firstName": "Robin", "lastName": "Vale",
            "email": "robin@vale.example", "shipmentStore": store, "items": [item],
        }  # fmt: skip
        call = Call(method="POST", path="/api/v5/orders/create", account=account)
        body = {"site": "shop-us", "order": sent}
        yield days * _DAY, partial(create_order, world, call, body=body)


# What happened to orders


def _place(order: _Order) -> None:
    placed = place_order(order.world, store=order.store, lines=order.lines, customer=order.customer)
    order.id = placed["id"]


def _confirm(order: _Order) -> None:
    order.change(MANAGER, status="availability-confirmed")


def _set_aside(order: _Order) -> None:
    """Set the order's first item aside, in its store."""
    item = order.world.one(
        "SELECT id, quantity FROM retailcrm_order_item WHERE order_id = ? ORDER BY id", (order.id,)
    )
    sent = {"itemId": item["id"], "store": order.store, "quantity": 1}
    call = Call(method="POST", path="/api/v5/orders/packs/create", account=order.account)
    reply = create_pack(order.world, call, body={"pack": sent})
    order.packs.append(reply.data["id"])
    order.change(order.account.source, status="assembling")


def _invoice(order: _Order) -> None:
    call = Call(method="POST", path="/api/v5/orders/packs/edit", account=order.account)
    sent = {"invoiceNumber": f"INV-{order.id}", "shipmentDate": _today(order.world)}
    edit_pack(order.world, call, id_=order.packs[0], body={"pack": sent})


def _put_back(order: _Order) -> None:
    call = Call(method="POST", path="/api/v5/orders/packs/delete", account=order.account)
    remove_pack(order.world, call, id_=order.packs.pop())


def _ship(order: _Order) -> None:
    order.change(
        order.account.source, status="delivering", shipment_date=_today(order.world), shipped=1
    )


def _complete(order: _Order) -> None:
    order.change(MANAGER, status="complete")


def _cancel(order: _Order) -> None:
    cancel_order(order.world, id=order.id)


def _reopen(order: _Order) -> None:
    reopen_order(order.world, id=order.id)


def _edit(order: _Order) -> None:
    """Let the customer want one more of the first line."""
    first, *others = order.lines
    lines = [{**first, "quantity": first["quantity"] + 1}, *others]
    edit_order(order.world, id=order.id, lines=lines)


def _today(world: World) -> str:
    return spell_time(world.now, read_zone(world))[:10]


_SHIPPED = ((4, _set_aside), (20, _invoice), (26, _ship), (120, _complete))
# Hours after an order was placed, and what happened then; orders take the stories in turn.
_STORIES: tuple[tuple[tuple[int, Callable[[_Order], None]], ...], ...] = (
    _SHIPPED,
    ((2, _confirm), *_SHIPPED),
    ((6, _cancel),),
    ((3, _edit), (9, _set_aside), (30, _ship)),
    (),  # nobody has looked at it
    _SHIPPED,
    ((4, _set_aside), (30, _put_back), (31, _cancel)),
    ((2, _confirm), (28, _set_aside)),
    ((5, _cancel), (27, _reopen)),
    ((1, _edit), *_SHIPPED),
)
