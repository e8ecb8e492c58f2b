"""Work between two rounds: answer the shop's question for leftovers, report a shipped order."""

from __future__ import annotations

from collections.abc import Iterable

from . import context, numbers, stock, wire
from .context import Round, Side
from .documents import channel_of
from .rounds import add_owed, add_wanted, advance, read_orders
from .settings import Settings


def leftovers_now(settings: Settings, skus: Iterable[str]) -> dict[str, dict[str, int]]:
    """Compute leftovers by store from all systems as they are now, or raise one of FAILURES."""
    skus = list(skus)
    with context.opened(settings) as now:
        read_orders(now)
        if now.failures:
            raise wire.ReadFailed(now.failures[0])
        offers, answers = now.shop.offers(), {}
        for side in now.sides:
            count_demand(now, side)
            promise = numbers.promised(now, side, skus, numbers.shown_by(offers, side))
            counts = stock.leftovers(skus, promise.counts, side.warehouse.spread(side.demand))
            known = {sku: count for sku, count in counts.items() if sku not in promise.doubted}
            answers.update(dict.fromkeys(side.stores, known))
        return answers


def tell_shipped(settings: Settings, warehouse: str, document_id: int) -> None:
    """Read a document that is said to be shipped, and tell the shop if it is.

    The message itself proves nothing: anybody may send it, late or twice. Raises one of FAILURES
    when the document cannot be read; the next round then catches up.
    """
    with context.opened(settings) as now:
        side = next(side for side in now.sides if side.name == warehouse)
        for tracked in now.state.tracked():
            paper = now.state.paper(tracked.order.id, side.name)
            if paper is not None and paper.document == document_id:
                advance(now, side, tracked, side.warehouse.read(document_id))
        if now.failures:
            raise wire.ReadFailed(now.failures[0])


def count_demand(now: Round, side: Side) -> None:
    """Add up what open documents, and orders without one, still need."""
    side.warehouse.begin()
    documents = numbers.every_open_document(now, side)
    for document in documents:
        rest = stock.owed(document, side.warehouse.shipments(document))
        add_owed(side, document, rest)
    counted = {(document.channel, document.number) for document in documents}
    for tracked in now.state.tracked():
        order = tracked.order
        if order.over or not side.feeds(order) or (order.channel, order.number) in counted:
            continue
        has_one = now.state.paper(order.id, side.name)
        if has_one or side.warehouse.find(order.number, **channel_of(order)):
            continue
        add_wanted(side, tracked)
