"""`poison`: one bad row breaks the page that it is on, or the upload that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stocktake.core.call import Page
from stocktake.core.errors import Refusal, Unprocessable
from stocktake.core.faults import Fault
from stocktake.core.simulator import Simulator

from .kind import Argument, FaultKind, is_a_list, is_an_upload

if TYPE_CHECKING:
    from stocktake.web.operations import Operation


def _check(arguments: Mapping[str, Any], simulators: Sequence[Simulator]) -> None:
    if "row" not in arguments:
        raise Unprocessable("poison needs a row: the value of its id")


def _fits(operation: Operation) -> bool:
    return is_a_list(operation) or is_an_upload(operation)


def _body(body: Any, fault: Fault) -> None:
    key, row = fault.arguments["key"], fault.arguments["row"]
    # In a form every value is a text.
    if any(key in each and str(each[key]) == str(row) for each in _objects(body)):
        raise _refusal(400, f"{key} {row} cannot be written")


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in a decoded body, at any depth."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _page(page: Page, fault: Fault) -> Page:
    key, row = fault.arguments["key"], fault.arguments["row"]
    if any(isinstance(each, dict) and each.get(key) == row for each in page.rows):
        raise _refusal(500, f"{key} {row} is on this page")
    return page


def _refusal(status: int, message: str) -> Refusal:
    refusal = Refusal(f"a planted failure: {message}")
    refusal.status = status
    return refusal


KIND = FaultKind(
    name="poison",
    order=16,
    sentence="a page that holds one row answers 500; an upload that holds it is refused whole, 400",
    story="{} answered {status}, because of one bad row.",
    arguments={
        "row": Argument("any", None, "the value that marks the row"),
        "key": Argument("string", "id", "the row's key that holds it"),
    },
    needs="a list, an upload",
    fits=_fits,
    check=_check,
    body=_body,
    page=_page,
)
