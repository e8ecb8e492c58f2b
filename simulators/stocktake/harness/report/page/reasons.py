"""Why an engine was wrong in a scenario: a violation as a cause that a reader understands.

This is the one place where a report turns violations into causes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from stocktake.harness.causes import Cause
from stocktake.harness.duties import duties_in
from stocktake.harness.history import History
from stocktake.harness.report.page.doings import Doings
from stocktake.harness.report.texts import first_sentence, plain
from stocktake.harness.report.told import CLAUSES, Causes, Told
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Violation, WrongNumber, units

# What `describe` says of each request: the rows of the picture show it.
_REQUESTS = re.compile(
    r"At \d+ the engine sent .+? \([^()]+\): .+?\.(?=\s+[A-Z]|$)\s*|At \d+ a proxy repeated it\.\s*"
)
_PLANTED = re.compile(r"planted fault \w+")
_ROW = re.compile(r"#(\d+)\b")
MOST_ROWS = 6
"""So many rows of the picture prove a cause."""
MADE_TWICE = "it makes an order twice"
_DIFFERENT = "it shows other numbers at other sites"
_UNWRITTEN = "it leaves numbers as they were"
_TOO_MUCH, _TOO_LITTLE = "it shows too much", "it shows too little"
VAGUE = frozenset({_UNWRITTEN, _TOO_MUCH, _TOO_LITTLE})
"""What is said of a number that nothing explains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A number shown wrong, quantities as texts in its unit; `why` says what may not be sold."""

    sku: str
    place: str
    warehouse: str
    on_hand: str
    right: str
    shown: str
    delta: str
    why: str
    wrote: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What came of a cause: a sentence with journal numbers, and the check that says so."""

    check: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What an engine did wrong in a scenario; reasons of one `what` are one finding.

    `said` are sentences with journal numbers, one for each time; `rows` are the numbers that prove
    it, `cited` all that any of its violations cites. `checks` are those that failed for it,
    consequences among them.
    """

    what: str
    check: str
    duties: tuple[str, ...]
    said: tuple[str, ...]
    checks: tuple[str, ...]
    rows: tuple[int, ...] = ()
    cited: frozenset[int] = frozenset()
    goods: tuple[Good, ...] = ()
    orders: frozenset[str] = frozenset()
    effects: tuple[Effect, ...] = ()


def reasons_of(result: Result, doings: Doings) -> tuple[Reason, ...]:
    """Return the reasons for which a scenario fails, each kind once."""
    found: dict[str, list[Reason]] = {}
    causes = Causes(doings.history)
    for cause in result.causes:
        for reason in _reasons(cause, doings, causes):
            found.setdefault(reason.what, []).append(reason)
    return tuple(_merged(each) for each in found.values())


def _reasons(cause: Cause, doings: Doings, causes: Causes) -> Iterator[Reason]:
    """Yield what a cause consists of: wrong numbers may have several reasons."""
    first = cause.violation
    said = _said(first, doings, causes)
    named = {n for each in (first, *cause.consequences) for n in _orders(each, doings)}
    reason = Reason(
        what=first.what or f"it fails {first.check}",
        check=first.check,
        duties=tuple(duty.number for duty in duties_in(first.duty)),
        said=(said,),
        checks=tuple(dict.fromkeys(each.check for each in (first, *cause.consequences))),
        rows=_rows(first),
        cited=frozenset(first.journal) | {int(row) for row in _ROW.findall(said)},
        orders=frozenset(named),
        effects=tuple(_effects(cause)),
    )
    if not first.numbers:
        yield reason
        return
    kinds: dict[str, list[Good]] = {}
    came_of: dict[str, list[Effect]] = {}
    for number in _numbers(cause):
        told = causes.number(number)
        what = told.clause if told else _clause(number, doings.history)
        kinds.setdefault(what, []).append(_good(number, told))
        effects = told.came_of if told else ()
        came_of.setdefault(what, []).extend(Effect(check="", said=each) for each in effects)
    for what, goods in kinds.items():
        wrote = frozenset(good.wrote for good in goods if good.wrote is not None)
        rows = tuple(sorted(wrote))[:MOST_ROWS]
        yield replace(
            reason, what=what, said=(), goods=tuple(goods), rows=rows, cited=wrote,
            effects=(*came_of[what], *reason.effects),
        )  # fmt: skip


def _numbers(cause: Cause) -> Iterator[WrongNumber]:
    """Yield the numbers of a cause, with those that only follow from it: of other places."""
    seen: set[tuple[str, str, str]] = set()
    for violation in (cause.violation, *cause.consequences):
        for number in violation.numbers:
            key = (number.sku, number.outlet, number.place)
            if key not in seen:
                seen.add(key)
                yield number


def _said(violation: Violation, doings: Doings, causes: Causes) -> str:
    """Return a cause in a sentence: the story of the order where one was made twice."""
    if violation.what == MADE_TWICE:
        for reference in sorted(_orders(violation, doings)):
            if story := causes.made_twice(reference):
                return f"{reference}: {_PLANTED.sub(_in_words, story)}"
    return conclusion(violation.story)


def _in_words(found: re.Match[str]) -> str:
    return found.group().replace("_", " ")


def _clause(number: WrongNumber, history: History) -> str:
    """Say in a clause what is wrong with a number that nothing explains."""
    if len(number.shown) > 1:
        return _DIFFERENT
    shown, promise = number.shown[0], number.right
    if shown == number.on_hand > number.can_ship:
        return CLAUSES["not_sellable", ""]
    if number.wrote is None or number.wrote not in {entry.seq for entry in history.sent}:
        return _UNWRITTEN
    return _TOO_MUCH if shown > promise else _TOO_LITTLE


def _good(number: WrongNumber, told: Told | None) -> Good:
    delta = (number.shown[-1] - number.right) if number.shown[-1:] != (number.right,) else 0
    held, owed = number.on_hand - number.can_ship, number.owed
    parts = [f"{units(held)}: {', '.join(number.why) or 'may not be sold'}"] if held > 0 else []
    parts += [f"{units(owed)} owed to orders"] if owed else []
    return Good(
        sku=plain(number.sku),
        place=f"{number.outlet} {number.place}" if number.outlet != number.place else number.place,
        warehouse=number.warehouse,
        on_hand=units(number.on_hand),
        right=units(number.right),
        shown=" and ".join(map(units, number.shown)),
        delta=f"{'+' if delta > 0 else MINUS}{units(abs(delta))}" if delta else "",
        why=plain(told.sentence if told else "; ".join(parts)),
        wrote=number.wrote,
    )


MINUS = "\N{MINUS SIGN}"


def conclusion(story: str) -> str:
    """Return a story without its requests, which rows show; whole where nothing else is in it."""
    return _REQUESTS.sub("", story).strip() or story


def _rows(violation: Violation) -> tuple[int, ...]:
    """Return the rows that prove a violation: those it cites, and what became of its orders."""
    cited = sorted(set(violation.journal) - {0})
    if len(cited) > MOST_ROWS:
        return (*cited[: MOST_ROWS - 2], *cited[-2:])
    return tuple(cited)


def _orders(violation: Violation, doings: Doings) -> Iterator[str]:
    words = {word.strip("\"'`.,;:!?()[]") for word in violation.story.split()}
    yield from (words | violation.about) & doings.references


def _effects(cause: Cause) -> Iterator[Effect]:
    """Yield what follows from a cause, by another check, once each."""
    seen = {conclusion(cause.violation.story)}
    for each in cause.consequences:
        if each.numbers and cause.violation.numbers:
            continue  # the same again
        said = first_sentence(conclusion(each.story))
        if said not in seen:
            seen.add(said)
            yield Effect(check=each.check, said=plain(said))


def _merged(reasons: list[Reason]) -> Reason:
    """Make one reason of those of one kind."""
    return replace(
        reasons[0],
        said=tuple(dict.fromkeys(plain(said) for each in reasons for said in each.said)),
        checks=tuple(dict.fromkeys(check for each in reasons for check in each.checks)),
        rows=_some(each.rows for each in reasons),
        cited=frozenset(seq for each in reasons for seq in each.cited),
        goods=_goods(each.goods for each in reasons),
        orders=frozenset(order for each in reasons for order in each.orders),
        effects=tuple(dict.fromkeys(effect for each in reasons for effect in each.effects)),
    )


def _some(several: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Return rows of whole reasons while there is room, of the first one anyway."""
    found: dict[int, None] = {}
    for rows in several:
        if not found or len(found.keys() | set(rows)) <= MOST_ROWS:
            found |= dict.fromkeys(rows)
    return tuple(sorted(found))


def _goods(several: Iterable[tuple[Good, ...]]) -> tuple[Good, ...]:
    """Return each good at each place once, as it was in the end."""
    found: Mapping[tuple[str, str], Good] = {
        (good.sku, good.place): good for goods in several for good in goods
    }
    return tuple(found.values())
