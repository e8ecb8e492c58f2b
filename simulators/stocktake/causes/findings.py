"""One finding for each cause: its SKUs or orders, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .levels import Level, Levels
from .numbers import spelled
from .orders import MADE_TWICE, TOLD_TOO_EARLY, Deeds, Life
from .stock import WRONG, Cause
from .stories import Looked, began, came_of, how_it_came

_MOST_SENTENCES = 5

_TITLES = {
    ("not_sellable", ""): "It shows all that is on hand, also what may not be sold or is owed",
    ("out_of_date", "nothing"): "A number changed, and nothing was uploaded since",
    ("out_of_date", "refused"): "A number changed, and the upload after it was refused",
    ("out_of_date", "lost"): "A number changed, and the reply to the upload after it was lost",
    ("out_of_date", "written"): "A number changed, and the upload after it wrote the old one",
    ("out_of_date", "stayed"): "A number changed, and the upload after it left it as it was",
    ("older_number", ""): "An older number was written after a change",
    ("never_written", ""): "No number has been written since the world began",
    ("other_unit", ""): "It counts cases as pieces",
    ("other_place", ""): "It shows the number of another warehouse, store or site",
    ("unexplained", ""): "Nothing explains the number",
    (MADE_TWICE, ""): "An order was made twice",
    (TOLD_TOO_EARLY, ""): "The shop was told of a shipment before anything left",
}


def title_of(kind: str, outcome: str) -> str:
    """Return a cause in a few words."""
    return _TITLES.get((kind, outcome)) or _TITLES[kind, ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A cause with all that it explains: levels, each with what is told of it, or orders.

    `sentence` is what is so of the first, `row` and `at` when it began: None where it was so when
    the world began.
    """

    kind: str
    state: str
    title: str
    sentence: str
    levels: tuple[tuple[Level, Cause], ...] = ()
    lives: tuple[Life, ...] = ()
    row: int | None
    at: int | None
    came_of: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many SKUs at a place, or orders, it explains."""
        return len(self.levels) + len(self.lives)


Told = tuple[Level, Cause]


def stock_findings(told: Sequence[Told], levels: Levels) -> list[Finding]:
    """Return a finding for each cause of numbers: wrong ones first, and what explains most."""
    groups: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for level, cause in sorted(told, key=lambda each: each[0].key):
        outcome = cause.outcome if (cause.kind, cause.outcome) in _TITLES else ""
        groups[cause.state, cause.kind, outcome].append((level, cause))
    found = [_of_stock(*key, mine, levels) for key, mine in groups.items()]
    return sorted(found, key=lambda f: (f.state != WRONG, -f.count, f.title))


def _of_stock(state: str, kind: str, outcome: str, told: Sequence[Told], levels: Levels) -> Finding:
    first = min((cause for _, cause in told), key=lambda cause: cause.row or 0)
    consequences = [said for level, _ in told if (said := _consequence(levels, level))]
    return Finding(
        kind=kind,
        state=state,
        title=title_of(kind, outcome),
        sentence=told[0][1].sentence,
        levels=tuple(told),
        row=first.row,
        at=first.at,
        came_of=tuple(consequences[:_MOST_SENTENCES]),
    )


def _consequence(levels: Levels, level: Level) -> str:
    """Say what a wrong number led to: more is owed than there is, or less can be bought."""
    owed, free = (each[level.sku] for each in levels.promises(level.warehouse))
    if free < 0:
        there = spelled(max(0, owed + free))
        return f"{spelled(owed)} of {level.sku} are owed by {level.warehouse}, {there} may be sold."
    missing = level.promise - (level.number or 0)
    if missing > 0:
        has = f"although {level.warehouse} has them"
        return f"{spelled(missing)} of {level.sku} cannot be bought, {has}."
    return ""


def order_findings(lives: Sequence[Life], deeds: Deeds, looked: Looked) -> list[Finding]:
    """Return a finding for each mistake among orders that are wrong."""
    groups: dict[str, list[Life]] = defaultdict(list)
    for life in sorted(lives, key=lambda life: life.key):
        if life.mistake:
            groups[life.mistake].append(life)
    return [_of_orders(kind, groups[kind], deeds, looked) for kind in sorted(groups)]


def _of_orders(kind: str, lives: Sequence[Life], deeds: Deeds, looked: Looked) -> Finding:
    rows = [done for life in lives if (done := began(life, deeds))]
    first = min(rows, key=lambda done: done.row, default=None)
    told = [f"{life.reference}: {' '.join(came_of(life, deeds))}" for life in lives]
    return Finding(
        kind=kind,
        state=WRONG,
        title=title_of(kind, ""),
        sentence=how_it_came(lives[0], deeds, looked) or "",
        lives=tuple(lives),
        row=first.row if first else None,
        at=first.at if first else None,
        came_of=tuple(told[:_MOST_SENTENCES]) if kind == MADE_TWICE else (),
    )
