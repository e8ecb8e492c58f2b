"""Calls to one system: paced, a read repeated once, a write never."""

import time
from typing import Any

import httpx

from .settings import FLOWING


class TroubleError(Exception):
    """A system is unwell or its answer is lost: the round has failed, the next one mends it."""


class RefusedError(TroubleError):
    """The system has said no; nothing was done."""


class Api:
    """One system, called with credentials and paced; reads are repeated once, writes never."""

    def __init__(self, base: str, gap: float = 0, **kw: Any) -> None:
        self.http, self.gap = httpx.Client(base_url=base, timeout=6, **kw), gap

    def call(self, method: str, path: str, **kw: Any) -> httpx.Response:
        """Call, wait when told to, raise unless it was done."""
        text, tries = "", 2 if method == "GET" else 1
        for _ in range(6):
            time.sleep(self.gap)
            try:
                answer = self.http.request(method, path, **kw)
                if answer.is_success and answer.content:
                    answer.json()
            except (httpx.HTTPError, ValueError) as error:
                text, code = repr(error), 599
            else:
                text, code = f"{answer.status_code} {answer.text[:99]}", answer.status_code
                if answer.is_success:
                    return answer
                if code == 429 or (code == 503 and FLOWING):
                    time.sleep(float(answer.headers.get("retry-after", "1")) + 0.05)
            if code < 500 and code != 429:
                raise RefusedError(f"{method} {path}: {text}")
            tries -= code != 429
            if not tries:
                break
        raise TroubleError(f"{method} {path}: {text}")

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path."""
        return self.call("GET", path, params=query).json()
