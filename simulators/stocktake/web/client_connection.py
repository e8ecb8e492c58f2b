"""What the socket knows beside ASGI: whether a client is gone, and whether a body came whole."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple, Protocol

CONNECTION = "stocktake.connection"
"""The extension of the scope that holds the ClientConnection."""

Headers = tuple[tuple[str, str], ...]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClientConnection(Protocol):
    """The connection that a request came on."""

    def cut(self) -> None:
        """Close it at once, whatever has been sent."""

    def is_gone(self) -> bool:
        """Say whether the client has closed it, as far as that is known by now."""

    def come(self, most: int) -> bytes | None:
        """Return the whole body if it is here by now and has at most so many bytes."""

    async def go_on_as_task(self) -> None:
        """Have the rest of the request run as a task, for what asks who it is (timeouts)."""

    def unread(self) -> tuple[bytes, bool]:
        """Return what of the body came before the client left, and whether that was all of it."""

    def send_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        """Send a plain answer in one write; False where ASGI must do it, and nothing was sent."""

    def stop_reading(self) -> None:
        """Throw away what the client still sends, and close after the answer."""

    def has_left(self) -> bool:
        """Whether an answer has left this process already."""

    async def is_delivered(self) -> bool:
        """Wait until an answer has left this process; False where the client left before."""

    async def pause(self, seconds: float) -> None:
        """Wait for real seconds."""


class Body(NamedTuple):
    """A body as far as it came: `size` bytes, not all of them kept where it is no whole one."""

    raw: bytes
    size: int
    is_whole: bool = True
    is_too_long: bool = False


async def read_body(
    receive: Receive, connection: ClientConnection, *, declared: int | None, most: int
) -> Body:
    """Read a body of at most `most` bytes; a longer one is not read on, and its rest never kept.

    uvicorn says `http.disconnect` for every client that has left, also for one that has sent all.
    """
    if declared is not None and declared > most:
        return Body(b"", 0, is_too_long=True)
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            rest, is_whole = connection.unread()
            message = {"body": rest}
            if not is_whole:
                return Body(b"", size + len(rest), is_whole=False)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return Body(b"", size, is_too_long=True)
        more = message.get("more_body", False)
    return Body(b"".join(parts), size)
