"""`short_list`: a list answers well, and its last rows are missing."""

from dataclasses import replace

from stocktake.core.call import Page
from stocktake.core.faults import Fault

from .kind import Argument, Draws, FaultKind, is_a_list


def _page(page: Page, fault: Fault) -> Page:
    kept = max(0, len(page.rows) - fault.arguments["rows"])
    missing = len(page.rows) - kept
    return replace(page, rows=page.rows[:kept], total=page.total - missing)


KIND = FaultKind(
    name="short_list",
    order=15,
    sentence="the last rows of a page are missing, and counts agree with what is shown",
    story="{} answered {status} without its last rows.",
    arguments={"rows": Argument("integer", 1, "how many are missing", 1)},
    needs="a list",
    fits=is_a_list,
    page=_page,
    draws=Draws(lists=({"rows": 1}, {"rows": 3})),
)
