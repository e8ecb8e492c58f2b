"""`shipping_is_monotone`: what was shipped stays shipped, as long as the shipment is there."""

from __future__ import annotations

from stocktake.harness.facts import Facts, facts_of
from stocktake.harness.history import History, LedgerLine
from stocktake.harness.violation import Violation, describe


def shipping_is_monotone(history: History) -> list[Violation]:
    """D4, D20: no write of the engine turns a shipped order back whose shipment is still there."""
    facts = facts_of(history)
    sent = {entry.seq: entry for entry in history.sent}
    back: dict[tuple[str, str], list[int]] = {}
    for line in history.ledger:
        if line.what == "shipment" and (line.delta or 0) < 0 and line.turn in sent:
            if _was_taken_back(facts, line):
                continue
            turns = back.setdefault((line.simulator, line.reference or ""), [])
            turns += [line.turn] if line.turn not in turns else []
    found = []
    for (simulator, reference), turns in back.items():
        story = (
            f"{describe(sent[turn] for turn in turns)} So order {reference}, which was shipped, "
            f"is not shipped any more at {simulator}."
        )
        found.append(
            Violation(
                check="shipping_is_monotone",
                duty="D4, D20",
                journal=tuple(turns),
                what="it turns a shipped order back",
                story=story,
            )
        )
    return found


def _was_taken_back(facts: Facts, line: LedgerLine) -> bool:
    """Whether an outlet is told so after the warehouse itself took the shipment back."""
    warehouses = facts.history.scenario.topology.warehouses
    if line.simulator in warehouses:
        return False
    return any(
        line.turn > other.turn and other.turn not in facts.sent
        for other in facts.history.ledger
        if other.what == "shipment"
        and other.simulator in warehouses
        and other.reference == line.reference
        and (other.delta or 0) < 0
        and not _is_out_again(facts, other, upto=line.turn)
    )


def _is_out_again(facts: Facts, back: LedgerLine, *, upto: int) -> bool:
    out = facts.out(back.simulator, back.reference or "")
    return not out.at(back.turn - 1) - out.at(upto)
