"""A connection to one system, and the two ways in which a call fails."""

import os
import time
from typing import Any

import httpx

ENV = os.environ
FLOWING = ENV.get("STOCKTAKE_CLOCK") == "flowing"


class RefusedError(Exception):
    """The other side said no; nothing has happened."""


class UnsureError(Exception):
    """No answer came, or none that can be read or believed."""


class Wire:
    """One API. Reads are tried three times, writes once; calls are spaced where time flows."""

    def __init__(self, base: str, pace: float, **options: Any) -> None:
        self.http = httpx.Client(base_url=base, timeout=6.0, **options)
        self.pace = pace * FLOWING
        self.free_at, self.wrote = time.monotonic() + self.pace, False

    def send(self, method: str, path: str, **what: Any) -> tuple[Any, httpx.Response]:
        """Send; who is refused by a limit waits and sends again, as nothing was done."""
        chances = 3 if method == "GET" else 1
        self.wrote |= method != "GET"
        while True:
            time.sleep(max(0.0, self.free_at - time.monotonic()))
            pause = self.pace
            try:
                reply = self.http.request(method, path, **what)
                code = reply.status_code
                if code < 400:
                    return (reply.json() if reply.content else None), reply
                trouble = f"{code} {reply.text[:90]}"
                if code == 429 or (code == 503 and FLOWING):
                    pause, chances = float(reply.headers.get("retry-after", 1)) + 0.1, chances + 1
                elif code < 500:
                    raise RefusedError(f"{method} {path}: {trouble}")
            except (httpx.HTTPError, ValueError) as error:
                trouble = repr(error)
            finally:
                self.free_at = time.monotonic() + pause
            chances -= 1
            if not chances:
                raise UnsureError(f"{method} {path}: {trouble}")

    def get(self, path: str, **params: Any) -> Any:
        """Read."""
        return self.send("GET", path, params=params)[0]

    def put(self, method: str, path: str, **body: Any) -> Any:
        """Write JSON."""
        return self.send(method, path, json=body)[0]
