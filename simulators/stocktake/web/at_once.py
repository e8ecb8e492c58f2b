"""Coroutines that are begun without a task, and go on in one where they must wait for anything.

From Python 3.12 on, `asyncio.eager_task_factory` does this.
"""

import types
from collections.abc import Coroutine, Generator
from typing import Any

ENDED = object()
_Coroutine = Coroutine[Any, Any, None]


def begin(coroutine: _Coroutine) -> Any:
    """Run a coroutine up to where it must wait; return what for, `ENDED` where it need not."""
    try:
        return coroutine.send(None)
    except StopIteration:
        return ENDED


async def go_on(coroutine: _Coroutine, waits_for: Any) -> None:
    """Run the rest of a coroutine that waits, for a task."""
    await _rest(coroutine, waits_for)


@types.coroutine
def give_way() -> Generator[None, None, None]:
    """Let others run first: what was begun without a task goes on in one."""
    yield


@types.coroutine
def _rest(coroutine: _Coroutine, waits_for: Any) -> Generator[Any, Any, None]:
    try:
        while True:
            try:
                sent = yield waits_for
            except BaseException as error:  # the task is cancelled, or what it waited for failed
                waits_for = coroutine.throw(error)
            else:
                waits_for = coroutine.send(sent)
    except StopIteration:
        return
