"""The pages below `/_sim/ui`: a WSGI application that is called in a thread, beside the event loop.

The application asks the control plane over HTTP, like every client, so the event loop must be free
to answer while a page waits.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from stocktake.core.call import Call, Reply
from stocktake.core.errors import NotFound, Refusal, Unavailable
from stocktake.core.extras import require

from .client_connection import Headers
from .replies import Delivery

MOUNT = "/_sim/ui"
"""Where the pages of a world stand, below its own path."""
_MOST_AT_ONCE = 4  # pages that are made at the same time; others wait

Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_page(path: str) -> bool:
    """Say whether a path of the control plane is that of a page."""
    return path == MOUNT or path.startswith(f"{MOUNT}/")


async def answer_page(pages: Pages | None, call: Call, *, beside: bool) -> Delivery | Refusal:
    """Return the page that a browser asks for, or why there is none.

    It is made in a thread `beside` the event loop; in the process of a test there is none.
    """
    if pages is None:
        return NotFound("no console is served here: `stocktake serve` has one without --no-ui")
    try:
        if not beside:
            return _call(pages, _environ(call))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads(), _call, pages, _environ(call))
    except Unavailable as unavailable:
        return unavailable


def root_reply(call: Call, apis: Iterable[str], *, has_pages: bool) -> Reply | None:
    """Answer the root of a world: a browser is led to its console, a program told what is here."""
    if call.method not in ("GET", "HEAD"):
        return None
    prefix = urlsplit(call.base_url).path.rstrip("/")
    if has_pages and "text/html" in call.headers.get("accept", ""):
        return Reply(302, headers={"Location": f"{prefix}{MOUNT}"})
    here = {name: f"{prefix}/{name}" for name in apis}
    ui = {"console": f"{prefix}{MOUNT}"} if has_pages else {}
    return Reply(200, {"apis": here, "control": f"{prefix}/_sim", **ui})


def _environ(call: Call) -> dict[str, Any]:
    """Return a request as WSGI has it (PEP 3333)."""
    scheme, netloc, prefix, _, _ = urlsplit(call.base_url)
    name, _, port = netloc.rpartition(":")
    headers = {
        f"HTTP_{header.upper().replace('-', '_')}": value for header, value in call.headers.items()
    }
    return {
        **headers,
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": f"{prefix}{MOUNT}",
        "PATH_INFO": (call.path.removeprefix(MOUNT) or "/").encode().decode("latin-1"),
        "QUERY_STRING": call.sent_query,
        "CONTENT_TYPE": call.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(call.raw)),
        "SERVER_NAME": name if port.isdecimal() else netloc,
        "SERVER_PORT": port if port.isdecimal() else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(call.raw),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _call(pages: Pages, environ: dict[str, Any]) -> Delivery:
    """Call the application and return all of its answer; ExtraMissing where it has no Flask."""
    require("console", "flask", what="the console")
    said: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        said.append((status, tuple(headers)))

    parts = pages(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, headers = said[-1]
    return Delivery(int(status.partition(" ")[0]), headers, body)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="console")
