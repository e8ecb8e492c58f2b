"""What a row of the journal did, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from stocktake.harness.history import Entry, History, LedgerLine
from stocktake.harness.violation import units
from stocktake.web.faults import kind_of

_WORD = re.compile(r"[^\s\"',:;&=/?()\[\]{}]+")


@dataclass(frozen=True, slots=True)
class Doings:
    """What the rows of one history did.

    `references` are the numbers of orders, `documents` those of each system's documents by id,
    `lines` the lines of the ledger by the row that wrote them, `made` the row in which a document
    was first heard of, `again` the writes that repeat an earlier one.
    """

    history: History
    references: frozenset[str]
    documents: Mapping[tuple[str, str], str]
    lines: Mapping[int, Sequence[LedgerLine]]
    made: Mapping[tuple[str, str], int]
    again: frozenset[int]

    @classmethod
    def of(cls, history: History) -> Doings:
        """Read them off a history."""
        lines: dict[int, list[LedgerLine]] = defaultdict(list)
        made: dict[tuple[str, str], int] = {}
        documents: dict[tuple[str, str], str] = {}
        for line in history.ledger:
            lines[line.turn].append(line)
            if line.document:
                made.setdefault((line.simulator, line.document), line.turn)
                documents.setdefault((line.simulator, line.document), line.reference or "")
        references = frozenset(filter(None, documents.values()))
        return cls(history, references, documents, lines, made, frozenset(_repeated(history)))

    def is_again(self, entry: Entry) -> bool:
        """Whether a write is the same as an earlier one."""
        return entry.seq in self.again

    def about(self, entry: Entry) -> str:
        """Return the number of the order that an exchange is about, if it is about one."""
        path = [unquote_plus(part) for part in (entry.path or "").split("/")]
        for before, part in zip(path, path[1:], strict=False):
            reference = self.documents.get((entry.simulator or "", part.removesuffix(".json")))
            if reference and "order" in before:
                return reference
        said = " ".join((unquote_plus(entry.query or ""), entry.request_body or "", *path))
        named = dict.fromkeys(word for word in _WORD.findall(said) if word in self.references)
        if len(named) > 1:
            return f"{len(named)} orders"
        return next(iter(named), "") or self._of_ledger(entry)

    def said(self, entry: Entry) -> str:
        """Say what came of a row, of an exchange without the words for what was asked."""
        if entry.kind != "exchange":
            return _other_row(entry, self.history)
        kind = kind_of(entry.fault)
        if not kind.story:
            return self._outcome(entry)
        name = " ".join(filter(None, (entry.operation or entry.path, self.about(entry))))
        if kind.twice is not None and self.is_again(entry):
            return f"The same {name} arrived a second time: answered {entry.status}."
        refused = "not done" if entry.status is None else f"refused ({entry.status})"
        done = "done" if entry.done else refused
        again = " again" if self.is_again(entry) else ""
        values = {"status": entry.status, "simulator": entry.simulator, "done": done}
        made = "; ".join(self._changes(entry))
        story = kind.story.format(f"{name}{again}", **values)
        return f"{story.rstrip('.')}: {made}." if made else story

    def _outcome(self, entry: Entry) -> str:
        parts = list(self._changes(entry))
        if entry.fault:
            parts.append(entry.fault.replace("_", " "))
        if not entry.delivered:
            parts.append("the engine had left before the answer")
        if not entry.is_write and entry.done and (entry.reply_body or "").strip() == "[]":
            parts.append("none")
        note = entry.note if isinstance(entry.note, Mapping) else {}
        names = [*note.get("ignored", ()), *note.get("unusable", ())]
        if names:
            parts.append(f"it ignores {', '.join(map(str, names))}")
        return "; ".join(parts)

    def _changes(self, entry: Entry) -> Iterator[str]:
        """Yield what a write changed, by its lines of the ledger."""
        lines = self.lines.get(entry.seq, ()) if entry.is_write else ()
        documents = dict.fromkeys(x.document for x in lines if x.what == "demand" and x.document)
        for document in documents:
            mine = [x for x in lines if x.document == document and x.what == "demand"]
            is_new = self.made.get((mine[0].simulator, document or "")) == entry.seq
            change = sum(x.delta or 0 for x in mine)
            fell = "was called off" if change < 0 else "was changed"
            yield f"{document} {'was made' if is_new else fell}"
        if left := sum(x.delta or 0 for x in lines if x.what == "shipment"):
            outlets = self.history.scenario.topology.outlets
            told = any(x.simulator in outlets for x in lines if x.what == "shipment")
            told_so = "told as shipped" if left > 0 else "told as not shipped"
            gone = f"{units(abs(left))} {'shipped' if left > 0 else 'taken back'}"
            yield told_so if told else gone
        if numbers := len({x.good or x.sku for x in lines if x.what == "shown"}):
            yield f"{numbers} number{'s' if numbers > 1 else ''} changed"

    def _of_ledger(self, entry: Entry) -> str:
        named = {x.reference for x in self.lines.get(entry.seq, ()) if x.reference}
        return named.pop() if len(named) == 1 else ""


def _repeated(history: History) -> Iterator[int]:
    seen = set()
    for entry in history.journal:
        if entry.kind == "exchange" and entry.is_write:
            asked = (entry.simulator, entry.operation, entry.path, entry.query, entry.request_body)
            if asked in seen and entry.request_body:
                yield entry.seq
            seen.add(asked)


def _other_row(entry: Entry, history: History) -> str:
    note = entry.note if isinstance(entry.note, Mapping) else {}
    name = (entry.operation or "").replace("_", " ")
    if entry.kind == "clock":
        by = note.get("by_ms")
        return f"{_span(by)} went by." if isinstance(by, int) else f"The clock: {name}."
    if entry.kind == "fault":
        if entry.operation == "clear":
            return "No fault is planted any more."
        kind = (entry.fault or "").replace("_", " ")
        return f"Planted: {kind} on {entry.operation}{_which(note)}."
    if entry.kind == "not_received":
        return f"A request broke off ({entry.name}, {note.get('bytes', 0)} bytes of its body)."
    if entry.kind == "callback":
        answer = f"answered {entry.status}" if entry.delivered else "no answer arrived"
        return f"{entry.simulator} asked the engine ({entry.operation}): {answer}."
    details = _details(note)
    role = history.scenario.topology.role(entry.simulator)
    sentences = role.sentences if role else {}
    said = sentences.get(entry.operation or "", name.capitalize())
    refused = f" It was refused: {note['refused']}." if note.get("refused") else ""
    return f"{said}{f': {details}' if details else ''}.{refused}"


def _which(note: Mapping[str, Any]) -> str:
    nth, times = note.get("nth", 1), note.get("times", 1)
    return f"{f' #{nth}' if nth != 1 else ''}{f', {times} times' if times != 1 else ''}"


def _details(note: Mapping[str, Any]) -> str:
    """Spell the arguments of an event: quantities first, the rest by name."""
    parts = [
        f"{line.get('quantity')} of {line.get('sku')}"
        for line in note.get("lines") or ()
        if isinstance(line, Mapping) and "sku" in line
    ]
    if "count" in note and "sku" in note:
        parts.append(f"{note['count']} of {note['sku']}")
    others = {"lines", "customer", "module", "refused"}
    others |= {"count", "sku"} if {"count", "sku"} <= note.keys() else set()
    parts += [
        f"{name.replace('_', ' ')} {value}"
        for name, value in note.items()
        if name not in others and isinstance(value, str | int | float)  # no lists of ids
    ]
    return ", ".join(parts)


def _span(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "No time"
