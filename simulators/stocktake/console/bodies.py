"""Headers and bodies as a page shows them: JSON in lines, names marked, credentials hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

MOST_SHOWN = 64 * 1024  # characters of a body; the rest is behind a link
_NAME = re.compile(r'^(\s*)("(?:[^"\\]|\\.)*")(:.*)$', re.S)
# Headers of which only the first word or letters are shown: pages are looked at by many.
_SECRET = re.compile(r"(authorization|cookie|api-?key|token|secret|password)", re.I)


@dataclass(frozen=True, slots=True)
class Body:
    """A body in pieces: a word for how each is shown (`k`: a name), and its text."""

    pieces: tuple[tuple[str, str], ...]
    is_cut: bool
    size: int


def headers_of(headers: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return headers as a page shows them, by name."""
    return [(name, _hidden(name, value)) for name, value in sorted((headers or {}).items())]


def _hidden(name: str, value: str) -> str:
    if not _SECRET.search(name):
        return value
    scheme, space, rest = value.partition(" ")
    return f"{scheme} …" if space and rest else f"{value[:4]}…"


def body_of(text: str | None, marked: str = "") -> Body:
    """Return a body in pieces; `marked` is a text in it that the page speaks of."""
    spelled = readable(text or "")
    shown = spelled[:MOST_SHOWN]
    pieces = [piece for line in _lines(shown) for piece in _marked(line, marked)]
    return Body(tuple(pieces), len(spelled) > MOST_SHOWN, len(text or ""))


def readable(text: str) -> str:
    """Return JSON with a line for each value, a form with a line for each field, else the text."""
    if text[:1] in ("{", "["):
        try:
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            return text
    if re.fullmatch(r"[\w%.+\[\]*-]+=[^\s]*", text):
        return "\n".join(_field(name, value) for name, value in parse_qsl(text, True))
    return text


def _field(name: str, value: str) -> str:
    """Spell a field of a form; one that holds JSON shows what is in it."""
    inner = readable(value) if value[:1] in ("{", "[") else value
    return f"{json.dumps(name, ensure_ascii=False)}: {inner}"


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines(keepends=True):
        found = _NAME.match(line)
        if found is None:
            yield "", line
        else:
            yield "", found[1]
            yield "k", found[2]
            yield "", found[3]


def _marked(piece: tuple[str, str], marked: str) -> list[tuple[str, str]]:
    word, text = piece
    if not marked or word or marked not in text:
        return [piece]
    parts = re.split(f'("?{re.escape(marked)}"?)', text)
    return [("mark" if i % 2 else word, part) for i, part in enumerate(parts) if part]


def as_json(text: str | None) -> Any:
    """Return a body read as JSON; None where it is none."""
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None
