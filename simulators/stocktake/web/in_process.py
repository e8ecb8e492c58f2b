"""Requests without a socket: what a Sandbox sends and gets in the process of a test."""

import json as json_module
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote, urlencode

from .client_connection import CONNECTION, Headers
from .switchboard import Switchboard

T = TypeVar("T")
Fields = Mapping[str, Any] | Sequence[tuple[str, str]]


class ConnectionCut(Exception):  # noqa: N818  # what the client would see, not a failure of Stocktake
    """The connection was cut before an answer came (a planted fault)."""


@dataclass(frozen=True, slots=True)
class Response:
    """What an in-process request gets back; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json_module.loads(self.body)


def encoded(
    json: Any, form: Fields | None, multipart: Sequence[tuple[str, str]] | None, data: bytes
) -> tuple[bytes, str]:
    """Return the body of a request and its media type, empty for `data` as it is."""
    if json is not None:
        return json_module.dumps(json).encode(), "application/json"
    if form is not None:
        return urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
    if multipart is not None:
        return _multipart(multipart), "multipart/form-data; boundary=stocktake"
    return data, ""


def _multipart(fields: Sequence[tuple[str, str]]) -> bytes:
    parts = [
        f'--stocktake\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    return ("".join(parts) + "--stocktake--\r\n").encode()


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: nothing in a world does, unless another has its turn."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("the request had to wait: an in-process sandbox is for one thread")


async def asgi(
    app: Switchboard, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Response:
    """Send a request to the app; ConnectionCut when a fault cuts it."""
    path, _, query = target.partition("?")
    connection = _NoSocket(body)
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "method": method, "path": unquote(path), "query_string": query.encode(),
        "scheme": "http", "server": ("sandbox", None),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "extensions": {CONNECTION: connection},
    }  # fmt: skip
    await app(scope, receive, send)
    if connection.is_cut:
        raise ConnectionCut(f"{method} {target}: the connection was cut")
    start, content = messages
    named = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Response(start["status"], named, content["body"])


class _NoSocket:
    """The ClientConnection of a request in the process of a test, where nobody else acts."""

    is_cut = False

    def __init__(self, body: bytes) -> None:
        self._body = body

    def cut(self) -> None:
        self.is_cut = True

    def is_gone(self) -> bool:
        return False

    def come(self, most: int) -> bytes | None:
        return self._body if len(self._body) <= most else None

    async def go_on_as_task(self) -> None:
        pass

    def unread(self) -> tuple[bytes, bool]:
        return b"", False

    def send_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        return False

    def stop_reading(self) -> None:
        pass

    def has_left(self) -> bool:
        return True

    async def is_delivered(self) -> bool:
        return True

    async def pause(self, seconds: float) -> None:
        """Do not sleep."""
