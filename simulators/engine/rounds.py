"""One round, in its order: register, read orders, make documents, ship, report, push stock.

What fails for one order is noted and the others go on; the round then counts as failed, and the
next one starts from what is true in both systems.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from . import documents, shipping, stock, wire
from .documents import Left
from .retailcrm import Order, RetailCRM
from .settings import Settings
from .state import State, Tracked
from .stock import Catalogue, Quantities
from .wherefour import Document, Wherefour

FAILURES = (wire.Unreachable, wire.Refused, wire.Unsettled, wire.Unwell)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round works with; `failures` and `demand` grow while it runs."""

    settings: Settings
    shop: RetailCRM
    warehouse: Wherefour
    state: State
    failures: list[str] = field(default_factory=list)
    demand: Quantities = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What failed in a round, and whether anything was written, or may have been."""

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
        try:
            register(now.shop)
            read_orders(now)
            serve_orders(now)
            stock.push(now.shop, now.warehouse, store=settings.store, demand=now.demand)
        except FAILURES as error:
            now.failures.insert(0, f"{type(error).__name__}: {error}")
        return Report(now.failures, now.shop.http.wrote or now.warehouse.http.wrote)


@contextmanager
def opened(settings: Settings) -> Iterator[Round]:
    """Yield connections to both systems and the engine's memory, and close them."""
    state = State(settings.state)
    shop = RetailCRM(settings.retailcrm_url, settings.retailcrm_key)
    warehouse = Wherefour(
        settings.wherefour_url, settings.wherefour_username, settings.wherefour_password
    )
    try:
        yield Round(settings, shop, warehouse, state)
    finally:
        shop.http.close()
        warehouse.http.close()
        state.close()


def register(shop: RetailCRM) -> None:
    """Register as the shop's warehouse system if it has none or a switched-off one."""
    if not shop.module_is_active():
        shop.register_module()


def read_orders(now: Round) -> None:
    """Read what changed in the shop; an unreadable order does not stop the rest."""
    watermark, changed = now.state.watermark(), set()
    for record in now.shop.history(watermark):
        watermark = record["id"]
        changed.add(record["order"]["id"])
    now.state.note_changes(sorted(changed), watermark=watermark)
    for order_id in now.state.stale():
        with attempt(now, f"R{order_id}"):
            now.state.keep(order_id, now.shop.order(order_id))


def serve_orders(now: Round) -> None:
    """Make, ship and report; add what is sold but not shipped to the demand."""
    catalogue = stock.catalogue_of(now.warehouse.items())
    mine = [tracked for tracked in now.state.tracked() if is_mine(now, tracked.order)]
    made: list[tuple[Order, Document]] = []
    for tracked in mine:
        document = make_document(now, tracked, catalogue)
        if document:
            made.append((tracked.order, document))
        elif not tracked.order.over:
            for sku, count in tracked.order.lines:
                add_demand(now, sku, count)
    for order, document in made:
        advance(now, order, document, catalogue=catalogue)
    ids = {document.id for _, document in made}
    counted = {tracked.order.number for tracked in mine} - {order.number for order, _ in made}
    for document in now.warehouse.open_orders():
        if document.id not in ids and document.number not in counted:
            serve_other(now, document, catalogue)


def is_mine(now: Round, order: Order) -> bool:
    """Whether the order goes to this engine's warehouse; another's is not looked at again."""
    if order.store == now.settings.store:
        return True
    now.state.done(order.id)
    return False


def make_document(now: Round, tracked: Tracked, catalogue: Catalogue) -> Document | None:
    """Return the order's document as it is now, making it where it should exist and does not."""
    order = tracked.order
    with attempt(now, order.number):
        if tracked.document_id is not None:
            return now.warehouse.order(tracked.document_id)
        document = documents.settle(order, now.warehouse, catalogue)
        if document:
            now.state.remember_document(order.id, document.id)
        else:
            now.state.done(order.id)
        return document
    return None


def advance(now: Round, order: Order, document: Document, *, catalogue: Catalogue) -> None:
    """Ship what is there; when everything is out, report it and be done with the order."""
    rest = stock.owed(document, (), catalogue)
    with attempt(now, order.number):
        # Of what is cancelled after its first shipment, the rest is neither shipped nor for sale.
        if order.cancelled:
            document = shipping.cancel(document, now.warehouse)
            shipments = now.warehouse.shipments(document)
        else:
            shipments = shipping.ship(document, now.warehouse, catalogue)
        rest = stock.owed(document, shipments, catalogue)
        if not rest and shipments:
            shipping.report(order, shipments, shop=now.shop, store=now.settings.store)
        if not rest or (order.over and not document.open):
            now.state.done(order.id)
    if document.open:
        add_demands(now, rest)


def serve_other(now: Round, document: Document, catalogue: Catalogue) -> None:
    """Count what is owed on a document that no order of this round has, or cancel a surplus one."""
    if not withdraw(now, document):
        add_demands(now, stock.owed(document, now.warehouse.shipments(document), catalogue))


def withdraw(now: Round, document: Document) -> bool:
    """Cancel a second document of an order that has another; say whether it is cancelled.

    Nobody can keep a proxy from repeating a create: the surplus must be noticed afterwards.
    """
    order_id = document.number.removeprefix("R")
    known = now.state.document_of(int(order_id)) if order_id.isdecimal() else None
    if document.number != f"R{order_id}" or known in (None, document.id):
        return False
    with attempt(now, document.number):
        return not shipping.cancel(document, now.warehouse).open
    return False


def add_demands(now: Round, rest: Quantities) -> None:
    """Count what is owed of a document."""
    for sku, count in rest.items():
        add_demand(now, sku, count)


def add_demand(now: Round, sku: str | None, count: Fraction) -> None:
    """Count a quantity that is sold and still in the warehouse."""
    if sku is not None:
        now.demand[sku] = now.demand.get(sku, Fraction(0)) + count


@contextmanager
def attempt(now: Round, number: str) -> Iterator[None]:
    """Let one order fail without stopping the others."""
    try:
        yield
    except Left as left:
        log(now.settings, f"order {number} is left: {left}")
    except FAILURES as error:
        now.failures.append(f"order {number}: {error}")


def log(settings: Settings, line: str) -> None:
    """Write one line for the user, with the time that the round was given."""
    print(f"{settings.now.isoformat()} {line}", file=sys.stderr)
