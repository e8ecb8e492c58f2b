"""Work between two rounds: answer the shop's question for leftovers, report a shipped order."""

from __future__ import annotations

from collections.abc import Iterable

from . import stock, wire
from .rounds import Round, Route, add_demand, add_owed, advance, opened, read_orders
from .settings import Settings


def leftovers_now(settings: Settings, skus: Iterable[str]) -> dict[str, dict[str, int]]:
    """Compute leftovers by store from all systems as they are now, or raise one of FAILURES."""
    skus = list(skus)
    with opened(settings) as now:
        read_orders(now)
        if now.failures:
            raise wire.ReadFailed(now.failures[0])
        numbers = {}
        for side in now.sides:
            count_demand(now, side)
            numbers[side.store] = stock.leftovers(skus, side.demand, side.warehouse)
        return numbers


def tell_shipped(settings: Settings, warehouse: str, document_id: int) -> None:
    """Read a document that is said to be shipped, and tell the shop if it is.

    The message itself proves nothing: anybody may send it, late or twice. Raises one of FAILURES
    when the document cannot be read; the next round then catches up.
    """
    with opened(settings) as now:
        sides = zip(settings.links, now.sides, strict=True)
        (side,) = (side for link, side in sides if link.warehouse == warehouse)
        for tracked in now.state.tracked():
            if (tracked.document_id, tracked.order.store) == (document_id, side.store):
                advance(now, side, tracked.order, side.warehouse.read(document_id))
        if now.failures:
            raise wire.ReadFailed(now.failures[0])


def count_demand(now: Round, side: Route) -> None:
    """Add up what open documents, and orders without one, still need."""
    side.warehouse.begin()
    documents = side.warehouse.open_documents()
    for document in documents:
        add_owed(side, stock.owed(document, side.warehouse.shipments(document)))
    numbers = {document.number for document in documents}
    for tracked in now.state.tracked():
        order = tracked.order
        served = tracked.document_id is not None or order.number in numbers or order.over
        if served or order.store != side.store or side.warehouse.find(order.number):
            continue
        for sku, count in order.lines:
            add_demand(side, sku, count)
