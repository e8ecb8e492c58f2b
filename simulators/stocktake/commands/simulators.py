"""The option `--simulator`: vendors of other packages, beside those that are registered."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stocktake.core.simulator import Simulator

OTHERS = click.option(
    "--simulator",
    "others",
    multiple=True,
    metavar="PACKAGE:NAME",
    help="Another vendor's Simulator, installed or under the current directory; repeatable.",
)


def simulators(others: Sequence[str]) -> tuple[Simulator, ...]:
    """Return the registered simulators and these; UsageError where one could not be served.

    The current directory is searched last, so that nothing in it hides an installed package.
    """
    from stocktake.core.registry import NotASimulator, ours, with_others

    if others and os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        found = with_others(others)
        _probe(found[len(ours()) :])
    except NotASimulator as error:
        where = "--simulator" if others else "an entry point of the group stocktake.simulators"
        raise click.UsageError(f"{where}: {error}") from None
    except ValueError as error:
        raise click.UsageError(f"a simulator of another package: {error}") from None
    return found


def _probe(found: Sequence[Simulator]) -> None:
    # Now and in one line, not with a traceback when the first world is made.
    if not found:
        return
    from stocktake.web.probe import probe

    for simulator in found:
        probe(simulator)
