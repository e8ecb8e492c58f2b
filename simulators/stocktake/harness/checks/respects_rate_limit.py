"""`respects_rate_limit`: a client that is refused for its rate waits."""

from __future__ import annotations

from stocktake.harness.history import Entry, History
from stocktake.harness.violation import Violation

TOO_MANY = 429
_A_WINDOW_S = 1.0
"""How long to wait where a refusal does not say: the window of the only vendor that limits."""


def respects_rate_limit(history: History) -> list[Violation]:
    """D11: after a refusal no further call on that key before the wait is over."""
    hasty: dict[str | None, list[tuple[Entry, Entry]]] = {}
    sent = list(history.sent)
    for place, refusal in enumerate(sent):
        if refusal.status != TOO_MANY or not refusal.delivered:
            continue
        until = refusal.at + 1000 * _wait(refusal)
        following = (later for later in sent[place + 1 :] if later.simulator == refusal.simulator)
        too_soon = next((later for later in following if later.at < until), None)
        if too_soon:
            hasty.setdefault(refusal.simulator, []).append((refusal, too_soon))
    return [_violation(pairs) for pairs in hasty.values()]


def _wait(refusal: Entry) -> float:
    headers = {name.lower(): value for name, value in (refusal.reply_headers or {}).items()}
    text = headers.get("retry-after", "")
    return float(text) if text.isdecimal() else _A_WINDOW_S


def _violation(pairs: list[tuple[Entry, Entry]]) -> Violation:
    refusal, soon = pairs[0]
    more = f" So it went {len(pairs)} times." if len(pairs) > 1 else ""
    story = (
        f"At {refusal.seq} {refusal.simulator} refused {refusal.method} {refusal.path} with 429, "
        f"to be asked again after {_wait(refusal):g} s; at {soon.seq} the engine sent "
        f"{soon.method} {soon.path}, after {soon.at - refusal.at} ms.{more}"
    )
    seqs = tuple(entry.seq for pair in pairs[:3] for entry in pair)
    return Violation(
        check="respects_rate_limit",
        duty="D11",
        what="it calls again before its wait is over",
        journal=tuple(dict.fromkeys(seqs)),
        story=story,
    )
