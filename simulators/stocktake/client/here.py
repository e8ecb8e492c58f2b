"""The process that a test runs in, led to an interceptor as the programs are that it starts."""

import importlib.util
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from .child_environment import DROPPED, PRELOADS, PROXIES, Interception

_lock = threading.Lock()
_active: list[tuple[Any, dict[str, str]]] = []  # the last one holds
_before: dict[str, Any] = {}  # what there was when the first one began


def parent() -> dict[str, str]:
    """Return the environment of this process as it is without any interceptor."""
    environment = dict(os.environ)
    with _lock:
        for name, value in _before.get("environment", {}).items():
            environment.pop(name, None)
            environment |= {} if value is None else {name: value}
    return environment


@contextmanager
def led(by: Interception, variables: Mapping[str, str]) -> Iterator[None]:
    """Lead this process to an interceptor while the block runs, as its preload leads a child.

    Its environment gets the `variables`, less the proxies: names are led here, past every proxy.
    """
    # Behind a proxy requests would repeat a POST whose reply is lost.
    kept = {name: value for name, value in variables.items() if name not in (*PROXIES, *DROPPED)}
    entry = (
        _preload().leading(_real(), by.words.split(" ")),
        kept | {"NO_PROXY": "*", "no_proxy": "*"},
    )
    with _lock:
        _active.append(entry)
        _apply()
    try:
        yield
    finally:
        with _lock:
            _active.remove(entry)
            _apply()


def _apply() -> None:
    """Put this process into the state of the last interceptor, or back to what it was before."""
    if not _before:
        _before.update(getaddrinfo=socket.getaddrinfo, environment={})
    changed: dict[str, str | None] = _before["environment"]
    for name, value in changed.items():
        _set(name, value)
    if not _active:
        socket.getaddrinfo = _before["getaddrinfo"]
        _before.clear()
        return
    socket.getaddrinfo, variables = _active[-1]
    for name, value in variables.items():
        changed.setdefault(name, os.environ.get(name))
        _set(name, value)


def _real() -> Any:
    """Return the getaddrinfo of Python, or of whatever has replaced it before us."""
    with _lock:
        return _before.get("getaddrinfo", socket.getaddrinfo)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _preload() -> ModuleType:
    """Return the preload of Python programs as a module; nothing of it has run yet."""
    path = PRELOADS / "python" / "sitecustomize.py"
    found = importlib.util.spec_from_file_location("stocktake_preload", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
