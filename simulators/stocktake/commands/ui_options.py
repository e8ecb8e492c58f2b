"""The options of `stocktake serve` that are for its console."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

# Where one listens everywhere, one asks here.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
_OPTIONS = (
    click.option("--no-ui", is_flag=True, help="Serve no console at /_sim/ui."),
    click.option(
        "--reports",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="The folder below which the console shows what `check --report` has written.",
    ),
)


def ui_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_pages(given: dict[str, Any], host: str, port: int) -> Any:
    """Take these options out of all that are given; return the pages of a server.

    They ask it over HTTP as everybody does. None where none are wanted.
    """
    from stocktake.console.asks import asks_over_http
    from stocktake.console.mount import Console

    reports = given.pop("reports")
    if given.pop("no_ui"):
        return None
    reached = _EVERYWHERE.get(host, host)
    named = f"[{reached}]" if ":" in reached else reached
    return Console(asks_over_http(f"http://{named}:{port}"), reports=reports)
