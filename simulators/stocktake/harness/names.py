"""Which good had which SKU when: goods are followed by their ids, a SKU is a name at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from stocktake.harness.history import History, LedgerLine, Snapshot
from stocktake.harness.orders import BEFORE


@dataclass(frozen=True, eq=False)
class Names:
    """The SKUs of goods through a play: of the first snapshot, then as ledger lines change them.

    `later` are those that came while it went on: turn, system, good and SKU.
    """

    first: Snapshot
    lines: tuple[LedgerLine, ...]
    later: tuple[tuple[int, str, str, str], ...] = ()

    def between(self, simulator: str, good: str, *, since: int, upto: int) -> set[str]:
        """Return the SKUs that a good had from one turn to another."""
        known = self._known.get((simulator, good), [(BEFORE, good)])
        at_first = [sku for turn, sku in known if turn <= since][-1:]
        return {sku for sku in at_first if sku} | {
            sku for turn, sku in known if since < turn <= upto and sku
        }

    def at(self, simulator: str, good: str, turn: int) -> str | None:
        """Return the SKU of a good after a turn; None of one that is gone or was unknown."""
        known = [sku for when, sku in self._known.get((simulator, good), []) if when <= turn]
        return known[-1] if known else None

    def since(self, simulator: str, good: str, turn: int) -> int:
        """Return the turn since which a good goes by the SKU that it has after a turn."""
        known = [when for when, _ in self._known.get((simulator, good), []) if when <= turn]
        return known[-1] if known else BEFORE

    def carriers(self, simulator: str, sku: str, turn: int) -> list[str]:
        """Return the goods in use that carry a SKU after a turn."""
        ever = self._ever_named.get((simulator, sku), ())
        return sorted(good for good in ever if self.at(simulator, good, turn) == sku)

    @cached_property
    def _known(self) -> dict[tuple[str, str], list[tuple[int, str | None]]]:
        known: dict[tuple[str, str], list[tuple[int, str | None]]] = defaultdict(list)
        for row in self.first.stock:
            good = row.good or row.sku
            if good and not known[row.simulator, good]:
                known[row.simulator, good].append((BEFORE, None if row.retired else row.sku))
        for line in self.lines:
            if line.good:
                known[line.simulator, line.good].append((line.turn, line.sku))
        for turn, simulator, good, sku in self.later:
            if (simulator, good) not in known:
                known[simulator, good].append((turn, sku))
        return known

    @cached_property
    def _ever_named(self) -> Mapping[tuple[str, str], Iterable[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (simulator, good), names in self._known.items():
            for _, sku in names:
                if sku:
                    found[simulator, sku].add(good)
        return found


def goods_that_came(history: History) -> tuple[tuple[int, str, str, str], ...]:
    """Return the goods of lines and looks with the turn in which each was first heard of."""
    heard: dict[tuple[str, str], tuple[int, str]] = {}
    for line in history.ledger:
        if line.what in ("shown", "stock") and line.good and line.sku:
            heard.setdefault((line.simulator, line.good), (line.turn, line.sku))
    for step in history.all_steps:
        for look in (step.before, step.after):
            for row in look.stock:
                if row.good and row.sku:
                    heard.setdefault((row.simulator, row.good), (look.after, row.sku))
    return tuple(sorted((turn, *key, sku) for key, (turn, sku) in heard.items()))
