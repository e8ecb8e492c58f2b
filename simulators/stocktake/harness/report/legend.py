"""What each check judges, in a sentence, with its duties and the page that shows it at work."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from stocktake.harness.checks import CHECKS
from stocktake.harness.duties import Duty, duties_in
from stocktake.harness.violation import Check

_PAGE = "docs/checks.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A check in words; `page` is where an engine that fails it is shown."""

    name: str
    duties: tuple[Duty, ...]
    sentence: str
    page: str


def _legend(check: Check) -> Legend:
    """Read a check's docstring, which begins `D1, D4: <sentence>.`."""
    summary = " ".join((inspect.getdoc(check) or "").partition("\n\n")[0].split())
    cited, _, sentence = summary.partition(": ")
    return Legend(
        name=check.__name__,
        duties=tuple(duties_in(cited)),
        sentence=sentence[:1].upper() + sentence[1:],
        page=f"{_PAGE}#{check.__name__}",
    )


LEGENDS = {check.__name__: _legend(check) for check in CHECKS}
"""Every check by its name, in the order of CHECKS."""
