"""Labels: orders go to the tool that buys them, parcels come back to the warehouse (duty D15)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from . import wire
from .carriers import Carrier
from .context import Round, Side, leave
from .order import Order
from .state import OpenOrder
from .warehouse import Document, Parcel, TakesParcels

BROUGHT_IN = "brought in by the tool itself"
"""Noted for an order that a connection of the tool has, too: it is not sent there again."""


def serve(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Document:
    """Export a document that wants labels, bring its parcels in; return it as it is then."""
    tool, order = now.tool, tracked.order
    if tool is None or not isinstance(side.warehouse, TakesParcels):
        return document
    known = now.state.memory.exported(order.id)
    if order.cancelled or document.off:
        if known is not None and not document.shipped:
            export(now, tool, order, known, cancelled=True)
        return document
    if document.open and document.labelled and not order.shipped:
        export(now, tool, order, known, cancelled=False)
        known = now.state.memory.exported(order.id)
    if known is None or order.shipped:
        return document
    return bring_in(now, side, tracked, document)


def watch(now: Round) -> None:
    """Name orders whose outlet was told of a label that was voided since: no call undoes that."""
    told = now.state.memory.told_of_labels() if now.tool is not None else []
    if not told or now.tool is None:
        return
    voided = now.tool.voided()
    for order_id, number in told:
        if number in voided:
            own = order_id.partition(":")[2]
            leave(now, own, f"its outlet knows the label {number}, which is voided")


def export(now: Round, tool: Carrier, order: Order, known: str | None, *, cancelled: bool) -> None:
    """Send an order once, and again when other goods are wanted of it; look before it is sent."""
    if known == BROUGHT_IN:
        return
    body = tool.body_of(order, cancelled=cancelled)
    text = json.dumps([body["orderStatus"], body["items"]])
    if known == text:
        return
    found = tool.find(order)
    if found and not tool.is_sent(order, found):
        now.state.memory.remember_exported(order.id, BROUGHT_IN)
        return
    if not (found and tool.agrees(found, body)) and not (cancelled and found is None):
        try:
            tool.send(body, found)
        except wire.OutcomeUnknown:
            found = tool.find(order)
            if not (found and tool.agrees(found, body)):
                raise
    now.state.memory.remember_exported(order.id, text)


def bring_in(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Document:
    """Tell the warehouse of parcels that it does not know; all of them together, once."""
    assert now.tool is not None, "called where there is a tool"
    found = now.tool.parcels(tracked.order)
    has = {parcel.number for parcel in document.parcels}
    new = [parcel for parcel in found if parcel.number not in has]
    if not new:
        return document
    # A label that was voided before anybody outside heard of it gives way to the next one.
    counts = has - now.tool.voided() or now.state.memory.told(tracked.order.id)
    if document.shipped and counts:
        numbers = ", ".join(parcel.number for parcel in new)
        leave(now, tracked.order.number, f"it has left, and there are labels besides: {numbers}")
        return document
    house = side.warehouse
    assert isinstance(house, TakesParcels), "asked before"
    try:
        house.add_parcels(document, new, all_out=is_whole(tracked.order, found))
    except wire.OutcomeUnknown:
        after = side.warehouse.read(document.id)
        if not {parcel.number for parcel in new} <= {parcel.number for parcel in after.parcels}:
            raise
    return side.warehouse.read(document.id)


def is_whole(order: Order, parcels: Sequence[Parcel]) -> bool:
    """Whether everything wanted is in parcels; one of which nobody knows what is in it is all."""
    if any(not parcel.counts for parcel in parcels):
        return True
    packed: dict[str, int] = {}
    for parcel in parcels:
        for line, count in parcel.counts.items():
            packed[line] = packed.get(line, 0) + count
    return all(packed.get(item.id, 0) >= item.count for item in order.items)
