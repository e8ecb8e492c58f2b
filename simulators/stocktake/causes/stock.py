"""Why a shop shows another number than can be promised: a pure function of what is known of both.

Two words for a difference. *Wrong*: the number was not right when it was written. *Out of date*:
it was right when written, and something has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .moments import Line, Moment
from .numbers import spelled
from .uploads import Upload

OK, WRONG, OUT_OF_DATE, NOT_OFFERED = "ok", "wrong", "out of date", "not in the shop"
STATES = (OK, WRONG, OUT_OF_DATE, NOT_OFFERED)
_MOST_LINES = 5
_MOST_CHANGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """So much of what is on hand may not be sold; `why` says where or how it is."""

    quantity: int
    why: str
    lot: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A number that is shown and differs from what can be promised, and all that is known of it.

    Quantities are millionths. `moments` are oldest first, the last is now. `uploads` are those that
    name the SKU, oldest first. `why` limits what can be promised of the item itself; `pieces` is
    how many its unit holds. `elsewhere` are numbers of other stores and sites, by what they are.
    """

    on_hand: int
    promise: int
    shown: int
    moments: tuple[Moment, ...]
    held: tuple[Held, ...] = ()
    owed: int = 0
    why: str | None = None
    pieces: int | None = None
    uploads: tuple[Upload, ...] = ()
    elsewhere: Mapping[str, int] | None = None


_Told = tuple[str, str, str]
"""The kind of a cause, its sentence and its outcome."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Since when a number differs, and why.

    `row` and `at` are None where it was so when the world began. `outcome` is what came of writing
    it anew after it had changed: `nothing`, `refused`, `lost`, `written` or `stayed`.
    """

    state: str
    row: int | None
    at: int | None
    kind: str
    sentence: str
    outcome: str = ""


def cause_of(difference: Difference) -> Cause:
    """Return the first cause that fits.

    What was right when it was written is told by what changed it, whatever else fits.
    """
    state, since = _since(difference)
    told: _Told | None = None
    if state == WRONG or not since.row:
        told = _counts_what_may_not_be_sold(difference)
    told = (
        told
        or _is_older(difference, since)
        or _counts_what_may_not_be_sold(difference)
        or _is_in_another_unit(difference)
        or _is_of_another_place(difference)
        or ("unexplained", _unexplained(difference), "")
    )
    return Cause(state, since.row or None, since.at, *told)


def _since(difference: Difference) -> tuple[str, Moment]:
    """Return whether the number was wrong or is out of date, and since which moment."""
    moments = difference.moments
    first = len(moments) - 1
    while first > 0 and not moments[first - 1].agrees:
        first -= 1
    written = [i for i, m in enumerate(moments) if any(x["what"] == "shown" for x in m.lines)]
    if written and first <= written[-1]:
        return WRONG, moments[written[-1]]
    return OUT_OF_DATE, moments[first]


def _counts_what_may_not_be_sold(difference: Difference) -> _Told | None:
    """Return that all on hand is shown, of now or of when the number was written."""
    shown, written = difference.shown, _written(difference)
    now = shown == _whole(difference.on_hand) > difference.promise
    if not now and not shown == _whole(written.on_hand) > written.promise:
        return None
    parts = [_held(each) for each in difference.held]
    if difference.owed:
        parts.append(f"{spelled(difference.owed)} {_be(difference.owed)} owed to orders")
    if difference.why and not parts:
        parts.append(difference.why)
    told = "; ".join(parts) or "not all of it may be sold"
    on_hand = "on hand" if now else f"that were on hand at #{written.row}"
    since = "" if now else _since_then(difference, written)
    return "not_sellable", f"It shows all {spelled(shown)} {on_hand}: {told}.{since}", ""


def _written(difference: Difference) -> Moment:
    """Return the moment after the number was written; the first one where nobody did."""
    moments = difference.moments
    return next((m for m in reversed(moments) if _wrote(m)), moments[0])


def _since_then(difference: Difference, written: Moment) -> str:
    """Say what has changed since a number was written that was never right."""
    moments = difference.moments
    changes = _changes(moments[moments.index(written) :])
    return f" Since then {changes}" if changes else ""


def _changes(moments: Sequence[Moment]) -> str:
    """Say what changed what can be promised after the first of these moments, one sentence each."""
    pairs = zip(moments, moments[1:], strict=False)
    changed = [after for before, after in pairs if before.promise != after.promise]
    said = [f"#{moment.row}: {_said(moment)}." for moment in changed]
    if len(said) > _MOST_CHANGES:
        said = [said[0], f"{len(said) - 2} more changes.", said[-1]]
    return " ".join(said)


def _held(held: Held) -> str:
    lot = f" (lot {held.lot})" if held.lot else ""
    return f"{spelled(held.quantity)} {_be(held.quantity)} {held.why}{lot}"


def _be(quantity: int) -> str:
    return "is" if spelled(quantity) == "1" else "are"


def _is_older(difference: Difference, since: Moment) -> _Told | None:
    """Return what changed a number that had been right, and what came of writing it anew."""
    moments = difference.moments
    right = [i for i, m in enumerate(moments[:-1]) if m.promise == difference.shown]
    if not right:
        never = not any(x["what"] == "shown" for m in moments for x in m.lines)
        outcome, after = _after(difference, since.row)
        told = f"The world began so. {after}"
        return ("never_written", told, outcome) if never and not since.row else None
    changed = moments[right[-1] + 1]
    if since.row and since.row > changed.row and _wrote(since):
        what, number = f"#{changed.row}: {_said(changed)}.", spelled(difference.shown)
        late = f"{what} #{since.row} wrote {number}, which was right until then."
        return "older_number", late, ""
    outcome, after = _after(difference, changed.row)
    return "out_of_date", f"{_changes(moments[right[-1] :])} {after}", outcome


def _wrote(moment: Moment) -> bool:
    return any(line["what"] == "shown" for line in moment.lines)


def _after(difference: Difference, row: int) -> tuple[str, str]:
    """Return what came of the uploads since a row, by a word and in a sentence: the last tells."""
    later = [upload for upload in difference.uploads if upload.row > row]
    if not later:
        return "nothing", "Nothing was uploaded since."
    last = later[-1]
    number = "It" if last.number is None else spelled(last.number)
    planted = f", a planted fault ({last.fault})" if last.fault else ""
    if last.status is not None and last.status >= 400:
        answered = f"the shop answered {last.status}{planted}"
        return "refused", f"{number} was sent at #{last.row}; {answered}."
    if last.status is None or not last.delivered:
        return "lost", f"{number} was sent at #{last.row}, and the reply was lost{planted}."
    if last.number is None:
        return "stayed", f"#{last.row} named it, and its number stayed."
    return "written", f"#{last.row} wrote {number} again."


def _said(moment: Moment) -> str:
    """Say what a row changed, in the words of a warehouse."""
    return ", ".join(dict.fromkeys(filter(None, map(line_said, moment.lines)))) or "it changed"


_WORDS = {
    "stock": ("{n} came in", "{n} went out"),
    "held": ("{n} more may not be sold", "{n} may be sold again"),
    "demand": ("{n} ordered for {ref}", "{n} called off from {ref}"),
    "shipment": ("{n} shipped for {ref}", "a shipment of {n} for {ref} taken back"),
    "shown": ("{after} uploaded", "{after} uploaded"),
}


def line_said(line: Line) -> str:
    """Say what a line of the ledger tells; empty for one without a number."""
    if not line["delta"] or line["what"] not in _WORDS:
        return ""
    more, less = _WORDS[line["what"]]
    return (more if line["delta"] > 0 else less).format(
        n=spelled(line["delta"]),
        ref=line["reference"] or "no number",
        after=spelled(line["after"] or 0),
    )


def _is_in_another_unit(difference: Difference) -> _Told | None:
    written, pieces = _written(difference), difference.pieces
    for promise, when in ((difference.promise, "can"), (written.promise, "could")):
        if pieces and promise and difference.shown == promise * pieces:
            cases = "case" if spelled(promise) == "1" else "cases"
            told = f"a case holds {pieces}, and {spelled(promise)} {cases} {when} be promised"
            since = _since_then(difference, written) if when == "could" else ""
            return "other_unit", f"Counted in pieces: {told}.{since}", ""
    return None


def _is_of_another_place(difference: Difference) -> _Told | None:
    for name, number in (difference.elsewhere or {}).items():
        if number == difference.shown and number:
            return "other_place", f"{spelled(number)} is {name}.", ""
    return None


def _unexplained(difference: Difference) -> str:
    lines = [(m.row, line_said(x)) for m in difference.moments for x in m.lines]
    last = [f"#{row} {said}" for row, said in lines if said][-_MOST_LINES:]
    before = f" The last lines of the ledger: {'; '.join(last)}." if last else ""
    return f"Nothing explains {spelled(difference.shown)}.{before}"


def _whole(micro: int) -> int:
    return micro // 1_000_000 * 1_000_000
