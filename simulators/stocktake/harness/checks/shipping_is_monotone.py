"""`shipping_is_monotone`: what was shipped stays shipped."""

from __future__ import annotations

from stocktake.harness.history import History
from stocktake.harness.violation import Violation, describe


def shipping_is_monotone(history: History) -> list[Violation]:
    """D4: no write of the engine turns a shipped order, or a part of one, back."""
    sent = {entry.seq: entry for entry in history.sent}
    back: dict[tuple[str, str], list[int]] = {}
    for line in history.ledger:
        if line.what == "shipment" and (line.delta or 0) < 0 and line.turn in sent:
            turns = back.setdefault((line.simulator, line.reference or ""), [])
            turns += [line.turn] if line.turn not in turns else []
    found = []
    for (simulator, reference), turns in back.items():
        story = (
            f"{describe(sent[turn] for turn in turns)} So order {reference}, which was shipped, "
            f"is not shipped any more at {simulator}."
        )
        found.append(
            Violation(check="shipping_is_monotone", duty="D4", journal=tuple(turns), story=story)
        )
    return found
