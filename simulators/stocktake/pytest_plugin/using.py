"""What a test uses: its world, and the server that it is on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stocktake.client.control import Control

    from .server import Server


@dataclass(frozen=True, slots=True)
class Using:
    """The Control of a test's world, and the server of its session."""

    control: Control
    server: Server

    def new_bugs(self) -> str:
        """Return the bugs that were met since the last look, for the report; empty if none."""
        bugs = self.server.bugs()
        if not bugs:
            return ""
        said = "This test met a bug of Stocktake, not of your program. Please report it:\n\n"
        return said + "\n".join(bugs)


def world_name(test: str, number: int) -> str:
    """Return a name for the world of a test: what URLs and journals show."""
    slug = re.sub(r"[^a-z0-9]+", "-", test.lower()).strip("-")
    return f"{slug[:50].strip('-') or 'test'}-{number}"
