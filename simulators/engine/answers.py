"""What the shop is told when it asks between two rounds; nothing is written for it."""

from __future__ import annotations

from collections.abc import Iterable

from . import stock, wire
from .rounds import Round, add_demand, add_demands, opened, read_orders
from .settings import Settings


def leftovers_now(settings: Settings, skus: Iterable[str]) -> dict[str, int]:
    """Compute leftovers from both systems as they are; one of FAILURES when that cannot be done."""
    with opened(settings) as now:
        read_orders(now)
        if now.failures:
            raise wire.Unwell(now.failures[0])
        count_demand(now)
        return stock.leftovers(skus, now.demand, now.warehouse)


def count_demand(now: Round) -> None:
    """Count what is owed on open documents, and on orders that have none yet."""
    catalogue = stock.catalogue_of(now.warehouse.items())
    documents = now.warehouse.open_orders()
    for document in documents:
        add_demands(now, stock.owed(document, now.warehouse.shipments(document), catalogue))
    numbers = {document.number for document in documents}
    for tracked in now.state.tracked():
        order = tracked.order
        served = tracked.document_id is not None or order.number in numbers or order.over
        if served or order.store != now.settings.store or now.warehouse.find_order(order.number):
            continue
        for sku, count in order.lines:
            add_demand(now, sku, count)
