"""A pytest plug-in that writes the journals of every sandbox of a run, in the lane that is asked.

`STOCKTAKE_LANE` and `STOCKTAKE_JOURNALS` (a file) say which lane and where. Left out are worlds in
which time flows, and sandboxes on a socket: two runs of them are not the same to the byte.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake.core import journal
from stocktake.web.sandbox import Sandbox

_made: list[Sandbox] = []
_socket: set[int] = set()
_init, _listening, _close = Sandbox.__init__, Sandbox.listening, Sandbox.close
_kept: list[str] = []
_PORT = re.compile(r"(127\.0\.0\.1|localhost)(?:%3A|:)\d+")


def _made_in_lane(self: Sandbox, *given: Any, **settings: Any) -> None:
    settings.setdefault("lane", os.environ["STOCKTAKE_LANE"])
    _init(self, *given, **settings)
    _made.append(self)


def _listened(self: Sandbox, *given: Any, **settings: Any) -> Any:
    _socket.add(id(self))
    return _listening(self, *given, **settings)


def _closed(self: Sandbox) -> None:
    if self in _made:
        _made.remove(self)
        _keep(self)
    _close(self)


def _keep(sandbox: Sandbox) -> None:
    if id(sandbox) in _socket:
        return
    for name, world in sorted(sandbox.host.worlds.items()):
        if world.clock.describe()["mode"] == "manual":
            # A receiver of callbacks listens on another port in each run.
            text = _PORT.sub(r"\1:PORT", "".join(journal.canonical(world)))
            digest = hashlib.sha256(text.encode()).hexdigest()
            _kept.append(f"{name} {text.count(chr(10))} {digest}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Write down what the sandboxes of one test did."""
    for noted in (_kept, _made, _socket):
        noted.clear()
    outcome = yield
    for sandbox in list(_made):
        _keep(sandbox)
    with open(os.environ["STOCKTAKE_JOURNALS"], "a") as file:
        file.write(json.dumps([item.nodeid, _kept]) + "\n")
    return outcome


Sandbox.__init__ = _made_in_lane  # type: ignore[method-assign]  # to see every one that is made
Sandbox.listening = _listened  # type: ignore[method-assign]  # the same
Sandbox.close = _closed  # type: ignore[method-assign]  # the same
