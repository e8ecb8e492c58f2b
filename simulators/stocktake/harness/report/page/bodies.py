"""Requests and replies as the page shows them: as they are in the canonical journal, cut short."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from stocktake.harness.report.texts import plain

MOST_BYTES = 2048
"""A body of so many bytes is shown whole."""
MOST_LINES = 26
"""Of a longer one so many lines are, each cut after as many bytes."""
_SHOWN_HEADERS = re.compile(
    r"content-type|authorization|x-|idempotency|retry-after|link|location|per-page|total", re.I
)
_MOST_HEADER = 60
_BEGIN, _END = "\ue000", "\ue001"  # stand for a mark until the text is escaped
_KEY = re.compile(r"^(\s*)(&#34;(?:[^&]|&(?!#34;))*&#34;):", re.M)


@dataclass(frozen=True, slots=True)
class Bodies:
    """An exchange: what was asked and what was answered, as HTML."""

    request: Markup
    reply: Markup
    status: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Exchanges:
    """The exchanges of a canonical journal by number; orders that are `marked` stand out.

    A row is read when it is shown: most are not.
    """

    rows: Sequence[str]
    marked: frozenset[str]

    @classmethod
    def of(cls, journal: str, marked: Iterable[str]) -> Exchanges:
        """Return those of a journal, whose rows are numbered from 1 on."""
        return cls(journal.split("\n")[:-1], frozenset(marked))  # bodies may hold other ends

    def __contains__(self, seq: int) -> bool:
        """Whether there is a row of this number."""
        return 0 < seq <= len(self.rows)

    def __getitem__(self, seq: int) -> Bodies:
        """Return what was asked and answered in a row."""
        return _bodies(json.loads(self.rows[seq - 1]), self.marked)


def _bodies(row: Mapping[str, Any], marked: Collection[str]) -> Bodies:
    query = f"?{row['query']}" if row["query"] else ""
    first = escape(plain(f"{row['method']} {row['path']}{query}"))
    asked = [first, *_headers(row["request_headers"])]
    request = _message(asked, row["request_body"], marked)
    reply = _message(list(_headers(row["reply_headers"])), row["reply_body"], marked)
    status = "none" if row["status"] is None else str(row["status"])
    return Bodies(request, reply, status, bool(row["delivered"]))


def _headers(headers: Mapping[str, str] | None) -> Iterator[Markup]:
    for name, value in sorted((headers or {}).items()):
        if _SHOWN_HEADERS.match(name):
            said = plain(str(value).replace("{base}", ""))
            short = f"{said[:_MOST_HEADER]}\N{HORIZONTAL ELLIPSIS}"
            shown = short if len(said) > _MOST_HEADER else said
            yield Markup("<i>{}</i>: {}").format(plain(name), shown)


def _message(head: list[Markup], body: str | None, marked: Collection[str]) -> Markup:
    shown = _body(body, marked) if body else Markup("<small>no body</small>")
    return Markup("\n").join([*head, Markup(""), shown] if head else [shown])


def _body(body: str, marked: Collection[str]) -> Markup:
    """Return a body as text: JSON with a line for each value and its names apart."""
    try:
        text, is_json = json.dumps(json.loads(body), indent=2, ensure_ascii=False), True
    except (ValueError, RecursionError):
        text, is_json = body, False
    lines = plain(text.replace("{base}", "")).split("\n")
    left = 0
    if len(text.encode(errors="replace")) > MOST_BYTES:
        left = len(lines) - MOST_LINES
        lines = [_cut(line) for line in lines[:MOST_LINES]]
    shown = _marked("\n".join(lines), marked)
    if is_json:
        shown = Markup(_KEY.sub(r"\1<i>\2</i>:", str(shown)))
    if left > 0:
        shown += Markup("\n<small>{} more lines, in the .har</small>").format(left)
    return shown


def _cut(line: str) -> str:
    return line if len(line) <= MOST_BYTES else f"{line[:MOST_BYTES]}\N{HORIZONTAL ELLIPSIS}"


def _marked(text: str, marked: Collection[str]) -> Markup:
    """Escape a text, in which whole words of these stand out."""
    text = text.replace(_BEGIN, "\ufffd").replace(_END, "\ufffd")
    words = "|".join(map(re.escape, sorted(marked, key=lambda word: (-len(word), word))))
    if words:
        text = re.sub(rf"(?<!\w)({words})(?!\w)", rf"{_BEGIN}\1{_END}", text)
    return Markup(str(escape(text)).replace(_BEGIN, "<mark>").replace(_END, "</mark>"))
