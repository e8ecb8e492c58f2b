"""Shipping what is in stock, and telling the shop once, when everything is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import stock, wire
from .order import Order
from .retailcrm import RetailCRM, read_order
from .settings import ZONE
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
    """Cancel a document unless part of it is shipped; return it as it is then."""
    if not document.open or warehouse.shipments(document):
        return document
    try:
        warehouse.cancel(document)
    except wire.OutcomeUnknown:
        after = warehouse.read(document.id)
        if after.open:
            raise
        return after
    return replace(document, open=False, shippable=False)


def report(order: Order, shipments: Sequence[Shipment], *, shop: RetailCRM, store: str) -> None:
    """Tell the shop that everything is shipped, unless it knows or has cancelled."""
    copy = shop.order(order.id)
    if copy is None or read_order(copy).over:
        return
    last = max(shipment.at for shipment in shipments)
    try:
        shop.report_shipped(order, store=store, date=last.astimezone(ZONE).date().isoformat())
    except wire.OutcomeUnknown:
        copy = shop.order(order.id)
        if copy is None or not read_order(copy).shipped:
            raise
