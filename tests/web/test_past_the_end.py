"""What lists answer for a page past their end: nothing, or their last page again (a quirk).

Source: row 45 of the failure modes; of the defaults, the vendors' pages in docs/reference.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import vendors_with_failures

FAILURES = vendors_with_failures()
HUGE = 10**6
# Lists of the parts of one record, which the query must name: where such a record is made.
PARTS = {
    "list_order_items": ("order_id", "/whiplash/api/orders"),
    "list_shipnotice_items": ("shipnotice_id", "/whiplash/api/shipnotices"),
}


# A page past the end is refused there, as tests/backmarket has it.
REFUSE = frozenset({"backmarket"})


def _lists() -> Iterator[tuple[str, Operation]]:
    """Yield the lists that need nothing but credentials, with their vendors."""
    for simulator in SIMULATORS:
        for api in simulator.apis if simulator.name not in REFUSE else ():
            for operation in build_table(api).operations:
                names = {p.name for p in operation.parameters}
                if (
                    operation.method == "GET"
                    and "page" in names
                    and not any(p.required for p in operation.parameters)
                ):
                    yield simulator.name, operation


LISTS = list(_lists())


def ask(sandbox: Sandbox, vendor: str, path: str, **query: Any) -> Response:
    """Ask for a page with the right credentials."""
    given = FAILURES[vendor].right(sandbox.env)
    more = "&".join(f"{name}={value}" for name, value in query.items())
    glue = "&" if "?" in path else "?"
    answer = sandbox.request("GET", f"/{vendor}{path}{glue}{more}", **given)
    assert answer.status == 200, answer.text
    return answer


def rows_of(answer: Response) -> list[Any]:
    """Return the rows of an answer: it is a list, or an object with one list in it."""
    data = answer.json()
    if isinstance(data, list):
        return data
    (rows,) = [value for value in data.values() if isinstance(value, list)]
    return list(rows)


def last_page(sandbox: Sandbox, vendor: str, path: str) -> tuple[int, list[Any]]:
    """Return the number of the last page that has rows, and its rows; page 1 of an empty list."""
    number, rows = 1, rows_of(ask(sandbox, vendor, path, page=1))
    while following := rows_of(ask(sandbox, vendor, path, page=number + 1)):
        number, rows = number + 1, following
    return number, rows


NO_PAGES = frozenset({"ebay"})  # an offset instead: tests/ebay/test_items.py, test_orders.py


def test_every_vendor_has_lists_to_ask() -> None:
    known = {vendor for vendor, _ in LISTS} | NO_PAGES | REFUSE
    assert known == {simulator.name for simulator in SIMULATORS}


@pytest.mark.parametrize(
    ("vendor", "operation"), LISTS, ids=[f"{v}-{operation.id}" for v, operation in LISTS]
)
def test_past_its_end_a_list_answers_no_rows_or_its_last_page_again(
    sandbox: Sandbox, vendor: str, operation: Operation
) -> None:
    path = operation.template
    if operation.id in PARTS:
        name, records = PARTS[operation.id]
        given = FAILURES[vendor].right(sandbox.env)
        made = sandbox.request("POST", records, json={"sender": "Ada"}, **given)
        path += f"?{name}={made.json()['id']}"
    number, rows = last_page(sandbox, vendor, path)
    assert rows_of(ask(sandbox, vendor, path, page=HUGE)) == []
    sandbox.set_quirk(f"{vendor}.past_the_end", "last_page")
    last = ask(sandbox, vendor, path, page=number)
    assert rows_of(last) == rows
    for past in (number + 1, number + 2, HUGE):
        again = ask(sandbox, vendor, path, page=past)
        assert again.body == last.body
        assert again.headers.get("total") == last.headers.get("total")


def test_the_quirk_can_be_nothing_else(sandbox: Sandbox) -> None:
    body = json.dumps({"value": "first_page"}).encode()
    answer = sandbox.request("PUT", "/_sim/quirks/wherefour.past_the_end", data=body)
    assert answer.status == 422
    assert '"empty", "last_page"' in answer.json()["error"]["message"]
