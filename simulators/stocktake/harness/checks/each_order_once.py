"""`each_order_once`: an order of the shop is one document in its warehouse, not two, not none."""

from __future__ import annotations

from collections import Counter

from stocktake.harness.bundles import expanded
from stocktake.harness.facts import Facts
from stocktake.harness.history import History, StepHistory
from stocktake.harness.oracle import Expected, in_order, orders_by_warehouse
from stocktake.harness.orders import (
    BEFORE,
    NAMELESS,
    Document,
    Order,
    missing,
    surplus,
)
from stocktake.harness.payments import paid_at
from stocktake.harness.rounds import InformedRound, informed_rounds
from stocktake.harness.violation import (
    Violation,
    describe,
    describe_faults,
    faulted,
    joined,
    naming,
    units,
    without_echoes,
)

CHECK = "each_order_once"
ROUNDS_TO_MEND = 2
"""How many completed rounds an engine has to call off what a proxy repeated."""


def each_order_once(history: History) -> list[Violation]:
    """D2, D3, D7: a living order has one document in its warehouse, with what the order wanted.

    It was made with what the order wanted in that round; `follows_the_order` judges what comes
    later. D18: what the warehouse's people have called off is not made again.
    """
    found = []
    for expected, order in orders_by_warehouse(history):
        documents = expected.facts.documents_of(expected.warehouse, order.reference)
        twice = _made_twice(expected, order, documents)
        found += twice or _forgotten(expected, order) or _made_otherwise(expected, order)
        found += _made_again(expected, order)
    known = {violation.story for violation in found}
    return found or [v for v in _late(history) if v.story not in known]


# Two


def _made_twice(
    expected: Expected, order: Order, documents: tuple[Document, ...]
) -> list[Violation]:
    facts = expected.facts
    both = [turn for turn in _turns(documents) if _standing(documents, turn) > 1]
    # People may take up again what the engine has replaced meanwhile.
    both = both if facts.sent.intersection(both[:1]) else []
    if not both or _mended(facts, documents, since=both[0]):
        return []
    entries = naming(expected.history, expected.warehouse, order.reference)
    writes = [entry for entry in entries if entry.is_write]
    creates = [
        entry for entry in without_echoes(facts.history.sent) if entry.seq in _made(documents)
    ]
    between = ""
    if len(creates) > 1:
        looked = [e for e in entries if not e.is_write and creates[0].seq < e.seq < creates[-1].seq]
        between = f" Between them it never looked whether {order.reference} was there."
        between = "" if looked else between
    ids = in_order(d.id for d in documents if d.stands(expected.snapshot.after))
    if len(ids) > 1:
        end = f"{expected.warehouse} now holds order {order.reference} {len(ids)} times "
        end += f"(ids {', '.join(ids)}), and would ship it as often."
    else:
        end = f"From {both[0]} on it stood {_standing(documents, both[0])} times at "
        end += f"{expected.warehouse}; meanwhile anybody could ship each."
    story = f"{describe(writes or creates)}{between} {end}"
    seqs = tuple(entry.seq for entry in writes or creates) or (both[0],)
    return [
        Violation(
            check=CHECK, duty="D3, D7", journal=seqs, what="it makes an order twice", story=story
        )
    ]


def _turns(documents: tuple[Document, ...]) -> list[int]:
    return sorted({turn for d in documents for turn in d.asked.turns(after=BEFORE)})


def _standing(documents: tuple[Document, ...], turn: int) -> int:
    return sum(document.stands(turn) for document in documents)


def _made(documents: tuple[Document, ...]) -> set[int]:
    """Return the turns in which documents began to ask for anything."""
    return {turn for d in documents for turn in d.asked.turns(after=BEFORE)[:1]}


def _mended(facts: Facts, documents: tuple[Document, ...], *, since: int) -> bool:
    """Whether a proxy repeated the create, and the surplus was called off within two rounds."""
    sent = [entry for entry in facts.history.sent if entry.seq in _made(documents)]
    if len(sent) < 2 or len(without_echoes(sent)) == len(sent):
        return False
    completed = [s.round for s in facts.history.all_steps if s.round.completed]
    in_time = [each for each in completed if each.last > since][:ROUNDS_TO_MEND]
    return any(_standing(documents, each.last) <= 1 for each in in_time)


# None


def _forgotten(expected: Expected, order: Order) -> list[Violation]:
    end = expected.snapshot.after
    rows = expected.outlet_orders.get(order.reference, [])
    paid = paid_at(expected.history, order.reference)
    changed = max(order.lines_turns[-1], BEFORE if paid is None else paid)
    known = expected.facts.could_know(changed, by=end)
    if (
        not order.lives(end)
        or not rows
        or not known
        or expected.facts.holder(order, end) != expected.warehouse
        or not expected.can_be_made(rows)
        or expected.facts.documents_of(expected.warehouse, order.reference)
    ):
        return []
    return [_missing(expected, order)]


def _missing(expected: Expected, order: Order, *, claim: str = "") -> Violation:
    reference, warehouse = order.reference, expected.warehouse
    other = _under_another_number(expected, order)
    entries = [e for e in naming(expected.history, warehouse, reference) if e.is_write]
    tries = describe(entries) or f"The engine never asked {warehouse} to make it."
    placed = max(order.placed, 0)
    faults = faulted(expected.history, after=placed, upto=expected.snapshot.after)
    story = f"{claim}Order {reference} was placed, and {warehouse} does not have it. {tries}"
    story += "" if entries else describe_faults(faults)
    seqs = (placed, *(entry.seq for entry in entries or faults))
    return Violation(
        check=CHECK,
        duty="D3, D7",
        journal=seqs,
        what="it does not make an order",
        story=f"{other}{story}",
    )


def _under_another_number(expected: Expected, order: Order) -> str:
    """Say which document that the engine made carries an order's goods under another number."""
    parts = expected.facts.parts(expected.warehouse)
    wanted = expected.facts.wanted(expected.warehouse, order, expected.snapshot.after)
    sums: dict[tuple[str, str], Counter[str]] = {}
    for line in expected.history.ledger:
        if (line.simulator, line.what) == (expected.warehouse, "demand") and (
            line.turn in expected.facts.sent and line.turn > order.placed
        ):
            key = (line.document or "", line.reference or "")
            sums.setdefault(key, Counter())[line.good or line.sku or ""] += line.delta or 0
    for (document, number), goods in sums.items():
        if expanded(+goods, parts) == wanted and not expected.is_reference(number):
            return (
                f"Document {document} carries the lines of order {order.reference} under the "
                f"number {number!r}. "
            )
    return ""


def _late(history: History) -> list[Violation]:
    """Find orders that a completed round left without a document, although it was made later."""
    found: dict[str, Violation] = {}
    for each in informed_rounds(history):
        if not each.met_errors:  # else claims_hold tells it
            # A channel's order is imported, whatever its SKUs are: naming it is not enough (D14).
            imported = each.after.route.outlet_role.imports_unknown
            for order in each.waiting(even_named=imported):
                found.setdefault(order.reference, _missing_after(each, order))
    return list(found.values())


def _missing_after(each: InformedRound, order: Order) -> Violation:
    claim = f"Round {each.first + 1} to {each.last} called itself complete. "
    return _missing(each.after, order, claim=claim)


# Others


def _made_otherwise(expected: Expected, order: Order) -> list[Violation]:
    """Find documents made with other sums than the order had in that round."""
    for document in expected.facts.documents_of(expected.warehouse, order.reference):
        turns = document.asked.turns(after=BEFORE)
        step = _round_of(expected.history, turns[0]) if turns else None
        if step is None or turns[0] not in expected.facts.sent or not step.round.completed:
            continue
        wrong = _other_sums(expected, order, document, step)
        if wrong:
            return [wrong]
    return []


def _other_sums(
    expected: Expected, order: Order, document: Document, step: StepHistory
) -> Violation | None:
    facts, first, last = expected.facts, step.round.first, step.round.last
    asked = expanded(document.asked.at(last), facts.parts(expected.warehouse))
    # An answer that misled may have told how the order was at any time before.
    since = order.placed if facts.was_misled(step) else max(first, order.placed)
    moments = {since, *(turn for turn in order.lines_turns if since < turn <= last)}
    wanted = [facts.wanted(expected.warehouse, order, turn) for turn in sorted(moments)]
    others = any(turn not in facts.sent for turn in document.asked.turns(after=first, upto=last))
    if expected.route.outlet_role.imports_unknown:
        wanted = [
            _unknown_together(goods) for goods in wanted
        ]  # lines of unknown SKUs are too (D14)
    if others or not asked or asked in wanted or _has_unknown(wanted):
        return None  # of an order with an unknown line, poison_does_not_block judges the rest
    if any(_lost_its_name(expected, order, asked, goods, upto=last) for goods in wanted):
        return None
    right = wanted[-1]
    parts = [
        f"{units(asked[good])} of {expected.facts.label(expected.warehouse, good, last)} instead "
        f"of {units(right[good])}."
        for good in sorted(asked | right)
        if asked[good] != right[good]
    ]
    entries = [e for e in expected.history.sent if e.seq in document.asked.turns(upto=last)]
    story = (
        f"{expected.warehouse} has order {order.reference} with other quantities than the shopper "
        f"ordered: {joined(parts)}"
    )
    seqs = tuple(entry.seq for entry in entries)
    return Violation(
        check=CHECK,
        duty="D2, D3",
        journal=seqs,
        what="it makes an order with other lines than were ordered",
        story=story,
    )


def _lost_its_name(
    expected: Expected, order: Order, asked: Counter[str], wanted: Counter[str], *, upto: int
) -> bool:
    """Whether goods got another SKU after they were ordered, so that a document has none for them.

    A channel's order is imported all the same: its line is of an unknown SKU by then (D14, D21).
    """
    facts = expected.facts
    if not asked[NAMELESS] or missing(wanted, asked) or surplus(asked, wanted):
        return False
    named = [facts.named_since(expected.warehouse, good, upto) for good in wanted - asked]
    return all(order.placed < since <= upto for since in named)


def _unknown_together(goods: Counter[str]) -> Counter[str]:
    """Return goods with all unknown ones as one, as a document has their lines."""
    total: Counter[str] = Counter()
    for good, count in goods.items():
        total["" if good.startswith("?") else good] += count
    return total


def _has_unknown(several: list[Counter[str]]) -> bool:
    return any(good.startswith("?") for goods in several for good in goods)


def _round_of(history: History, turn: int) -> StepHistory | None:
    steps = history.all_steps
    return next((s for s in steps if s.round.first < turn <= s.round.last), None)


def _made_again(expected: Expected, order: Order) -> list[Violation]:
    """Find what the engine asks for again that the warehouse's people have called off (D18)."""
    facts, warehouse = expected.facts, expected.warehouse
    asked = facts.asked(warehouse, order.reference)
    for turn in asked.turns(after=BEFORE):
        off = facts.called_off(warehouse, order.reference, turn)
        if off is None or not facts.could_know_itself(off, acting=turn) or not order.lives(turn):
            continue
        changed = [each for each in order.lines_turns if each <= turn][-1]
        # Of an older change the engine knew before; a newer one it follows.
        known = changed < off and facts.could_know(changed, by=off)
        more = asked.at(turn) - asked.peak(since=off, upto=turn - 1)
        if turn in facts.sent and known and more:
            parts = [
                f"{units(count)} of {facts.label(warehouse, good, turn)}."
                for good, count in sorted(more.items())
            ]
            story = (
                f"At {off} the people of {warehouse} called off what they held for order "
                f"{order.reference}, or a part of it. "
                f"{describe(e for e in facts.history.sent if e.seq == turn)} So the engine asked "
                f"for it again, and nobody had taken the order up again: {joined(parts)}"
            )
            return [
                Violation(
                    check=CHECK,
                    duty="D18",
                    journal=(off, turn),
                    what="it makes an order again that the warehouse called off",
                    story=story,
                )
            ]
    return []
