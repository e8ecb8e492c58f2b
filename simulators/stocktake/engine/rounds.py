"""One round: register, read orders; then for each warehouse create documents, ship, push stock.

A failure of one order is recorded and the others go on; the round then counts as failed, and the
next one starts from what all systems hold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from . import documents, shipping, stock, wire
from .order import Order
from .retailcrm import RetailCRM
from .settings import Settings, WarehouseSettings
from .state import OpenOrder, State
from .warehouse import Document, NeedsAttention, Quantities, Warehouse
from .wherefour import Wherefour
from .whiplash import HOOKS, Whiplash
from .wholecell import WholeCell

FAILURES = (wire.Unreachable, wire.Refused, wire.OutcomeUnknown, wire.ReadFailed)


@dataclass(frozen=True, slots=True)
class Route:
    """A warehouse and the store of the shop that it feeds.

    `demand` is what is sold but not yet counted by the warehouse; it grows while a round runs.
    """

    store: str
    warehouse: Warehouse
    demand: Quantities = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """The state of a round; `failures` grows while it runs."""

    settings: Settings
    shop: RetailCRM
    state: State
    sides: tuple[Route, ...]
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """What failed in a round, and whether anything was or may have been written."""

    failures: list[str]
    wrote: bool

    @property
    def line(self) -> str:
        """The failure in one line for the user."""
        more = f" (and {len(self.failures) - 1} more)" if len(self.failures) > 1 else ""
        return f"the round failed: {self.failures[0]}{more}"


def run_round(settings: Settings) -> Report:
    """Run one round, as far as it goes."""
    with opened(settings) as now:
        with noting(now):
            register(now.shop)
            read_orders(now)
            for side in now.sides:
                with noting(now):
                    if settings.listens and isinstance(side.warehouse, Whiplash):
                        side.warehouse.listen(settings.listens + HOOKS)
                    serve_orders(now, side)
                    stock.push(now.shop, side.warehouse, store=side.store, demand=side.demand)
        clients = [now.shop.http, *(side.warehouse.http for side in now.sides)]
        return Report(now.failures, any(http.wrote for http in clients))


@contextmanager
def opened(settings: Settings) -> Iterator[Round]:
    """Open all systems and the engine's memory; close them at the end."""
    with ExitStack() as open_ones:
        state = open_ones.enter_context(closing(State(settings.state)))
        shop = RetailCRM(settings.retailcrm_url, settings.retailcrm_key)
        open_ones.enter_context(closing(shop.http))
        sides = []
        for link in settings.links:
            warehouse = connect(link, paced=settings.flowing)
            open_ones.enter_context(closing(warehouse.http))
            sides.append(Route(link.store, warehouse))
        yield Round(settings, shop, state, tuple(sides))


def connect(link: WarehouseSettings, *, paced: bool) -> Warehouse:
    """Return the warehouse of a link; `paced` if its rate limit is on."""
    if link.warehouse == "wholecell":
        return WholeCell(*link.access, paced=paced)
    if link.warehouse == "whiplash":
        return Whiplash(*link.access)
    return Wherefour(*link.access)


@contextmanager
def noting(now: Round) -> Iterator[None]:
    """Record that a warehouse, or the whole round, failed, as the first failure."""
    try:
        yield
    except FAILURES as error:
        now.failures.insert(0, f"{type(error).__name__}: {error}")


def register(shop: RetailCRM) -> None:
    """Register as the shop's warehouse system if it has none or a switched-off one."""
    if not shop.module_is_active():
        shop.register_module()


def read_orders(now: Round) -> None:
    """Read changed orders of the shop; an unreadable one does not stop the rest."""
    watermark, changed = now.state.watermark(), set()
    for record in now.shop.history(watermark):
        watermark = record["id"]
        changed.add(record["order"]["id"])
    now.state.note_changes(sorted(changed), watermark=watermark)
    for order_id in now.state.stale():
        with attempt(now, f"R{order_id}"):
            now.state.keep(order_id, now.shop.order(order_id))
    stores = {side.store for side in now.sides}
    for tracked in now.state.tracked():
        if tracked.order.store not in stores:  # another engine's: ignore it from now on
            now.state.done(tracked.order.id)


def serve_orders(now: Round, side: Route) -> None:
    """Create documents, ship and report; add what is sold but not shipped to the demand."""
    side.warehouse.begin()
    # An order that could not be read again may have been cancelled: it waits.
    unread = set(now.state.stale())
    mine = [
        tracked
        for tracked in now.state.tracked()
        if tracked.order.store == side.store
        and not (tracked.order.id in unread and tracked.document_id is not None)
    ]
    made: list[tuple[Order, Document]] = []
    for tracked in mine:
        known = tracked.order.id not in unread
        document = make_document(now, side.warehouse, tracked) if known else None
        counted_there = tracked.document_id is not None and side.warehouse.sees_orders
        if document:
            made.append((tracked.order, document))
        elif not (tracked.order.over or counted_there):
            for sku, count in tracked.order.lines:
                add_demand(side, sku, count)
    for order, document in made:
        advance(now, side, order, document)
    ids = {document.id for _, document in made}
    counted = {tracked.order.number for tracked in mine} - {order.number for order, _ in made}
    for document in side.warehouse.open_documents():
        if document.id not in ids and document.number not in counted:
            serve_other(now, side, document)


def make_document(now: Round, warehouse: Warehouse, tracked: OpenOrder) -> Document | None:
    """Return the order's document as it is now; create it if it should exist and does not."""
    order = tracked.order
    with attempt(now, order.number):
        if tracked.document_id is not None:
            return warehouse.read(tracked.document_id)
        document = documents.settle(order, warehouse)
        if document:
            now.state.remember_document(order.id, document.id)
        else:
            now.state.done(order.id)
        return document
    return None


def advance(now: Round, side: Route, order: Order, document: Document) -> None:
    """Ship what is in stock; when everything is shipped, report it and finish the order."""
    rest = stock.owed(document, ())
    with attempt(now, order.number):
        # If an order is cancelled after its first shipment, the rest is neither shipped nor sold.
        if order.cancelled:
            document = shipping.cancel(document, side.warehouse)
            shipments = side.warehouse.shipments(document)
        else:
            shipments = shipping.ship(document, side.warehouse)
        rest = stock.owed(document, shipments)
        if not rest and shipments:
            shipping.report(order, shipments, shop=now.shop, store=side.store)
        if not rest or (order.over and not document.open):
            now.state.done(order.id)
    if document.open:
        add_owed(side, rest)


def serve_other(now: Round, side: Route, document: Document) -> None:
    """Count what a document without an order of this round needs; cancel a duplicate."""
    if not withdraw(now, side.warehouse, document):
        add_owed(side, stock.owed(document, side.warehouse.shipments(document)))


def withdraw(now: Round, warehouse: Warehouse, document: Document) -> bool:
    """Cancel a second document of an order; say whether it is cancelled.

    A proxy may repeat a create, so duplicates can only be found afterwards.
    """
    order_id = document.number.removeprefix("R")
    known = now.state.document_of(int(order_id)) if order_id.isdecimal() else None
    if document.number != f"R{order_id}" or known in (None, document.id):
        return False
    with attempt(now, document.number):
        return not shipping.cancel(document, warehouse).open
    return False


def add_owed(side: Route, rest: Quantities) -> None:
    """Add what a document still needs to the demand, unless the warehouse counts it itself."""
    if not side.warehouse.sees_orders:
        for sku, count in rest.items():
            add_demand(side, sku, count)


def add_demand(side: Route, sku: str | None, count: Fraction) -> None:
    """Add a quantity that is sold and still in the warehouse to the demand."""
    if sku is not None:
        side.demand[sku] = side.demand.get(sku, Fraction(0)) + count


@contextmanager
def attempt(now: Round, number: str) -> Iterator[None]:
    """Record the failure of one order; the others go on."""
    try:
        yield
    except NeedsAttention as left:
        log(now.settings, f"order {number} is left: {left}")
    except FAILURES as error:
        now.failures.append(f"order {number}: {error}")


def log(settings: Settings, line: str) -> None:
    """Write one line for the user, with the time of the round."""
    print(f"{settings.now.isoformat()} {line}", file=sys.stderr)
