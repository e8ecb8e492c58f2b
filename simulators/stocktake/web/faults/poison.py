"""`poison`: one bad row breaks the page that it is on."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.call import Page
from stocktake.core.errors import Refusal, Unprocessable
from stocktake.core.faults import Fault
from stocktake.core.simulator import Simulator

from .kind import Argument, FaultKind, is_a_list


def _check(arguments: Mapping[str, Any], simulators: Sequence[Simulator]) -> None:
    if "row" not in arguments:
        raise Unprocessable("poison needs a row: the value of its id")


def _page(page: Page, fault: Fault) -> None:
    key, row = fault.arguments["key"], fault.arguments["row"]
    if any(isinstance(each, dict) and each.get(key) == row for each in page.rows):
        refusal = Refusal(f"a planted failure: {key} {row} is on this page")
        refusal.status = 500
        raise refusal


KIND = FaultKind(
    name="poison",
    order=14,
    sentence="a page that holds one row answers 500",
    story="{} answered {status}, because a row could not be read.",
    arguments={
        "row": Argument("any", None, "the value that marks the row"),
        "key": Argument("string", "id", "the row's key that holds it"),
    },
    needs="a list",
    fits=is_a_list,
    check=_check,
    page=_page,
)
