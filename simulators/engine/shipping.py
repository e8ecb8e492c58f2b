"""Shipping what the warehouse has, and telling the shop once, when everything is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import wire
from .retailcrm import Order, RetailCRM, read_order
from .settings import ZONE
from .stock import Catalogue, Quantities, owed, takeable
from .wherefour import CANCELED, Document, Shipment, Wherefour


def ship(document: Document, warehouse: Wherefour, catalogue: Catalogue) -> list[Shipment]:
    """Ship what can be shipped of a document; return all its shipments so far."""
    shipments = warehouse.shipments(document)
    rest = owed(document, shipments, catalogue)
    if not (document.shippable and can_take(document, rest, warehouse, catalogue)):
        return shipments
    try:
        warehouse.auto_ship(document)
    except wire.Refused as refusal:
        # Somebody else was quicker and took the stock: the next round tries again.
        if refusal.status != 422:
            raise
    except wire.Unsettled:
        after = warehouse.shipments(document)
        if len(after) == len(shipments):
            raise
        return after
    return warehouse.shipments(document)


def cancel(document: Document, warehouse: Wherefour) -> Document:
    """Cancel a document unless something of it is out; return it as it is then."""
    if not document.open or warehouse.shipments(document):
        return document
    try:
        warehouse.cancel_order(document)
    except wire.Unsettled:
        after = warehouse.order(document.id)
        if after.open:
            raise
        return after
    return replace(document, status=CANCELED)


def can_take(
    document: Document, rest: Quantities, warehouse: Wherefour, catalogue: Catalogue
) -> bool:
    """Whether auto-ship would find anything: a round with nothing to ship writes nothing."""
    for line in document.lines:
        item = catalogue.by_id.get(line.item_id)
        if item is None or line.sku not in rest:
            continue
        if not item.tracked or takeable(item, warehouse.lots(item.id)) > 0:
            return True
    return False


def report(order: Order, shipments: Sequence[Shipment], *, shop: RetailCRM, store: str) -> None:
    """Tell the shop that everything is out, unless it knows or no longer wants to."""
    copy = shop.order(order.id)
    if copy is None or read_order(copy).over:
        return
    last = max(shipment.at for shipment in shipments)
    try:
        shop.report_shipped(order, store=store, date=last.astimezone(ZONE).date().isoformat())
    except wire.Unsettled:
        copy = shop.order(order.id)
        if copy is None or not read_order(copy).shipped:
            raise
