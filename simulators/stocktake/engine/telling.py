"""Telling an outlet of parcels: each once, in its words, and only what it does not know (D15)."""

from __future__ import annotations

from . import wire
from .context import Round, leave
from .follow import REFUSALS
from .order import Order
from .outlets import Channel
from .state import OpenOrder
from .warehouse import Document, Parcel


def tell(now: Round, channel: Channel, tracked: OpenOrder, document: Document) -> bool:
    """Tell of the document's parcels; return whether nothing is left to tell."""
    order, memory = tracked.order, now.state.memory
    parcels = due(now, channel, order, document)
    told = memory.told(order.id)
    if all(channel.spelled(parcel.number if parcel else "") in told for parcel in parcels):
        return bool(parcels) and document.shipped is not None
    known = channel.told(order)
    if known is None:  # it was cancelled a moment ago
        return False
    for parcel in parcels:
        number = channel.spelled(parcel.number if parcel else "")
        if number in known or (channel.whole and known) or (parcel is None and known):
            memory.remember_told(order.id, number)
        elif not told_of(now, channel, order, parcel, document):
            return False
    if document.shipped is None:
        return False
    now.state.told_elsewhere(order.id)
    return True


def due(now: Round, channel: Channel, order: Order, document: Document) -> list[Parcel | None]:
    """Return the parcels that an outlet is to know; None for what left without a number."""
    if channel.whole and document.shipped is None:
        return []
    packed, voided = {}, set[str]()
    if document.parcels and now.tool is not None and now.state.memory.exported(order.id):
        packed = {parcel.number: parcel.counts for parcel in now.tool.parcels(order)}
        voided = now.tool.voided() - packed.keys()
    parcels: list[Parcel | None] = [
        Parcel(number=each.number, carrier=each.carrier, counts=packed.get(each.number, {}))
        for each in document.parcels
        if each.number not in voided
    ]
    if document.shipped is None or parcels:
        return parcels[:1] if channel.whole else parcels
    if channel.needs_number:
        leave(now, order.number, f"it has left without a number, which {channel.name} wants")
        return []
    return [None]


def told_of(
    now: Round, channel: Channel, order: Order, parcel: Parcel | None, document: Document
) -> bool:
    """Tell of one parcel; a refusal is named, since a person must look at it."""
    number = channel.spelled(parcel.number if parcel else "")
    try:
        channel.report(order, parcel, serials_of(order, document))
    except wire.Refused as refusal:
        if refusal.status not in REFUSALS:
            raise
        leave(now, order.number, f"{channel.name} refuses the parcel {number}: {refusal}")
        return False
    except wire.OutcomeUnknown:
        known = channel.told(order)
        if not known or (parcel is not None and number not in known):
            raise
    now.state.memory.remember_told(order.id, number)
    return True


def serials_of(order: Order, document: Document) -> dict[str, str]:
    """Return the serial of the unit that leaves for each line of an order."""
    free: dict[str, list[str]] = {}
    for line in document.lines:
        free.setdefault(line.sku, []).extend(line.serials)
    found = {}
    for item in order.items:
        if item.count and free.get(item.sku or ""):
            found[item.id] = free[item.sku or ""].pop(0)
    return found
