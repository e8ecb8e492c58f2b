"""How the pages of a server reach its control plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stocktake.client.control import Control
from stocktake.client.http import transports

Asks = Callable[[str | None, str, str], Control]
"""Returns the Control for a token, a name of the server (`Host`) and a world."""


def asks_over_http(root: str) -> Asks:
    """Return how the control plane at `root` is reached: over HTTP, as everybody does it."""
    made: list[Callable[[str | None, str], Any]] = []

    def ask(token: str | None, named: str, world: str) -> Control:
        if not made:
            made.append(transports(root))  # it brings httpx, with the first page
        return Control(root, world, made[0](token, named))

    return ask
