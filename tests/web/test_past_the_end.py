"""What lists answer for a page past their end: nothing, or their last page again (a quirk).

Source: row 45 of the failure modes; of the defaults, the vendors' pages in docs/reference.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
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


def _lists() -> Iterator[tuple[str, Operation]]:
    """Yield the lists that need nothing but credentials, with their vendors."""
    for simulator in SIMULATORS:
        for api in simulator.apis:
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
    given = FAILURES[vendor].right(sandbox.env(""))
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


def test_every_vendor_has_lists_to_ask() -> None:
    assert {vendor for vendor, _ in LISTS} == {simulator.name for simulator in SIMULATORS}


@pytest.mark.parametrize(
    ("vendor", "operation"), LISTS, ids=[f"{v}-{operation.id}" for v, operation in LISTS]
)
def test_past_its_end_a_list_answers_no_rows_or_its_last_page_again(
    sandbox: Sandbox, vendor: str, operation: Operation
) -> None:
    path = operation.template
    if operation.id in PARTS:
        name, records = PARTS[operation.id]
        given = FAILURES[vendor].right(sandbox.env(""))
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


def _of_retailcrm(sandbox: Sandbox) -> str:
    rows = rows_of(ask(sandbox, "retailcrm", "/api/v5/store/inventories", limit=20))
    assert len(rows) == 20
    ids = "&".join(f"filter[ids][]={row['id']}" for row in rows)
    return f"/api/v5/store/inventories?limit=20&{ids}"


def _of_wherefour(sandbox: Sandbox) -> str:
    total = ask(sandbox, "wherefour", "/api/v1/customers").headers["total"]
    return f"/api/v1/customers?per_page={total}"


def _of_wholecell(sandbox: Sandbox) -> str:
    sandbox.set_quirk("wholecell.per_page", True)
    total = len(rows_of(ask(sandbox, "wholecell", "/api/v1/stock_levels")))
    assert 0 < total <= 100
    return f"/api/v1/stock_levels?per_page={total}"


def _of_whiplash(sandbox: Sandbox) -> str:
    total = ask(sandbox, "whiplash", "/api/items/count").text
    return f"/api/items?limit={total}"


ONE_FULL_PAGE: Mapping[str, Callable[[Sandbox], str]] = {
    "retailcrm": _of_retailcrm,
    "wherefour": _of_wherefour,
    "wholecell": _of_wholecell,
    "whiplash": _of_whiplash,
}


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("vendor", [simulator.name for simulator in SIMULATORS])
def test_after_exactly_one_full_page_comes_nothing_or_that_page_again(
    vendor: str, lane: str
) -> None:
    with Sandbox(SIMULATORS, lane=lane) as sandbox:
        path = ONE_FULL_PAGE[vendor](sandbox)
        first = rows_of(ask(sandbox, vendor, path, page=1))
        assert first
        assert rows_of(ask(sandbox, vendor, path, page=2)) == []
        sandbox.set_quirk(f"{vendor}.past_the_end", "last_page")
        assert rows_of(ask(sandbox, vendor, path, page=2)) == first


@pytest.mark.parametrize("lane", LANES)
def test_what_is_said_beside_the_rows_is_about_the_page_that_is_answered(lane: str) -> None:
    with Sandbox(SIMULATORS, lane=lane) as sandbox:
        for vendor in FAILURES:
            sandbox.set_quirk(f"{vendor}.past_the_end", "last_page")
        crm = ask(sandbox, "retailcrm", "/api/v5/store/inventories", page=HUGE).json()["pagination"]
        assert crm["currentPage"] == crm["totalPageCount"] > 1
        cell = ask(sandbox, "wholecell", "/api/v1/inventories", page=HUGE).json()
        assert cell["page"] == cell["pages"] > 1
        link = ask(sandbox, "wherefour", "/api/v1/inventory", page=HUGE).headers["link"]
        assert 'rel="prev"' in link
        assert 'rel="next"' not in link
        assert f"page={HUGE - 1}" not in link


def test_the_quirk_can_be_nothing_else(sandbox: Sandbox) -> None:
    body = json.dumps({"value": "first_page"}).encode()
    answer = sandbox.request("PUT", "/_sim/quirks/wherefour.past_the_end", data=body)
    assert answer.status == 422
    assert '"empty", "last_page"' in answer.json()["error"]["message"]
