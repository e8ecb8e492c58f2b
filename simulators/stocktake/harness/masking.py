"""Credentials that are not the fakes' own, taken out of whatever is printed or written to a report.

An engine under test may hold keys of real accounts and send them by mistake. A value is taken for
one where it stands as a credential (headers, fields with such names, user information of URLs), if
it looks like a key of a known service, or if the environment of the check holds it under such a
name. The fakes' own keys stay readable. `***40` stands for a value of 40 characters.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from stocktake.harness.history import Entry, History, StepHistory
from stocktake.harness.verdict import Result

_WORDS = (
    r"(?:(?:api|app|access|private|account)[_-]?key|token|secret|passw(?:or)?d|passphrase"
    r"|credentials?|session(?:[_-]?id)?|authorization|cookie)"
)
_NAME = rf"(?P<name>[\w.\-\[\]%]*{_WORDS}(?:\]|%5D)?)"
_HARMLESS = re.compile(r"(?:page|next|continuation|cursor|sync)[_-]?token", re.I)
_FIELDS = (
    # "name": "value", also inside a JSON string
    re.compile(rf'"{_NAME}"\s*:\s*"(?P<value>(?:[^"\\]|\\.)+)"', re.I),
    re.compile(rf'\\"{_NAME}\\"\s*:\s*\\"(?P<value>[^"\\]+)\\"', re.I),
    re.compile(rf"(?:^|(?<=[?&\s])){_NAME}=(?P<value>[^&\s]+)", re.I | re.M),
    # A part of a multipart body: its headers, an empty line, the value.
    re.compile(rf'name="{_NAME}"[^\n]*\n(?:[^\n]+\n)*?\r?\n(?P<value>[^\r\n]+)', re.I),
)
_SAID = re.compile(
    rf"{_NAME}[\"']?\s*[:=]\s*[\"']?(?:(?:basic|bearer|token)\s+)?(?P<value>[^\s&\"',;]+)", re.I
)
_USER_INFORMATION = re.compile(r"://(?P<name>[^/\s:@]*):(?P<value>[^/\s@]+)@")
_IN_PATHS = re.compile(rf"/{_NAME}/(?P<value>[^/?\s]+)", re.I)
_KNOWN = re.compile(
    r"\b(?:[spr]k_(?:live|test)_\w{8,}|gh[pousr]_\w{20,}|AKIA[0-9A-Z]{16}|xox[abpr]-[\w-]{10,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)"
)
# Each of the patterns above needs one of these words, or marks of the known services; texts without
# them are most of a journal, and looking for words is ten times faster than matching patterns.
_HINTS = ("key", "token", "secret", "passw", "passp", "credent", "sess", "author", "cook")
_MARKS = ("k_live_", "k_test_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "AKIA", "xox", "eyJ")
_HEADER = re.compile(r"authorization$|cookie$|(?:key|token|secret|password|auth|session)$", re.I)
_NO_CREDENTIAL_HEADERS = frozenset({"idempotency-key", "sec-websocket-key"})
_OF_ENVIRONMENT = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS)$", re.I)
_OPTION = re.compile(r"--?[\w-]*(?:key|token|secret|password|passwd)", re.I)
_LONG, _VERY_LONG = 8, 20
_SHORTEST_KEY = 15  # of the known services
_BINARY = "base64:"


def hidden(value: str) -> str:
    """Return what stands for a value: stars, and its length."""
    return f"***{len(value)}"


def _is_distinct(value: str) -> bool:
    """Whether a value can be replaced wherever it stands: no word, no number, no date."""
    mixed = re.search(r"[^\W\d_]", value) and re.search(r"[\W\d_]", value)
    return len(value) >= _VERY_LONG or (len(value) >= _LONG and bool(mixed))


@dataclass(frozen=True, slots=True)
class Mask:
    """What to take out: `values` wherever they stand, and credentials that are not `issued`."""

    values: frozenset[str] = frozenset()
    issued: frozenset[str] = frozenset()

    @classmethod
    def of(cls, history: History | None) -> Mask:
        """Find the credentials in a play that are not those of its world."""
        others = history.staff_exchanges if history else frozenset()
        entries = history.journal if history else ()
        staff = {
            value
            for entry in entries
            if entry.seq in others
            for value in _of_headers(entry.request_headers)
        }
        issued = (history.issued if history else frozenset()) | staff
        found = set(_of_environment())
        for entry in entries:
            if entry.seq not in others:
                found.update(_sent(entry))
        values = frozenset(value for value in found if value not in issued and _is_distinct(value))
        return cls(values, issued)

    def joined(self, other: Mask) -> Mask:
        """Return a mask that takes out what either does."""
        return Mask(self.values | other.values, self.issued | other.issued)

    def result(self, result: Result) -> Result:
        """Return a result that can be shown."""
        checks = {
            name: tuple(replace(each, story=self.said(each.story)) for each in found)
            for name, found in result.checks.items()
        }
        return replace(
            result,
            history=self._history(result.history) if result.history else None,
            checks=checks,
            broken_down=self.said(result.broken_down),
            skipped=self.said(result.skipped),
            notes=tuple(map(self.said, result.notes)),
        )

    def said(self, text: str) -> str:
        """Return what an engine printed, or a story, so that it can be shown."""

        def random_ones(found: re.Match[str]) -> str:
            value = found["value"]
            return self._spelled(found) if _is_distinct(value) else found.group()

        return _SAID.sub(random_ones, self._known_everywhere(text))

    def command(self, command: Sequence[str]) -> list[str]:
        """Return a command so that it can be shown."""
        shown: list[str] = []
        for number, part in enumerate(command):
            named = number > 0 and bool(_OPTION.fullmatch(command[number - 1]))
            shown.append(hidden(part) if named else self.text(part))
        return [re.sub(rf"^({_OPTION.pattern}=)(.+)", _option, part) for part in shown]

    def text(self, text: str) -> str:
        """Return a body, a query or a path so that it can be shown."""
        if text.startswith(_BINARY):
            return self._binary(text)
        for pattern in _patterns_for(text):
            text = pattern.sub(self._spelled, text)
        return self._known_everywhere(text)

    def line(self, line: str, *, others: frozenset[int]) -> str:
        """Return a row of a canonical journal; `others` are the numbers of staff's requests."""
        row = json.loads(line)
        sides = _sides(row["kind"]) if row["seq"] not in others else ()
        shown = {name: self._column(name, value, sides=sides) for name, value in row.items()}
        if shown == row:
            return line
        return json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def _history(self, history: History) -> History:
        others = history.staff_exchanges
        lines = history.canonical.split("\n")  # bodies may hold other ends of lines
        return replace(
            history,
            journal=tuple(self._entry(entry, others=others) for entry in history.journal),
            canonical="\n".join(self.line(each, others=others) if each else "" for each in lines),
            steps=tuple(map(self._step, history.steps)),
            settling=tuple(map(self._step, history.settling)),
            quiet=self._step(history.quiet) if history.quiet else None,
        )

    def _step(self, step: StepHistory) -> StepHistory:
        round_ = step.round
        shown = replace(round_, output=self.said(round_.output), why=self.said(round_.why))
        return step if shown == round_ else replace(step, round=shown)

    def _entry(self, entry: Entry, *, others: frozenset[int]) -> Entry:
        sides = _sides(entry.kind) if entry.seq not in others else ()
        columns = {name: getattr(entry, name) for name in _COLUMNS}
        shown = {name: self._column(name, was, sides=sides) for name, was in columns.items()}
        return entry if shown == columns else replace(entry, **shown)

    def _column(self, name: str, value: Any, *, sides: tuple[str, ...]) -> Any:
        """Return a column of the journal; `sides` are the beginnings of those that an engine fills.

        In the others only what is known to be a secret is taken out.
        """
        is_sent = name.startswith(sides) if sides else False
        if name.endswith("_headers"):
            return self._headers(value) if is_sent else self._inside(value)
        if name in ("path", "query") or name.endswith("_body"):
            if value is None:
                return None
            return self.text(value) if is_sent else self._known_everywhere(value)
        return self._inside(value) if name == "note" else value

    def _headers(self, headers: Mapping[str, str] | None) -> dict[str, str] | None:
        if headers is None:
            return None
        return {name: self._header(name, str(value)) for name, value in headers.items()}

    def _header(self, name: str, value: str) -> str:
        if not _is_credential(name):
            return self.text(value)
        if name.lower().endswith("cookie"):
            return re.sub(r"(?<==)[^;]+", lambda found: hidden(found.group()), value)
        scheme, space, rest = value.rpartition(" ")
        ours = [part in self.issued for part in (_basic(rest) if scheme else ()) or (rest,)]
        return value if all(ours) else f"{scheme}{space}{hidden(rest)}"

    def _inside(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._known_everywhere(value)
        if isinstance(value, Mapping):
            return {name: self._inside(inner) for name, inner in value.items()}
        return [self._inside(inner) for inner in value] if isinstance(value, list) else value

    def _known_everywhere(self, text: str) -> str:
        if _may_hold_a_key(text):
            text = _KNOWN.sub(lambda found: self._unless_issued(found.group()), text)
        for spelled, stars in _spelled_everywhere(self.values):
            text = text.replace(spelled, stars)
        return text

    def _unless_issued(self, value: str) -> str:
        return value if value in self.issued else hidden(value)

    def _spelled(self, found: re.Match[str]) -> str:
        """Return a match with its value hidden, unless it is one of the fakes' own."""
        value, whole = found["value"], found.group()
        plain = unquote_plus(value)
        is_masked = re.fullmatch(r"\*{3}\d+", value)
        if is_masked or {value, plain} & self.issued or _HARMLESS.search(found["name"]):
            return whole
        start = found.start("value") - found.start()
        return f"{whole[:start]}{hidden(plain)}{whole[start + len(value) :]}"

    def _binary(self, text: str) -> str:
        packed = base64.b64decode(text.removeprefix(_BINARY)).decode("latin-1")
        shown = self.text(packed)
        if shown == packed:
            return text
        return _BINARY + base64.b64encode(shown.encode("latin-1")).decode()


_COLUMNS = (
    "path", "query", "request_headers", "request_body", "reply_headers", "reply_body", "note",
)  # fmt: skip


def _sides(kind: str) -> tuple[str, ...]:
    """Return how columns begin that the engine's side fills: it asks, or answers a callback."""
    return ("reply_", "path", "query") if kind == "callback" else ("request_", "path", "query")


def _sent(entry: Entry) -> Iterator[str]:
    """Yield the values that an engine sent as credentials."""
    if entry.kind not in ("exchange", "callback", "not_received"):
        return
    answers = entry.kind == "callback"
    yield from _of_headers(entry.reply_headers if answers else entry.request_headers)
    body = entry.reply_body if answers else entry.request_body
    for text in filter(None, (body, entry.query, entry.path)):
        yield from _of_text(text)


def _of_headers(headers: Mapping[str, str] | None) -> Iterator[str]:
    for name, value in (headers or {}).items():
        if not _is_credential(name):
            continue
        if name.lower().endswith("cookie"):
            yield from re.findall(r"=([^;]+)", str(value))
            continue
        scheme, _, rest = str(value).rpartition(" ")
        yield rest
        yield from _basic(rest) if scheme else ()


def _of_text(text: str) -> Iterator[str]:
    for spelled in {text, unquote_plus(text)}:
        for pattern in _patterns_for(spelled):
            for found in pattern.finditer(spelled):
                if not _HARMLESS.search(found["name"]):
                    yield unquote_plus(found["value"])
        yield from _KNOWN.findall(spelled) if _may_hold_a_key(spelled) else ()


def _patterns_for(text: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns that may match a text, in their order."""
    folded = text.casefold()
    if any(hint in folded for hint in _HINTS):
        return (*_FIELDS, _USER_INFORMATION, _IN_PATHS)
    return (_USER_INFORMATION,) if "://" in text else ()


def _may_hold_a_key(text: str) -> bool:
    return len(text) >= _SHORTEST_KEY and any(mark in text for mark in _MARKS)


def _of_environment() -> Iterable[str]:
    """Return the values of our own environment, which an engine inherits, under such names."""
    return [value for name, value in os.environ.items() if _OF_ENVIRONMENT.search(name)]


@lru_cache(maxsize=512)
def _is_credential(header: str) -> bool:
    return bool(_HEADER.search(header)) and header.lower() not in _NO_CREDENTIAL_HEADERS


def _basic(packed: str) -> tuple[str, ...]:
    """Return the user and the password of HTTP Basic, nothing where it is none."""
    try:
        user, colon, password = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ()
    return (user, password) if colon else ()


@lru_cache(maxsize=64)
def _spelled_everywhere(values: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return each spelling of each value and what stands for it, the longest value first.

    Worked out once: a play has thousands of texts, and the values are the same in all.
    """
    return tuple(
        (spelled, hidden(value))
        for value in sorted(values, key=len, reverse=True)
        for spelled in _spellings(value)
    )


def _spellings(value: str) -> dict[str, None]:
    """Return how a value may stand in a URL, a form, JSON, and JSON in one of them."""
    inner = json.dumps(value)[1:-1]
    twice = json.dumps(inner)[1:-1]
    each = (twice, inner, value)
    return dict.fromkeys([*map(quote_plus, each), *(quote(one, safe="") for one in each), *each])


def _option(found: re.Match[str]) -> str:
    return found[1] + (found[2] if found[2].startswith("***") else hidden(found[2]))
