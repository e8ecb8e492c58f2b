"""The traffic of a scenario as an HTTP Archive (HAR 1.2), for the tools that read one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harfile import Creator

from stocktake.web.har import write_archive

_COMMENT = (
    "Times are those of the simulated world, in which an answer takes none. Each system stands"
    " under a host name of its own (wherefour.test) in place of the address that the referee"
    " gave it; headers that differ between two runs were left out."
)


def write_har(path: Path, journal: str, *, engine: str, version: str) -> None:
    """Write the exchanges and callbacks of a journal in its canonical form."""
    lines = journal.split("\n")[:-1]  # bodies may hold other ends of lines
    with path.open("w", encoding="utf-8") as file:
        write_archive(
            file,
            (_at_home(json.loads(line)) for line in lines),
            creator=Creator("Stocktake", version, engine),
            comment=_COMMENT,
            host_of=_host,
        )


def _at_home(row: dict[str, Any]) -> dict[str, Any]:
    """Put a host name where the canonical form leaves the address open."""
    return {name: _spelled(value, _host(row)) for name, value in row.items()}


def _spelled(value: Any, host: str) -> Any:
    if isinstance(value, str):
        return value.replace("{base}", host)
    if isinstance(value, dict):
        return {name: _spelled(inner, host) for name, inner in value.items()}
    return value


def _host(row: Mapping[str, Any]) -> str:
    """Return who was asked: the engine by a callback, else the system."""
    return f"http://{'engine' if row['kind'] == 'callback' else row['simulator']}.test"
