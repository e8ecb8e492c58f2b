"""A function that calls one system, and the two ways in which a call fails."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from .settings import PACED


class NotDone(Exception):  # noqa: N818 - it is an outcome, not a mistake
    """No answer, or none that can be read: whether it was done is unknown."""


class Refusal(NotDone):
    """The system refused it: it was not done."""


def caller(base: str, wait: float = 0, **kw: Any) -> Callable[..., httpx.Response]:
    """A function that calls one system, slowly enough, and again after `429`."""
    client = httpx.Client(base_url=base, timeout=6, **kw)

    def call(method: str, path: str, **more: Any) -> httpx.Response:
        """Reads are tried three times, writes once."""
        text = "it was refused too often"
        for left in (2, 1, 0) if method == "GET" else (0,) * 3:
            time.sleep(wait)
            try:
                answer = client.request(method, path, **more)
                text = f"{answer.status_code} {answer.text[:80]}"
                if answer.is_success:
                    answer.content and answer.json()
                    return answer
                if answer.status_code == 429 or (PACED and answer.status_code == 503):
                    time.sleep(float(answer.headers.get("retry-after", 1)) + 0.1)
                    continue
            except (httpx.HTTPError, ValueError) as error:
                text = repr(error)
            else:
                if answer.is_client_error:
                    raise Refusal(f"{method} {path}: {text}")
            if not left:
                break
        raise NotDone(f"{method} {path}: {text}")

    return call
