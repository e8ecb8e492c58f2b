"""An order's later life: its document follows it (duty D17), or the order is named (D18).

What the shop wants and what a document asks for may differ for two reasons: somebody changed the
order, or the warehouse's people changed the document. The first is followed, the second is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from . import shipping, stock, wire
from .context import Round, Side, leave
from .order import Order
from .state import OpenOrder, Paper
from .stock import NOTHING
from .warehouse import Document, Goods, Warehouse

REFUSALS = frozenset({400, 404, 409, 422})
"""Answers that say: this cannot be done with this document."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an order wants: by good as a document has it, and as it was ordered, bundles whole."""

    parts: Goods
    ordered: Goods = field(default_factory=dict)


def bring_in_step(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Document:
    """Let a document follow its order; return it as it is then."""
    order = tracked.order
    if order.cancelled:
        return call_off(now, side, tracked, document)
    out = stock.out(side.warehouse.shipments(document))
    wanted = wanted_of(now, side, tracked, document)
    asked = out if document.off else stock.asked(document)
    if asked == target_of(wanted.parts, out) and not order.shipped:
        _agree(now, side, tracked, wanted)
        return document
    if order.shipped or (out and not document.off and not _falls_short(out, asked)):
        if out and _falls_short(out, wanted.parts):
            leave(now, order.number, "it was changed after everything had left")
        return document
    try:
        if document.off:
            return reopen(now, side, tracked, document)
        return edits(now, side, tracked, document, wanted)
    except wire.Refused as refusal:
        if refusal.status not in REFUSALS:
            raise
        leave(now, order.number, f"the warehouse refuses the change: {refusal}")
        return side.warehouse.read(document.id)


def call_off(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Document:
    """Call the document of a cancelled order off, unless a part of it has left (duty D5)."""
    now.state.call_off(tracked.order.id, side.name)
    try:
        return shipping.cancel(document, side.warehouse)
    except wire.Refused as refusal:
        if refusal.status not in REFUSALS:
            raise
        leave(now, tracked.order.number, f"the warehouse refuses to call it off: {refusal}")
        return document


def reopen(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Document:
    """Take a document up again that is called off, if the shop wants it again since then."""
    if not is_ours(now, side, tracked, document):
        leave(now, tracked.order.number, "the warehouse has called it off")
        return document
    try:
        side.warehouse.reopen(document)
    except wire.OutcomeUnknown:
        if side.warehouse.read(document.id).off:
            raise
    standing = side.warehouse.read(document.id)
    if standing.off:
        raise wire.ReadFailed(f"document {document.id} was taken up again and is not")
    return edits(now, side, tracked, standing, wanted_of(now, side, tracked, standing))


def edits(
    now: Round, side: Side, tracked: OpenOrder, document: Document, wanted: Wanted
) -> Document:
    """Change the lines of a document that stands to what its order wants by now."""
    out = stock.out(side.warehouse.shipments(document))
    asked, target, ordered = stock.asked(document), target_of(wanted.parts, out), wanted.ordered
    if _falls_short(asked, target) and not is_edited(now, side, tracked, document):
        leave(now, tracked.order.number, "the warehouse has called off a part of it")
        target = _lesser(asked, target)
        ordered = target
    if not target:  # a document cannot stay without a line
        return call_off(now, side, tracked, document)
    if target != asked:
        try:
            side.warehouse.change(document, target, ordered)
        except wire.OutcomeUnknown:
            if stock.asked(side.warehouse.read(document.id)) != target:
                raise
        document = side.warehouse.read(document.id)
    if stock.asked(document) == target_of(wanted.parts, out):
        _agree(now, side, tracked, wanted)
    return document


def is_ours(now: Round, side: Side, tracked: OpenOrder, document: Document) -> bool:
    """Whether a document was called off for the shop's sake, and the shop wants it again.

    Either this engine did it, and remembers; or the shop has changed its mind after it was done.
    """
    paper = now.state.paper(tracked.order.id, side.name)
    if paper is not None and paper.ours:
        return True
    return tracked.changed_at is not None and tracked.changed_at > document.changed_at


def is_edited(now: Round, side: Side, tracked: OpenOrder, document: Document) -> bool:
    """Whether the shop has changed an order since its document was equal to it.

    Without memory the times tell: of the shop's last change, and the document's.
    """
    paper = now.state.paper(tracked.order.id, side.name)
    if paper is not None and (paper.agreed is not None or paper.ours):
        return paper.ours or paper.agreed != tracked.version
    return tracked.changed_at is not None and tracked.changed_at > document.changed_at


def wanted_of(now: Round, side: Side, tracked: OpenOrder, document: Document) -> Wanted:
    """Return what an order wants, by good.

    A good is known by its id: while an order stays as it is, so does what it wants, whatever the
    goods are called by now (duty D21). Names are read only of an order that has changed.
    """
    paper = now.state.paper(tracked.order.id, side.name)
    known = paper.wanted if paper is not None and paper.agreed == tracked.version else None
    if known is not None and min(known, default=0) >= 0:  # below 0 it waits to be connected
        return Wanted(known, known)
    wishes = tracked.order.wanted()
    if tracked.order.imports_unknown:  # also lines without an SKU
        wishes = {sku or "": count for sku, count in wishes.items()}
    ordered = read_wanted(wishes, document, side.warehouse)
    parts: Goods = {}
    for good, count in ordered.items():
        for part, needed in side.warehouse.parts(good).items():
            parts[part] = parts.get(part, NOTHING) + needed * count
    return Wanted(parts, ordered)


def read_wanted(
    wanted: Mapping[str | None, Fraction], document: Document, warehouse: Warehouse
) -> Goods:
    """Translate SKUs to goods: first by the names that a document knows, then by today's."""
    made_as: dict[str | None, int] = {
        line.sku: line.good
        for line in document.lines
        if (line.sku or line.good < 0) and not line.extra
    }
    found = made_as
    if wanted.keys() != made_as.keys():
        now_called = {line.now: line.good for line in document.lines if line.now}
        found = {sku: now_called[sku] for sku in wanted if sku in now_called}
        for sku in wanted.keys() - found.keys():
            if sku in made_as and made_as[sku] not in found.values():
                found[sku] = made_as[sku]
    sums: Goods = {}
    for sku, count in wanted.items():
        good = found[sku] if sku in found else warehouse.good(sku)
        sums[good] = sums.get(good, NOTHING) + count
    return sums


def is_out(wanted: Wanted, out: Goods) -> bool:
    """Whether everything that an order wants has left, and something has."""
    return bool(out) and not _falls_short(out, wanted.parts)


def target_of(wanted: Goods, out: Goods) -> Goods:
    """Return what a document should ask for: what is wanted, but not less than what is out."""
    goods = {good: max(wanted.get(good, NOTHING), out.get(good, NOTHING)) for good in wanted | out}
    return {good: count for good, count in goods.items() if count}


def move(now: Round, tracked: OpenOrder) -> None:
    """Call off what an order has at warehouses from which it was moved away.

    Where a part has left already, the document stays: the order is served there, and named.
    """
    order = tracked.order
    for side in now.sides:
        paper = now.state.paper(order.id, side.name)
        if side.feeds(order) or not (paper or set(side.stores) & set(tracked.places)):
            continue
        document = standing_there(side.warehouse, order, paper)
        if document is None or document.off:
            continue
        if not paper:
            now.state.remember_document(order.id, side.name, document.id)
        if not side.warehouse.shipments(document):
            document = call_off(now, side, tracked, document)
        if not document.off:
            leave(now, order.number, f"it was moved, and {side.name} keeps its document")
            now.stays[order.id] = side.name


def standing_there(warehouse: Warehouse, order: Order, paper: Paper | None) -> Document | None:
    """Return a document at a warehouse that its order has left."""
    if paper is None:
        return warehouse.find(order.number)
    return warehouse.read(paper.document)


def _agree(now: Round, side: Side, tracked: OpenOrder, wanted: Wanted) -> None:
    order_id, version = tracked.order.id, tracked.version
    now.state.agree(order_id, side.name, version=version, wanted=wanted.parts)


def _falls_short(has: Goods, needs: Goods) -> bool:
    return any(has.get(good, NOTHING) < count for good, count in needs.items())


def _lesser(one: Goods, other: Goods) -> Goods:
    both = {good: min(count, other.get(good, NOTHING)) for good, count in one.items()}
    return {good: count for good, count in both.items() if count}
