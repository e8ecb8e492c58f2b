"""How the numbers of an SKU came about: what could be promised and was shown after each row.

Worked out backwards from the present, with every line of the ledger since the world began.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.bundles import MICRO

from .levels import Level, Levels, most_off

Line = Mapping[str, Any]
"""A line of the ledger."""

# How a line of a warehouse changes what it can promise: what leaves with a shipment was owed.
_SIGNS = {"stock": 1, "held": -1, "demand": -1, "shipment": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The numbers after a row of the journal (0: as the world began), and the lines it wrote."""

    row: int
    at: int | None
    on_hand: int
    promise: int
    shown: int
    lines: tuple[Line, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the shop showed what could be promised."""
        return self.promise == self.shown


class Ledger:
    """The lines about some SKUs, found by good, and when documents of orders were made.

    `made` are the sums of what documents came to ask for: rows with simulator, reference, the first
    turn and the sum of all lines. `lines` are oldest first.
    """

    def __init__(self, levels: Levels, lines: Iterable[Line], made: Iterable[Line]) -> None:
        self._levels = levels
        self._by_good: dict[tuple[str, str], list[Line]] = defaultdict(list)
        self._by_sku: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in lines:
            self._by_good[line["simulator"], line["good"] or ""].append(line)
            self._by_sku[line["simulator"], line["sku"] or ""].append(line)
        self._made = _documents_made(levels, made)

    def moments(self, level: Level) -> list[Moment]:
        """Return the moments of a level, oldest first."""
        changes: dict[int, list[Line]] = defaultdict(list)
        for line in self._about(level):
            changes[line["turn"]].append(line)
        turns = sorted(changes)
        free = self._free(level, turns)
        on_hand = _steps(turns, level.on_hand, _stock(self._goods(level)))
        promise = {turn: max(0, free[turn] // MICRO * MICRO) for turn in (0, *turns)}
        shown = self._numbers(level, turns)
        return [
            Moment(
                row=turn,
                at=changes[turn][0]["at"] if turn else None,
                on_hand=on_hand[turn],
                promise=promise[turn],
                shown=most_off(shown[turn], promise[turn]),
                lines=tuple(changes.get(turn, ())),
            )
            for turn in (0, *turns)
        ]

    def _numbers(self, level: Level, turns: list[int]) -> dict[int, list[int]]:
        """Return the numbers of all offers after each turn: one place may have several."""
        lines = self._shown(level)
        found: dict[int, list[int]] = defaultdict(list)
        for offer, number in (level.offers or {"": 0}).items():
            steps = [(x["turn"], x["delta"]) for x in lines if x["good"] == offer]
            for turn, value in _steps(turns, number, steps).items():
                found[turn].append(value)
        return found

    def _about(self, level: Level) -> list[Line]:
        lines = [*self._goods(level), *self._shown(level), *self._orders(level, level.sku)]
        parts = self._parts(level)
        for part in parts:
            lines += [x for x in self._by_good[level.warehouse, part] if x["what"] in _SIGNS]
            lines += self._orders(level, self._levels.sku_of.get((level.warehouse, part), ""))
        for good in (*parts, *level.goods):
            for sku in self._bundles_of(level.warehouse, good):
                lines += self._orders(level, sku)
        return sorted({line["seq"]: line for line in lines}.values(), key=lambda line: line["seq"])

    def _goods(self, level: Level) -> list[Line]:
        found = [line for good in level.goods for line in self._by_good[level.warehouse, good]]
        return [line for line in found if line["what"] in _SIGNS]

    def _shown(self, level: Level) -> list[Line]:
        return [
            line
            for good in level.offers
            for line in self._by_good[level.outlet or "", good]
            if line["what"] == "shown" and line["place"] == level.place
        ]

    def _orders(self, level: Level, sku: str) -> list[Line]:
        """Return what orders of all places that the warehouse feeds came to want, or no longer."""
        fed = {(f.outlet, f.place) for f in self._levels.feeds if f.warehouse == level.warehouse}
        return [
            line
            for outlet in {outlet for outlet, _ in fed}
            for line in self._by_sku[outlet, sku]
            if line["what"] == "demand" and (outlet, line["place"]) in fed
        ]

    def _parts(self, level: Level) -> dict[str, int]:
        parts = self._levels.parts[level.warehouse]
        return next((parts[good] for good in level.goods if good in parts), {})

    def _free(self, level: Level, turns: list[int]) -> dict[int, int]:
        """Return what could be promised after each turn, before it is made whole."""
        _, now = self._levels.promises(level.warehouse)
        if not (parts := self._parts(level)):
            own = [(x["turn"], _SIGNS[x["what"]] * x["delta"]) for x in self._goods(level)]
            return _steps(turns, now[level.sku], own + self._wanted(level, level.goods))
        tracks = []
        for part, count in parts.items():
            sku = self._levels.sku_of.get((level.warehouse, part), "")
            lines, kept = self._of_part(level.warehouse, part)
            steps = [(x["turn"], _SIGNS[x["what"]] * x["delta"]) for x in lines]
            steps += self._wanted(level, [part])
            tracks.append((_steps(turns, now[sku] + kept, steps), count * MICRO))
        # Of what it consists now; what it could be made of before, the lines of its own say.
        lines = [x for x in self._goods(level) if x["what"] == "held"]
        anew = _steps(turns, 0, [(x["turn"], -x["delta"]) for x in lines])
        whole = {
            t: min(free[t] // per for free, per in tracks) * MICRO + anew[t] for t in (0, *turns)
        }
        shift = now[level.sku] - whole[turns[-1] if turns else 0]
        return {turn: number + shift for turn, number in whole.items()}

    def _of_part(self, warehouse: str, part: str) -> tuple[list[Line], int]:
        """Return the lines of a part, and what of it is sold in bundles alone.

        An item that is taken off sale is in bundles as before.
        """
        lines = self._by_good[warehouse, part]
        taken_off = {x["turn"] for x in lines if x["what"] == "renamed"}
        aside = [x for x in lines if x["what"] == "held" and x["turn"] in taken_off]
        rest = [x for x in lines if x["what"] in _SIGNS and x not in aside]
        return rest, sum(x["delta"] for x in aside)

    def _bundles_of(self, warehouse: str, good: str) -> dict[str, int]:
        """Return the SKUs of the bundles that a good is in, with how many of it one takes."""
        return {
            self._levels.sku_of.get((warehouse, bundle), ""): parts[good]
            for bundle, parts in self._levels.parts[warehouse].items()
            if good in parts
        }

    def _wanted(self, level: Level, goods: Sequence[str]) -> list[tuple[int, int]]:
        """Return by how much orders without a document changed what is free of these goods.

        Those for them and those for bundles that they are in (D21).
        """
        known = [self._levels.sku_of.get((level.warehouse, good), "") for good in goods]
        steps = [
            step
            for sku in dict.fromkeys(known or [level.sku])
            for step in self._without_document(level, sku)
        ]
        for good in goods:
            for sku, count in self._bundles_of(level.warehouse, good).items():
                found = self._without_document(level, sku)
                steps += [(turn, count * delta) for turn, delta in found]
        return steps

    def _without_document(self, level: Level, sku: str) -> list[tuple[int, int]]:
        """Return by how much orders without a document changed what can be promised, and when."""
        steps: list[tuple[int, int]] = []
        known, made = self._made[level.warehouse]
        wants: dict[str, list[Line]] = defaultdict(list)
        for line in self._orders(level, sku):
            wants[line["reference"]].append(line)
        for reference, lines in wants.items():
            first = made.get(reference)
            if first is None and reference in known:
                continue  # its document was there before the ledger began
            early = [line for line in lines if first is None or line["turn"] < first]
            steps += [(line["turn"], -line["delta"]) for line in early]
            if first is not None:
                steps.append((first, sum(line["delta"] for line in early)))
        return steps


def about(levels: Levels, wanted: Iterable[Level]) -> tuple[set[str], set[str]]:
    """Return which goods and SKUs the lines about these levels name; of a bundle its parts too."""
    wanted = list(wanted)
    goods = {good for level in wanted for good in (*level.goods, *level.offers)}
    for level in wanted:
        for bundle in level.goods:
            goods |= levels.parts[level.warehouse].get(bundle, {}).keys()
    for level in wanted:
        bundles = levels.parts[level.warehouse]
        goods |= {bundle for bundle, parts in bundles.items() if not goods.isdisjoint(parts)}
    skus = {level.sku for level in wanted}
    skus |= {levels.sku_of.get((x.warehouse, good), "") for x in wanted for good in goods}
    return goods, skus


def _documents_made(
    levels: Levels, rows: Iterable[Line]
) -> dict[str, tuple[frozenset[str], dict[str, int]]]:
    """Return for each warehouse the numbers of its documents, and the rows that made them.

    One that has more than the ledger tells of was there before.
    """
    asked: Counter[tuple[str, str]] = Counter()
    for row in levels.orders:
        asked[row["simulator"], row["reference"] or ""] += row["ordered"] - row["cancelled"]
    rows = list(rows)
    found: dict[str, tuple[frozenset[str], dict[str, int]]] = {}
    for warehouse in levels.warehouses:
        known = frozenset(reference for simulator, reference in asked if simulator == warehouse)
        made = {
            row["reference"] or "": row["first"]
            for row in rows
            if row["simulator"] == warehouse
            and row["delta"] == asked[warehouse, row["reference"] or ""]
        }
        found[warehouse] = (known, made)
    return found


def _stock(lines: Iterable[Line]) -> list[tuple[int, int]]:
    return [(line["turn"], line["delta"]) for line in lines if line["what"] == "stock"]


def _steps(turns: list[int], now: int, deltas: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return a number after each turn and before the first (0), from what it is now."""
    by_turn: Counter[int] = Counter()
    for turn, delta in deltas:
        by_turn[turn] += delta
    values, value = {}, now
    for turn in reversed(turns):
        values[turn] = value
        value -= by_turn[turn]
    values[0] = value
    return values
