"""The callback client: sends a form, or another body, to another server, with a deadline.

A vendor that is itself the client of an integrator asks by GET, without a body.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import Collection, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from stocktake.core.outbox import Answer

from .addresses import CONTROL_PLANE, address_of

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
    "Accept-Encoding": "identity",
}  # fmt: skip
_MOST_BYTES = 16 * 1024 * 1024  # of an answer; what is longer is no answer to anybody


def form(fields: Mapping[str, str]) -> bytes:
    """Return fields as the body of a form."""
    return urlencode(fields).encode()


def refused_address(
    url: str, allowed: frozenset[str], *, own_ports: Collection[int] = frozenset()
) -> str:
    """Return why this address must not be called; empty when it may be.

    It must be http or https and, unless its host is among the allowed ones, on this machine. On the
    ports of this server the control plane must not be called, however it is spelled.
    """
    import httpx  # 60 modules, with the first callback

    try:
        parsed = httpx.URL(url)  # the sender's own reading: two parsers could see two hosts
    except httpx.InvalidURL as error:
        return f"{url!r} is no address: {error}"
    if parsed.scheme not in ("http", "https") or not parsed.host:
        return f"{url!r} is no http or https address"
    host = parsed.host.lower()
    port = parsed.port or {"http": 80, "https": 443}[parsed.scheme]
    if port in own_ports and address_of(host, parsed.path).api == CONTROL_PLANE:
        return f"{url!r} is the control plane of this server"
    if host in allowed or _on_this_machine(host):
        return ""
    return f"{host} is not this machine: `serve --allow-callback-host {host}` lets it be called"


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def sent_headers(method: str) -> dict[str, str]:
    """Return the headers of every callback; one without a body says nothing about its type."""
    return {k: v for k, v in HEADERS.items() if method != "GET" or k != "Content-Type"}


async def send(
    method: str,
    url: str,
    body: bytes,
    *,
    timeout_s: float,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a body, a form unless the headers say otherwise; return the answer or the failure.

    It takes at most `timeout_s` real seconds. No redirect is followed, and no proxy of the
    environment is used.
    """
    import httpx

    headers = {**sent_headers(method), "User-Agent": "stocktake", **(headers or {})}
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpx.AsyncClient(trust_env=False, timeout=None, verify=_certificates()) as client,
            client.stream(method, url, content=body or None, headers=headers) as answer,
        ):
            read = await _read(answer)
            return Answer(status=answer.status_code, headers=dict(answer.headers), body=read)
    except TimeoutError:
        return Answer(failure=f"no answer within {timeout_s:g} s")
    except httpx.ConnectError as error:
        return Answer(failure=f"no connection: {error}")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        return Answer(failure=f"no answer that can be read: {error or type(error).__name__}")


async def _read(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in answer.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            raise ValueError(f"longer than {_MOST_BYTES} bytes")
    return b"".join(parts)


@functools.cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading them takes longer than a callback does


def beside(sending: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits, in a thread and a loop of its own; return its result."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, sending).result()
