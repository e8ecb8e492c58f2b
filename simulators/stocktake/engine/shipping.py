"""Shipping what is in stock, and telling the shop: once, when everything is out (D4, D20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from . import stock, wire
from .context import Round, Side
from .order import Order
from .retailcrm import RetailCRM, read_order
from .state import OpenOrder
from .warehouse import Document, Shipment, Warehouse


def ship(document: Document, warehouse: Warehouse) -> list[Shipment]:
    """Ship what can be shipped of a document; return all its shipments so far."""
    shipments = warehouse.shipments(document)
    rest = stock.owed(document, shipments)
    if not (rest and warehouse.can_ship(document, rest)):
        return shipments
    try:
        warehouse.ship(document)
    except wire.Refused as refusal:
        # Somebody else took the stock first: the next round tries again.
        if refusal.status != 422:
            raise
    except wire.OutcomeUnknown:
        after = warehouse.shipments(document)
        if len(after) == len(shipments):
            raise
        return after
    return warehouse.shipments(document)


def cancel(document: Document, warehouse: Warehouse) -> Document:
    """Call a document off unless part of it is shipped; return it as it is then."""
    if not document.open or warehouse.shipments(document):
        return document
    try:
        warehouse.cancel(document)
    except wire.OutcomeUnknown:
        after = warehouse.read(document.id)
        if after.open:
            raise
        return after
    return replace(document, open=False, off=True, shippable=False)


def report(order: Order, shipments: Sequence[Shipment], *, shop: RetailCRM, zone: ZoneInfo) -> None:
    """Tell the shop that everything is shipped, unless it knows, has cancelled or moved it."""
    copy = shop.order(order.id)
    if copy is None or read_order(copy).over or read_order(copy).store != order.store:
        return
    last = max(shipment.at for shipment in shipments)
    date = last.astimezone(zone).date().isoformat()
    try:
        shop.report_shipped(order, store=order.store or "", date=date)
    except wire.OutcomeUnknown:
        copy = shop.order(order.id)
        if copy is None or not read_order(copy).shipped:
            raise


def watch(now: Round, side: Side) -> None:
    """Look at the shipments that the shop was told of; serve an order again whose has changed."""
    told = now.state.told_and_done(side.name)
    left = side.warehouse.left() if told else {}
    for order_id, document, units in told:
        if left.get(document) != units:
            now.state.wake(order_id)


def is_gone(tracked: OpenOrder, document: Document, warehouse: Warehouse) -> bool:
    """Whether the shipment that this engine told the shop of is no longer there (duty D20).

    It was told when all of the document was out, and now a part of the document is not.
    """
    if not (tracked.told and tracked.order.shipped):
        return False
    return bool(stock.owed(document, warehouse.shipments(document)))


def take_back(order: Order, shop: RetailCRM) -> None:
    """Tell the shop that an order is not shipped after all, unless it knows."""
    copy = shop.order(order.id)
    if copy is None or not read_order(copy).shipped:
        return
    try:
        shop.report_not_shipped(order)
    except wire.OutcomeUnknown:
        copy = shop.order(order.id)
        if copy is None or read_order(copy).shipped:
            raise
