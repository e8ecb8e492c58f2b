"""A connection that threads share, and the two ways in which a call fails."""

import threading
import time
from typing import Any

import httpx


class DeniedError(Exception):
    """An answer of 4xx: nothing was done."""


class UnknownError(Exception):
    """What happened is not known, or what was read cannot be believed."""


class Wire:
    """A connection that several threads may use; where calls are counted it lets them in slowly."""

    def __init__(self, base: str, pace: float, **options: Any) -> None:
        self.http = httpx.Client(base_url=base, timeout=6.0, **options)
        self.pace, self.flows, self.wrote = pace, pace > 0, False
        self.turn, self.free_at = threading.Lock(), time.monotonic() + pace

    def exchange(self, method: str, path: str, what: dict[str, Any]) -> httpx.Response:
        """One exchange, when it is this caller's turn; a refusal by a limit only takes time."""
        with self.turn:
            while True:
                time.sleep(max(0.0, self.free_at - time.monotonic()))
                try:
                    reply = self.http.request(method, path, **what)
                finally:
                    self.free_at = time.monotonic() + self.pace
                if reply.status_code != 429 and not (self.flows and reply.status_code == 503):
                    return reply
                wait = float(reply.headers.get("retry-after", 1))
                self.free_at = time.monotonic() + wait + 0.1

    def call(self, method: str, path: str, **what: Any) -> tuple[Any, httpx.Response]:
        """An exchange with an answer that can be read; reads are tried three times."""
        self.wrote |= method != "GET"
        why = ""
        for _ in range(3 if method == "GET" else 1):
            try:
                reply = self.exchange(method, path, what)
                if reply.status_code < 400:
                    return (reply.json() if reply.content else None), reply
                why = f"{reply.status_code} {reply.text[:90]}"
                if reply.status_code < 500:
                    raise DeniedError(f"{method} {path}: {why}")
            except (httpx.HTTPError, ValueError) as trouble:
                why = repr(trouble)
        raise UnknownError(f"{method} {path}: {why}")

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.call("GET", path, params=query)[0]
