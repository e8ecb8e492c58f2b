"""The environment in which an engine's processes start."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stocktake.client.child_environment import DROPPED, Interception
from stocktake.harness.play.driver import environment


class Surroundings:
    """What an engine finds around it: where it is intercepted, files too; `close` deletes them."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._led: dict[str, str] = {}
        self._to: Interception | None = None

    def environment(self, more: Mapping[str, str], to: Interception | None) -> dict[str, str]:
        """Return the environment with `more` in it, leading `to` an interceptor if there is one."""
        plain = environment(more)
        if to is None:
            return plain
        if to != self._to:
            self.close()
            self._folder = Path(tempfile.mkdtemp(prefix="stocktake-"))
            self._led, self._to = to.environment(plain, self._folder), to
        found = {**plain, **self._led}
        return {name: value for name, value in found.items() if value or name not in DROPPED}

    def close(self) -> None:
        """Delete the files of the last interceptor."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = self._to = None
