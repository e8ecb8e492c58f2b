"""`follows_the_order`: a document asks for what its order wants, whatever happens to the order."""

from __future__ import annotations

from collections import Counter

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import Entry, History
from stocktake.harness.orders import Document, Order
from stocktake.harness.output import named_since
from stocktake.harness.route import Route
from stocktake.harness.violation import Violation, describe, joined, naming, units

CHECK = "follows_the_order"


def follows_the_order(history: History) -> list[Violation]:
    """D17: at rest a living order's document asks for what it wants, at its own warehouse only.

    That is the larger of wanted and out, for each good. Where the warehouse refuses the change, or
    everything is out, the order is named instead.
    """
    facts, end = facts_of(history), history.final.after
    found = []
    for route in history.scenario.topology.routes:
        for order in facts.orders_of(route, end):
            if order.lives(end) and not _is_left(facts, route, order, end):
                found += _behind(facts, route, order, end)
                found += _elsewhere(facts, route, order, end)
    return list({violation.story: violation for violation in found}.values())


def _is_left(facts: Facts, route: Route, order: Order, end: int) -> bool:
    """Whether an order cannot be made (D3), or people called its document off (D18).

    Or it was moved here after a part had left another warehouse.
    """
    if facts.holder(order, end) != route.warehouse:
        return True
    wanted = facts.wanted(route.warehouse, order, end)
    unknown = any(good.startswith("?") for good in wanted)
    return unknown or facts.called_off(route.warehouse, order.reference, end) is not None


def _behind(facts: Facts, route: Route, order: Order, end: int) -> list[Violation]:
    warehouse, reference = route.warehouse, order.reference
    if not facts.documents_of(warehouse, reference):
        return []  # each_order_once tells it
    asked = facts.asked(warehouse, reference).at(end)
    if route.outlet_role.imports_unknown and asked[""]:
        return []  # lines of a SKU that was unknown: they count once people connect them (D14)
    wanted, out = facts.wanted(warehouse, order, end), facts.out(warehouse, reference).at(end)
    if route.outlet_role.imports_unknown:
        asked -= (asked - (wanted | out)) & _entered_by_people(facts, warehouse, order, end)
    if asked == wanted | out or _excused(facts, route, order, warehouse, wanted=wanted):
        return []
    parts = _differences(facts, warehouse, asked, wanted | out, end)
    changed = _last_change(order)
    story = (
        f"{_what_happened(order, changed)}, and at the end {warehouse} has other quantities for "
        f"it: {joined(parts)} {_told(facts.history, warehouse, reference, after=changed)}"
    )
    return [_violation(story, order, changed, facts, warehouse)]


def _entered_by_people(facts: Facts, warehouse: str, order: Order, end: int) -> Counter[str]:
    """Return what people added to an order's document: a unit on a second line of it is theirs.

    Connecting a line of a SKU that was unknown adds nothing.
    """
    asked, total = facts.asked(warehouse, order.reference), Counter[str]()
    for turn in asked.turns(after=order.placed, upto=end):
        before, after = asked.at(turn - 1), asked.at(turn)
        added = after - before
        if turn not in facts.sent and added.total() > (before - after)[""]:
            total += added
    return total


def _elsewhere(facts: Facts, route: Route, order: Order, end: int) -> list[Violation]:
    """Find documents that stand at a warehouse which the order does not go to any more."""
    found = []
    for (warehouse, reference), documents in facts.documents.items():
        if warehouse == route.warehouse or reference != order.reference or not order.moved:
            continue
        standing = [d for d in documents if d.stands(end) and not d.out.at(end)]
        if not standing or _excused(facts, route, order, warehouse):
            continue
        ids = ", ".join(document.id for document in standing)
        story = (
            f"At {order.moved[-1]} order {reference} was moved to {route.place}, which "
            f"{route.warehouse} feeds, and nothing of it had left. {warehouse} still holds its "
            f"goods for it (document {ids}). "
            f"{_told(facts.history, warehouse, reference, after=order.moved[-1])}"
        )
        found.append(_violation(story, order, order.moved[-1], facts, warehouse))
    return found


def _excused(
    facts: Facts,
    route: Route,
    order: Order,
    warehouse: str,
    *,
    wanted: Counter[str] | None = None,
) -> bool:
    """Whether the change cannot be made, and the order was named after it."""
    changed = _last_change(order)
    all_out = bool(wanted) and _was_all_out(facts, warehouse, order, changed)
    refused = any(entry.seq > changed for entry in _refusals(facts, warehouse, order.reference))
    return (all_out or refused) and named_since(
        facts.history, route.outlet_role, order.reference, turn=changed
    )


def _was_all_out(facts: Facts, warehouse: str, order: Order, changed: int) -> bool:
    """Whether everything had left before the engine could follow a change of its order.

    The first round that could know had its chance, unless people shipped all while it ran.
    """
    asked, out = facts.asked(warehouse, order.reference), facts.out(warehouse, order.reference)
    end = facts.history.final.after
    knew = next((s.round for s in facts.informed if s.round.first >= changed), None)
    moments = [end] if knew is None else [knew.first]
    if knew and not facts.sent.intersection(out.turns(after=knew.first, upto=knew.last)):
        moments.append(knew.last)
    return any(out.at(turn) and out.at(turn) == asked.at(turn) for turn in moments)


def _refusals(facts: Facts, warehouse: str, reference: str) -> list[Entry]:
    """Return the engine's writes to an order's documents that the warehouse refused."""
    documents = facts.documents_of(warehouse, reference)
    known = naming(facts.history, warehouse, reference)
    return [
        entry
        for entry in facts.history.where(simulator=warehouse)
        if entry.is_write
        and 400 <= (entry.status or 0) < 500
        and (entry in known or _is_about(entry, documents) or _is_about_a_line(facts, entry))
    ]


def _is_about(entry: Entry, documents: tuple[Document, ...]) -> bool:
    parts = (entry.path or "").split("/")
    return any(document.id in parts for document in documents)


def _is_about_a_line(facts: Facts, entry: Entry) -> bool:
    """Whether a write is to a line by its own id, so that its path tells no document."""
    topology, warehouse = facts.history.scenario.topology, entry.simulator or ""
    kind = topology.writes.get((warehouse, entry.operation or ""))
    paths = topology.warehouses[warehouse].document_paths
    lists = [path.partition("{id}")[0] for path in paths]
    return kind == "documents" and not any(each in f"{entry.path}/" for each in lists)


def _last_change(order: Order) -> int:
    return max((*order.edited, *order.reopened, *order.moved, order.placed))


def _what_happened(order: Order, turn: int) -> str:
    what = "was moved" if turn in order.moved else "was edited"
    what = "was taken up again" if turn in order.reopened else what
    what = "was placed" if turn == order.placed else what
    return f"At {turn} order {order.reference} {what}" if turn >= 0 else f"Order {order.reference}"


def _differences(
    facts: Facts, warehouse: str, asked: Counter[str], right: Counter[str], end: int
) -> list[str]:
    wrong = sorted(good for good in asked | right if asked[good] != right[good])
    return [
        f"{units(asked[good])} of {facts.label(warehouse, good, end)} instead of "
        f"{units(right[good])}."
        for good in wrong
    ]


def _told(history: History, warehouse: str, reference: str, *, after: int) -> str:
    documents = facts_of(history).documents_of(warehouse, reference)
    writes = [
        entry
        for entry in history.where(simulator=warehouse)
        if entry.is_write and entry.seq > after and _is_about(entry, documents)
    ]
    return describe(writes[:3]) or f"The engine never asked {warehouse} to change it."


def _violation(story: str, order: Order, changed: int, facts: Facts, warehouse: str) -> Violation:
    turns = facts.asked(warehouse, order.reference).turns(after=changed)
    journal = tuple(sorted({turn for turn in (changed, *turns[-2:]) if turn >= 0}))
    return Violation(
        check=CHECK,
        duty="D17",
        journal=journal,
        what="it does not follow an order that changes",
        story=story.strip(),
    )
