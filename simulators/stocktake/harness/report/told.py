"""Causes of what a scenario left wrong, in the words that the control plane and the console use.

What `stocktake.causes` works out from rows is given the rows of a history here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from stocktake.causes.explained import explained, last_agreement
from stocktake.causes.findings import stock_findings
from stocktake.causes.levels import Feed, Level, Levels
from stocktake.causes.moments import Ledger, about
from stocktake.causes.orders import MADE_TWICE, Deeds, Document, Life, lives_of
from stocktake.causes.stock import Cause, Held
from stocktake.causes.stories import came_of, story_of
from stocktake.causes.uploads import Uploads, uploads_in
from stocktake.harness.history import History, Snapshot
from stocktake.harness.violation import WrongNumber

_Row = Mapping[str, Any]

CLAUSES: Mapping[tuple[str, str], str] = {
    ("not_sellable", ""): "it shows stock that may not be sold",
    ("out_of_date", "nothing"): "it writes no number after a change",
    ("out_of_date", "refused"): "it leaves numbers whose upload was refused",
    ("out_of_date", "lost"): "it leaves numbers whose upload got no answer",
    ("out_of_date", "written"): "it writes an old number after a change",
    ("out_of_date", "stayed"): "it leaves a number out of the upload after a change",
    ("older_number", ""): "it writes an older number after a change",
    ("never_written", ""): "it never writes a number",
    ("other_unit", ""): "it counts cases as pieces",
    ("other_place", ""): "it shows the number of another place",
}
"""What an engine does, by the kind of a cause and what came of writing the number anew."""


@dataclass(frozen=True, slots=True)
class Told:
    """Why a number is wrong: what the engine does, in a sentence why, and what came of it."""

    clause: str
    sentence: str
    came_of: tuple[str, ...]


class Causes:
    """Tells why numbers and orders of a history are wrong; all is worked out when it is asked."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: dict[int, Mapping[tuple[str, str, str], Told]] = {}

    def number(self, wrong: WrongNumber) -> Told | None:
        """Return why a number is wrong; None where nothing explains it."""
        if wrong.upto not in self._known:
            looks = [look for look in self._looks if look.after == wrong.upto]
            self._known[wrong.upto] = dict(self._numbers(looks[-1])) if looks else {}
        return self._known[wrong.upto].get((wrong.sku, wrong.outlet, wrong.place))

    def made_twice(self, reference: str) -> str:
        """Return the story of an order that was made twice, and what became of each document."""
        for life in self._lives(reference):
            made = replace(life, documents=tuple(map(_standing, life.documents)))
            if made.mistake == MADE_TWICE:
                story = story_of(made, self._deeds, self._looked) or ""
                story = story.removesuffix(" ".join(came_of(made, self._deeds))).strip()
                return " ".join([story, *came_of(life, self._deeds), *self._called_off(life)])
        return ""

    def _called_off(self, life: Life) -> Iterator[str]:
        for document in life.documents:
            key = (document.warehouse, document.id, "demand")
            falls = [line["turn"] for line in self._sums.get(key, ()) if line["delta"] < 0]
            if falls and not document.stands:
                yield f"#{falls[-1]} cancelled {document.id}."

    @cached_property
    def _looks(self) -> list[Snapshot]:
        steps = self._history.all_steps
        return [look for step in steps for look in (step.before, step.after)]

    def _numbers(self, look: Snapshot) -> Iterator[tuple[tuple[str, str, str], Told]]:
        levels = self._levels(look)
        differ = [level for level in levels.all if level.outlet and not level.agrees]
        lines = [_vars(line) for line in self._history.ledger if line.turn <= look.after]
        goods, skus = about(levels, differ)
        mine = [line for line in lines if line["good"] in goods or line["sku"] in skus]
        ledger = Ledger(levels, mine, _made(lines))
        moments = {level.key: ledger.moments(level) for level in differ}
        since = min((last_agreement(each) for each in moments.values()), default=0)
        uploads: dict[str | None, Uploads] = {
            outlet: self._uploads(outlet, since, look.after, {level.sku for level in differ})
            for outlet in self._history.scenario.topology.outlets
        }
        causes = explained(
            levels, differ, moments=moments, held=self._held, uploads=defaultdict(dict, uploads)
        )
        for level in differ:
            if told := _told(level, causes[level.key], levels):
                yield (level.sku, level.outlet or "", level.place or ""), told

    def _levels(self, look: Snapshot) -> Levels:
        topology = self._history.scenario.topology
        return Levels(
            stock=[_vars(row) for row in look.stock],
            orders=[_vars(row) for row in look.orders],
            parts=[_vars(row) for row in look.parts],
            goods=[_vars(row) for row in self._history.goods],
            feeds=[Feed(r.warehouse, r.outlet, r.place) for r in topology.routes],
            warehouses=topology.warehouses,
        )

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], Sequence[Held]]:
        found: dict[tuple[str, str], list[Held]] = defaultdict(list)
        for row in self._history.held:
            held = Held(quantity=row.quantity, why=row.why, lot=row.lot, place=row.place)
            found[row.simulator, row.good].append(held)
        return found

    def _uploads(self, outlet: str, since: int, upto: int, skus: set[str]) -> Uploads:
        role = self._history.scenario.topology.outlets[outlet]
        operation = role.operations.get("write_quantities")
        sent = self._history.where(simulator=outlet, operation=operation)
        written = [(_vars(e), e.asked) for e in sent if since < e.seq <= upto]
        return uploads_in(written, row_key=role.row_key, skus=skus)

    def _lives(self, reference: str) -> list[Life]:
        history, topology = self._history, self._history.scenario.topology
        rows = [_vars(row) for row in history.final.orders if row.reference == reference]
        return lives_of(
            rows, outlets=[*topology.outlets], warehouses=[*topology.warehouses], told=()
        )

    @cached_property
    def _sums(self) -> Mapping[tuple[str, str, str], list[dict[str, Any]]]:
        """The lines of each system, document and kind, those of one turn added up."""
        found: dict[tuple[str, str, str], dict[int, dict[str, Any]]] = defaultdict(dict)
        for line in self._history.ledger:
            turns = found[line.simulator, line.document or "", line.what]
            row = turns.setdefault(line.turn, {**_vars(line), "delta": 0})
            row["delta"] += line.delta or 0
        return {key: list(turns.values()) for key, turns in found.items()}

    @cached_property
    def _deeds(self) -> Deeds:
        how = {entry.seq: (entry.delivered, entry.fault) for entry in self._history.journal}
        return Deeds((line for lines in self._sums.values() for line in lines), how)

    def _looked(self, warehouse: str, reference: str, after: int, before: int) -> int | None:
        role = self._history.scenario.topology.warehouses[warehouse]
        find = role.operations.get("find", "")
        for entry in self._history.where(simulator=warehouse, operation=find):
            said = f"{entry.path}?{entry.query or ''}{entry.reply_body or ''}"
            if after < entry.seq < before and entry.done and reference in said:
                return entry.seq
        return None


def _standing(document: Document) -> Document:
    """Return a document as it was before it was cancelled."""
    return replace(document, rows=tuple({**row, "cancelled": 0} for row in document.rows))


def _vars(row: Any) -> dict[str, Any]:
    """Return a frozen row as a mapping, as rows of a database are."""
    return {name: getattr(row, name) for name in row.__slots__}


def _told(level: Level, cause: Cause, levels: Levels) -> Told | None:
    clause = CLAUSES.get((cause.kind, cause.outcome)) or CLAUSES.get((cause.kind, ""))
    if clause is None or (cause.kind == "other_place" and " shows at " in cause.sentence):
        return None  # another outlet shows the same wrong number: that explains neither
    (finding,) = stock_findings([(level, cause)], levels)
    return Told(clause, cause.sentence, finding.came_of)


def _made(lines: Iterable[_Row]) -> Iterator[_Row]:
    """Yield the sums of what documents came to ask for."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for line in lines:
        if line["what"] == "demand":
            key = (line["simulator"], line["reference"])
            row = found.setdefault(
                key,
                {"simulator": key[0], "reference": key[1], "first": line["turn"], "delta": 0},
            )
            row["delta"] += line["delta"] or 0
    yield from found.values()
