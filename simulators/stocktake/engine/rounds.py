"""One round: register, read orders; then for each warehouse create documents, ship, push stock.

A failure of one order is recorded and the others go on; the round then counts as failed, and the
next one starts from what all systems hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from . import context, documents, follow, imports, labels, lock, numbers, shipping, stock, telling
from .context import FAILURES, Round, Side, attempt, noting
from .order import Change, OrderId, id_of, key_of, number_of, own_of
from .retailcrm import RetailCRM, read_change
from .settings import Settings
from .state import OpenOrder
from .warehouse import Document, Goods
from .whiplash import HOOKS, Whiplash


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
    try:
        with context.opened(settings) as now:
            with noting(now):
                if settings.has_shop:
                    register(now.shop)
                imports.read_listings(now)
                read_orders(now)
                with noting(now):
                    labels.watch(now)
                for side in now.sides:
                    with noting(now):
                        if settings.listens and isinstance(side.warehouse, Whiplash):
                            side.warehouse.listen(settings.listens + HOOKS)
                        serve_orders(now, side)
                        numbers.push(now, side)
            return Report(now.failures, any(http.wrote for http in now.clients))
    except lock.Held as error:
        return Report([str(error)], wrote=False)


def register(shop: RetailCRM) -> None:
    """Register as the shop's warehouse system if it has none or a switched-off one."""
    if not shop.module_is_active():
        shop.register_module()


# Reading orders


def read_orders(now: Round) -> None:
    """Read changed orders of all outlets; an unreadable one does not stop the rest."""
    if now.settings.has_shop:
        read_shop(now)
    imports.read_orders(now)


def read_shop(now: Round) -> None:
    """Read changed orders of the shop."""
    changes: list[Change] = []
    watermark = now.state.watermark()
    for record in now.shop.history(watermark):
        change = read_change(record, now.settings.zone)
        watermark = change.id
        changes.append(change)
    now.state.note_changes(changes, watermark=watermark)
    to_read = now.state.stale()
    now.unread.update(to_read)
    for order_id in to_read:
        with attempt(now, number_of(order_id, now.settings.reference)):
            now.state.keep(order_id, now.shop.order(order_id))
            now.unread.discard(order_id)
    for tracked in now.state.tracked():
        if tracked.order.id in now.unread or tracked.order.channel:
            continue
        with attempt(now, tracked.order.number):
            moved(now, tracked)


def moved(now: Round, tracked: OpenOrder) -> None:
    """Follow an order that was moved; one of another engine's store is ignored from now on."""
    try:
        follow.move(now, tracked)
    except FAILURES:
        now.unread.add(tracked.order.id)  # it must not get a second document
        raise
    fed = any(side.feeds(tracked.order) for side in now.sides)
    if not fed and tracked.order.id not in now.stays:
        now.state.done(tracked.order.id)


# Serving orders


def serve_orders(now: Round, side: Side) -> None:
    """Create documents, ship and report; add what is sold but not shipped to the demand."""
    side.warehouse.begin()
    shipping.watch(now, side)
    mine, made = orders_of(now, side), list[tuple[OpenOrder, Document]]()
    for tracked in mine:
        order = tracked.order
        known = order.id not in now.unread
        document = make_document(now, side, tracked) if known else None
        has_one = now.state.paper(order.id, side.name) is not None
        if document:
            made.append((tracked, document))
        elif not (order.over or (has_one and side.warehouse.sees_orders)):
            add_wanted(side, tracked)
    for tracked, document in made:
        advance(now, side, tracked, document)
    count_others(now, side, mine, {document.id for _, document in made})


def orders_of(now: Round, side: Side) -> list[OpenOrder]:
    """Return the orders that this warehouse serves; those that wait to be read are left out.

    What another warehouse goes on serving is still wanted of this one, which the shop says.
    """
    mine = []
    for tracked in now.state.tracked():
        order = tracked.order
        stays = now.stays.get(order.id)
        here = side.feeds(order)
        if stays == side.name or (here and stays is None):
            unread = order.id in now.unread
            if not (unread and now.state.paper(order.id, side.name)):
                mine.append(tracked)
        elif here and not order.over:
            add_wanted(side, tracked)
    return mine


def make_document(now: Round, side: Side, tracked: OpenOrder) -> Document | None:
    """Return the order's document as it is now; create it if it should exist and does not."""
    order = tracked.order
    with attempt(now, order.number):
        paper = now.state.paper(order.id, side.name)
        if paper is not None:
            document: Document | None = side.warehouse.read(paper.document)
            if document and document.off:  # its people may have made another one
                again = side.warehouse.find(order.number, **documents.channel_of(order))
                document = again or document
        else:
            document = documents.settle(order, side.warehouse)
        if document:
            now.state.remember_document(order.id, side.name, document.id)
        else:
            now.state.done(order.id)
        return document
    return None


def advance(now: Round, side: Side, tracked: OpenOrder, document: Document) -> None:
    """Bring a document in step with its order, ship what is in stock, report what is out."""
    house = side.warehouse
    rest = stock.owed(document, ())
    with attempt(now, tracked.order.number):
        if shipping.is_gone(tracked, document, house):
            tracked = take_back(now, tracked)
        order = tracked.order
        document = follow.bring_in_step(now, side, tracked, document)
        document = labels.serve(now, side, tracked, document)
        # If an order is cancelled after its first shipment, the rest is neither shipped nor sold.
        ship = house.shipments if order.cancelled else partial(shipping.ship, warehouse=house)
        shipments = ship(document)
        rest = stock.owed(document, shipments)
        if order.over:
            finished = not (rest and document.open)
        else:
            wanted = follow.wanted_of(now, side, tracked, document)
            finished = follow.is_out(wanted, stock.out(shipments))
            if order.channel:
                channel = side.channel(order)
                finished = telling.tell(now, channel, tracked, document) and finished
            elif finished:
                shipping.report(order, shipments, shop=now.shop, zone=now.settings.zone)
        if finished:
            units = sum((shipment.units for shipment in shipments), stock.NOTHING)
            now.state.remember_left(order.id, side.name, units)
            now.state.done(order.id)
    if document.open:
        add_owed(side, document, rest)


def take_back(now: Round, tracked: OpenOrder) -> OpenOrder:
    """Tell an outlet that an order is not shipped after all, or name it where no call does that."""
    order = tracked.order
    if order.channel:
        context.leave(now, order.number, f"{order.channel} has it as shipped, and it is not")
        return tracked
    shipping.take_back(order, now.shop)
    return replace(tracked, order=replace(order, shipped=False))


# Other documents


def count_others(now: Round, side: Side, mine: list[OpenOrder], served: set[int]) -> None:
    """Count what documents need that were not served in this round, of any origin."""
    counted = {tracked.order.number for tracked in mine} - {
        tracked.order.number
        for tracked in mine
        if (paper := now.state.paper(tracked.order.id, side.name)) and paper.document in served
    }
    for document in numbers.every_open_document(now, side):
        if document.id not in served and document.number not in counted:
            serve_other(now, side, document)


def serve_other(now: Round, side: Side, document: Document) -> None:
    """Count what a document without an order of this round needs; cancel a duplicate."""
    if not withdraw(now, side, document):
        rest = stock.owed(document, side.warehouse.shipments(document))
        add_owed(side, document, rest)


def withdraw(now: Round, side: Side, document: Document) -> bool:
    """Cancel a second document of an order; say whether it is cancelled.

    A proxy may repeat a create, so duplicates can only be found afterwards.
    """
    order_id = order_of(side, document, now.settings.reference)
    paper = None if order_id is None else now.state.paper(order_id, side.name)
    if paper is None or paper.document == document.id:
        return False
    with attempt(now, document.number):
        return not shipping.cancel(document, side.warehouse).open
    return False


def order_of(side: Side, document: Document, reference: str) -> OrderId | None:
    """Return the order that a document is for; None where its number is none of ours."""
    for channel in side.channels:
        if document.channel and document.channel == channel.title:
            own = own_of(document.number, channel.reference)
            return key_of(channel.name, own) if own else None
    return id_of(document.number, reference)


# What is sold and not yet counted


def add_wanted(side: Side, tracked: OpenOrder) -> None:
    """Add what an order without a document wants to the demand."""
    for sku, count in tracked.order.lines:
        add_demand(side, sku, count)


def add_owed(side: Side, document: Document, rest: Goods) -> None:
    """Add what a document still needs to the demand, unless the warehouse counts it itself."""
    for sku, count in side.warehouse.uncounted(document, rest).items():
        add_demand(side, sku, count)


def add_demand(side: Side, sku: str | None, count: Fraction) -> None:
    """Add a quantity that is sold and still in the warehouse to the demand."""
    if sku is not None:
        side.demand[sku] = side.demand.get(sku, Fraction(0)) + count
