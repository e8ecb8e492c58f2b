"""HTTP as a careful client speaks it: reads are repeated, a write is sent once and judged.

A round is a short process: `http` is what it needs of a client, and no more to import.
"""

from __future__ import annotations

import json as json_module
import re
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from .http import Broken, Connection

T = TypeVar("T")
TIMEOUT = 10.0
PAUSES = (0.05, 0.1, 0.2)
"""Seconds before a read is sent for the second, third and fourth time."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LINK = re.compile(r'<([^>]*)>\s*;\s*rel="([^"]*)"')


class Refused(Exception):  # noqa: N818  # an answer, not an error of ours
    """A definite no: nothing was written or read."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {' '.join(text.split())[:200]}")
        self.status = status


class OutcomeUnknown(Exception):  # noqa: N818  # a state of knowledge, not an error of ours
    """The answer to a write is lost or unreadable: only a read can tell if it happened."""


class ReadFailed(Exception):  # noqa: N818  # an answer, not an error of ours
    """A read got no usable answer this time."""


class Unreachable(Exception):  # noqa: N818  # the network, not an error of ours
    """No complete answer came."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, its headers in lower case, and what was asked."""

    asked: str
    status: int
    text: str
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Read the body; ValueError when it is not JSON."""
        return json_module.loads(self.text)

    @property
    def at(self) -> datetime | None:
        """When the server answered, by its own clock."""
        date = self.headers.get("date")
        return _moment(date) if date else None

    @property
    def links(self) -> dict[str, str]:
        """What the `Link` header points to: `next`, `last` and so on."""
        return {rel: url for url, rel in _LINK.findall(self.headers.get("link", ""))}


class Client:
    """One API over one connection that is kept open; `wrote` is set when a write is sent.

    `pace` is the seconds between two requests, and before the first one: the round before may have
    asked a moment ago.
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: tuple[str, str] | None = None,
        pace: float = 0,
        **headers: str,
    ) -> None:
        parts = urlsplit(base_url)
        self.connection = Connection(parts.netloc, tls=parts.scheme == "https", timeout=TIMEOUT)
        self.base = parts.path.rstrip("/")
        self.pace = pace
        self.asked_at = time.monotonic()
        self.wrote = False
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if auth is not None:
            self.headers["Authorization"] = f"Basic {b64encode(':'.join(auth).encode()).decode()}"

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def send(self, method: str, target: str, *, json: Any = None, form: Any = None) -> Reply:
        """Send one request; Unreachable when no complete answer comes.

        `target` is a path after the base URL, or a URL that this API gave.
        """
        parts = urlsplit(target)
        path = (parts.path if parts.scheme else self.base + parts.path) + f"?{parts.query}"
        headers, body = dict(self.headers), None
        if json is not None:
            body, headers["Content-Type"] = json_module.dumps(json), "application/json"
        elif form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        self._wait()
        content = None if body is None else body.encode()
        try:
            answer = self.connection.ask(method, path.rstrip("?"), content, headers)
        except (OSError, Broken) as error:
            raise Unreachable(f"{method} {parts.path}: {type(error).__name__} {error}") from error
        text = answer.body.decode(errors="replace")
        return Reply(f"{method} {parts.path}", answer.status, text, answer.headers)

    def _wait(self) -> None:
        if self.pace:  # even a sleep of 0 s would give up the processor
            time.sleep(max(0, self.asked_at + self.pace - time.monotonic()))
            self.asked_at = time.monotonic()


def read(http: Client, target: str, query: Mapping[str, Any] | None = None) -> Reply:
    """GET, with retries, until there is an answer in JSON or a refusal."""
    url = f"{target}?{urlencode(query)}" if query else target

    def once() -> Reply:
        reply = _got(http.send("GET", url))
        _decode(reply, ReadFailed)
        return reply

    return _patiently(once)


def find(http: Client, target: str) -> dict[str, Any] | None:
    """Read a record; None when there is none by this name (any more)."""
    try:
        found: dict[str, Any] = read(http, target).json()
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return None
    return found


def rows_of_page(rows: list[Any], *, awaited: int) -> list[Any]:
    """Return a page's rows; ReadFailed for none, where the same answer speaks of more."""
    if awaited > 0 and not rows:
        raise ReadFailed(f"a page is empty, though its answer speaks of {awaited} rows more")
    return rows


def fetch(url: str) -> str:
    """Return the file at a signed URL; no credentials are sent."""
    with closing(Client(url)) as http:
        return _patiently(lambda: _got(http.send("GET", url)).text)


def write(
    http: Client, path: str, *, method: str = "POST", bodiless: bool = False, **body: Any
) -> Any:
    """Write once. Raise Refused when nothing was written, OutcomeUnknown when it may have been.

    `bodiless`: the answer has no body that could tell more than its status.
    """
    before, http.wrote = http.wrote, True
    try:
        reply = http.send(method, path, **body)
    except Unreachable as error:
        raise OutcomeUnknown(str(error)) from error
    if reply.status >= 500:
        raise OutcomeUnknown(f"{reply.asked} answered {reply.status}")
    if reply.status >= 400:
        http.wrote = before
        raise Refused(reply.status, reply.text)
    return None if reply.status == 204 or bodiless else _decode(reply, OutcomeUnknown)


def _moment(date: str) -> datetime | None:
    """Read a date as HTTP spells it: `Sun, 06 Nov 1994 08:49:37 GMT`; None for another text."""
    try:
        _, day, month, year, time_of_day, _ = date.split()
        hour, minute, second = time_of_day.split(":")
        number = _MONTHS.index(month) + 1
        return datetime(
            int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except ValueError:
        return None


def _patiently(attempt: Callable[[], T]) -> T:
    """Make an attempt, again after each pause while no usable answer comes."""
    # A loop of our own: a library for it takes as long to import as thirty requests take.
    for pause in PAUSES:
        try:
            return attempt()
        except (Unreachable, ReadFailed):
            time.sleep(pause)
    return attempt()


def _got(reply: Reply) -> Reply:
    if reply.status >= 500:
        raise ReadFailed(f"{reply.asked} answered {reply.status}")
    if reply.status >= 400:
        raise Refused(reply.status, reply.text)
    return reply


def _decode(reply: Reply, error: type[Exception]) -> Any:
    try:
        return reply.json()
    except ValueError:
        raise error(f"{reply.asked}: the answer is not JSON") from None
