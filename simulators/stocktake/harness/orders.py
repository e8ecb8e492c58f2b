"""Orders and documents through a play, as quantities that change with journal numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from stocktake.harness.history import LedgerLine

BEFORE = -1
"""Before the first row of the journal."""
NAMELESS = ""
"""The good of a document's lines whose SKU its warehouse does not know, whatever they are of."""


def missing(wanted: Counter[str], there: Counter[str]) -> Counter[str]:
    """Return what is wanted and not there; lines without a good may be any of it (D14).

    Such a line may have been connected since, so its order may mean a good by it.
    """
    rest, nameless = wanted - there, there[NAMELESS]
    for good in sorted(rest, key=lambda good: (not good.startswith("?"), good)):
        taken = min(nameless, rest[good])
        rest[good] -= taken
        nameless -= taken
    return +rest


def surplus(there: Counter[str], wanted: Counter[str]) -> Counter[str]:
    """Return what is there beyond what is wanted; lines without a good may be any of that."""
    named = there.copy()
    nameless = named.pop(NAMELESS, 0)
    beyond = named - wanted
    beyond[NAMELESS] = nameless - sum((wanted - named).values())
    return +beyond


@dataclass(frozen=True, slots=True)
class Series:
    """Quantities by key, with the journal numbers at which they changed."""

    changes: tuple[tuple[int, str, int], ...] = ()

    def at(self, turn: int) -> Counter[str]:
        """Return the quantities after a turn; those of 0 are left out."""
        total: Counter[str] = Counter()
        for when, key, delta in self.changes:
            if when <= turn:
                total[key] += delta
        return +total

    def turns(self, *, after: int = BEFORE - 1, upto: int | None = None) -> list[int]:
        """Return the turns of changes, each once, in order."""
        wanted = {t for t, *_ in self.changes if after < t and (upto is None or t <= upto)}
        return sorted(wanted)

    def peak(self, *, since: int, upto: int) -> Counter[str]:
        """Return the largest quantity of each key from one turn to another."""
        best = self.at(since)
        for turn in self.turns(after=since, upto=upto):
            best |= self.at(turn)
        return best


def sum_of(several: Iterable[Series], parts: Mapping[str, Mapping[str, int]]) -> Series:
    """Add series up, with the parts of each bundle instead of it."""
    return Series(
        tuple(
            sorted(
                (turn, part, count * delta)
                for each in several
                for turn, good, delta in each.changes
                for part, count in parts.get(good, {good: 1}).items()
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Want:
    """A change of what an order wants of an offer: in a turn, at a place, under its SKU of then."""

    turn: int
    place: str | None
    offer: str
    sku: str
    delta: int


def wants_of(lines: Iterable[LedgerLine]) -> list[Want]:
    """Return what lines of the ledger change of what an order wants."""
    return [
        Want(line.turn, line.place, line.good or line.sku or "", line.sku or "", line.delta or 0)
        for line in lines
        if line.what == "demand"
    ]


@dataclass(frozen=True, eq=False)
class Order:
    """An outlet's order through a play.

    `wants` are all changes of its lines; a cancelled order wants nothing. `told` is what the outlet
    believes to be shipped, by offer.
    """

    outlet: str
    id: str
    reference: str
    wants: tuple[Want, ...]
    told: Series

    @cached_property
    def lines(self) -> Series:
        """What it wants, by offer."""
        return Series(tuple((want.turn, want.offer, want.delta) for want in self.wants))

    @property
    def placed(self) -> int:
        """The turn in which it came in; BEFORE when it was there from the beginning."""
        return self.wants[0].turn

    def lives(self, turn: int) -> bool:
        """Whether it wants anything after a turn."""
        return bool(self.lines.at(turn))

    def place(self, turn: int) -> str | None:
        """Return the place that it goes to after a turn; of a cancelled one, where it last went."""
        changes = [want for want in self.wants if want.turn <= turn]
        here: Counter[str | None] = Counter()
        for want in changes:
            here[want.place] += want.delta
        standing = list(+here)
        last = [want.place for want in changes if want.delta > 0] or [self.wants[0].place]
        return standing[0] if standing else last[-1]

    @cached_property
    def cancelled(self) -> tuple[int, ...]:
        """The turns in which it was cancelled."""
        turns = self.lines.turns()
        return tuple(
            turn
            for before, turn in zip([BEFORE - 1, *turns], turns, strict=False)
            if self.lives(before) and not self.lives(turn)
        )

    @cached_property
    def reopened(self) -> tuple[int, ...]:
        """The turns in which it was taken up again."""
        return tuple(
            turn
            for turn in self.lines.turns(after=self.placed)
            if self.lives(turn) and not self.lives(turn - 1)
        )

    @cached_property
    def moved(self) -> tuple[int, ...]:
        """The turns in which it was moved to another place while it lived."""
        return tuple(
            turn
            for turn in self.lines_turns
            if turn > self.placed and self.place(turn) != self.place(turn - 1)
        )

    @cached_property
    def edited(self) -> tuple[int, ...]:
        """The turns in which its lines changed while it lived."""
        return tuple(
            turn
            for turn in self.lines.turns(after=self.placed)
            if self.lives(turn)
            and self.lives(turn - 1)
            and self.lines.at(turn) != self.lines.at(turn - 1)
        )

    @cached_property
    def lines_turns(self) -> tuple[int, ...]:
        """Every turn in which it changed."""
        return tuple(sorted({want.turn for want in self.wants}))


@dataclass(frozen=True, eq=False)
class Document:
    """What a warehouse holds for a reference: what it asks for, and what is out of it, by good."""

    warehouse: str
    id: str
    reference: str
    asked: Series
    out: Series

    def stands(self, turn: int) -> bool:
        """Whether it asks for anything after a turn."""
        return bool(self.asked.at(turn))
