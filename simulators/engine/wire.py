"""HTTP as a careful client speaks it: reads are repeated, a write is sent once and judged."""

from __future__ import annotations

from typing import Any

import httpx
import stamina

TIMEOUT = 10.0

# stamina would log every retry to stderr, which is kept for what a user must know.
stamina.instrumentation.set_on_retry_hooks([])


class Refused(Exception):  # noqa: N818  # an answer, not an error of ours
    """A definite no: nothing was written or read."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {' '.join(text.split())[:200]}")
        self.status = status


class Unsettled(Exception):  # noqa: N818  # a state of knowledge, not an error of ours
    """The answer to a write is lost or unreadable: it may have happened, only a read can tell."""


class Unwell(Exception):  # noqa: N818  # an answer, not an error of ours
    """A read got no usable answer this time."""


def client(base_url: str, **options: Any) -> httpx.Client:
    """Make a client of one API; loading certificates costs 0.1 s, so only for https."""
    verify = base_url.startswith("https:")
    return httpx.Client(base_url=base_url, timeout=TIMEOUT, verify=verify, **options)


@stamina.retry(
    on=(httpx.RequestError, Unwell), attempts=4, wait_initial=0.05, wait_max=0.5, wait_jitter=0.05
)
def read(http: httpx.Client, url: str, query: dict[str, Any] | None = None) -> httpx.Response:
    """GET until there is an answer in JSON, a refusal, or no patience left."""
    reply = http.get(url, params=query)
    if reply.status_code >= 500:
        raise Unwell(f"GET {reply.url.path} answered {reply.status_code}")
    if reply.status_code >= 400:
        raise Refused(reply.status_code, reply.text)
    _decode(reply, Unwell)
    return reply


def write(http: httpx.Client, url: str, **body: Any) -> Any:
    """POST once. Raise Refused when nothing was written, Unsettled when nobody can know."""
    try:
        reply = http.post(url, **body)
    except httpx.RequestError as error:
        raise Unsettled(f"POST {url}: {type(error).__name__} {error}") from error
    if reply.status_code >= 500:
        raise Unsettled(f"POST {url} answered {reply.status_code}")
    if reply.status_code >= 400:
        raise Refused(reply.status_code, reply.text)
    return _decode(reply, Unsettled)


def _decode(reply: httpx.Response, error: type[Exception]) -> Any:
    try:
        return reply.json()
    except ValueError:
        raise error(f"{reply.request.method} {reply.url.path}: the answer is not JSON") from None
