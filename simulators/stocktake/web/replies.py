"""From a Reply to what the socket does in the end: send all of it, a part of it, or nothing."""

import functools
from typing import NamedTuple

import orjson

from stocktake.core.clock import to_datetime
from stocktake.core.simulator import Reply

from .bodies import is_json
from .client_connection import Headers

_JSON = "application/json"


class Delivery(NamedTuple):
    """An answer, and how much of it is delivered.

    With `cut` the connection is cut after `hold_s` real seconds of silence and `arrives` bytes of
    the body (None: before anything). With `kills` the client's own process is to be ended as well.
    `bug` is an error of Stocktake's own, raised in the test that met it. `turn` is the number of
    its journal row, None where it has none.
    """

    status: int
    headers: Headers
    body: bytes
    cut: bool = False
    arrives: int | None = None
    hold_s: float = 0.0
    kills: bool = False
    bug: BaseException | None = None
    turn: int | None = None


@functools.lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return to_datetime(seconds * 1000).strftime("%a, %d %b %Y %H:%M:%S GMT")


def render(reply: Reply, now: int) -> tuple[int, Headers, bytes]:
    """Return a reply as status, headers and bytes; `Date` is the world's `now` (ms)."""
    if reply.data is None:
        body = b""
    elif isinstance(reply.data, bytes):
        body = reply.data
    elif reply.media_type == _JSON or is_json(reply.media_type):
        body = orjson.dumps(reply.data)
    else:
        body = str(reply.data).encode()
    headers = {"Date": _http_date(now // 1000)}
    if body or reply.status not in (204, 304):
        headers["Content-Length"] = str(len(body))
    if body:
        headers["Content-Type"] = reply.media_type
    if reply.headers:
        headers |= reply.headers
    return reply.status, tuple(headers.items()), body
