"""The queue in which requests wait for their world."""

import asyncio

from .errors import NotFound


class Queue:
    """The queue for a world's turns: `async with world.queue`. Waiting takes no thread.

    When the world is closed, pending requests fail with NotFound.
    """

    __slots__ = ("_lock", "_name", "gone")

    def __init__(self, name: str) -> None:
        self._lock = asyncio.Lock()
        self._name = name
        self.gone = False

    async def __aenter__(self) -> None:
        """Wait until the world is free."""
        await self._lock.acquire()
        if self.gone:
            self._lock.release()
            raise NotFound(f"there is no world {self._name!r} any more")

    async def __aexit__(self, *_: object) -> None:
        """Let the next in the queue go on."""
        self._lock.release()
