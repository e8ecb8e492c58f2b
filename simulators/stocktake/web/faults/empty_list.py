"""`empty_list`: a list answers well, and has no rows."""

from dataclasses import replace

from stocktake.core.call import Page
from stocktake.core.faults import Fault

from .kind import Argument, Draws, FaultKind, is_a_list


def _page(page: Page, fault: Fault) -> Page:
    total = 0 if fault.arguments["total"] == "zero" else page.total
    return replace(page, rows=[], total=total)


KIND = FaultKind(
    name="empty_list",
    order=14,
    sentence="a list answers its good status and no rows",
    story="{} answered {status} and no rows, though there are some.",
    arguments={
        "total": Argument(
            "string", "zero", "whether counts and links say nothing is there, or stay",
            values=("zero", "kept"),
        )
    },
    needs="a list",
    fits=is_a_list,
    page=_page,
    draws=Draws(lists=({"total": "zero"}, {"total": "kept"})),
)  # fmt: skip
