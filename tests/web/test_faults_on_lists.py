"""Faults in rows: a list that is empty or short, a page or an upload with a bad row; both lanes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import vendors_with_failures

FAILURES = vendors_with_failures()
# A list of each vendor that an engine reads numbers from, and its operation.
LISTS: Mapping[str, tuple[str, str]] = {
    "retailcrm": ("get_inventories", "/api/v5/store/inventories"),
    "wherefour": ("get_inventory_items", "/api/v1/inventory"),
    "wholecell": ("list_inventories", "/api/v1/inventories"),
    "whiplash": ("list_items", "/api/items"),
}
UPLOAD = "/api/v5/store/inventories/upload"


@pytest.fixture(params=LANES)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A fresh world in either lane."""
    with Sandbox(SIMULATORS, lane=request.param) as fresh:
        yield fresh


def send(sandbox: Sandbox, vendor: str, method: str, path: str, **more: Any) -> Response:
    """Send a request with the right credentials."""
    given = FAILURES[vendor].right(sandbox.env)
    headers = {**given.pop("headers", {}), **more.pop("headers", {})}
    return sandbox.request(method, f"/{vendor}{path}", headers=headers, **given, **more)


def counted(vendor: str, answer: Response) -> tuple[list[Any], object]:
    """Return the rows of an answer, and what it says beside them about how many there are."""
    assert answer.status == 200, answer.text
    data = answer.json()
    if vendor == "retailcrm":
        return data["offers"], data["pagination"]
    if vendor == "wholecell":
        return data["data"], data["pages"]
    return data, [answer.headers.get(name) for name in ("total", "link")]


NOTHING: Mapping[str, object] = {
    "retailcrm": {"limit": 20, "totalCount": 0, "currentPage": 1, "totalPageCount": 0},
    "wherefour": ["0", None],
    "wholecell": 1,
    "whiplash": [None, None],
}


@pytest.mark.parametrize("vendor", LISTS)
def test_an_empty_list_says_that_there_is_nothing(sandbox: Sandbox, vendor: str) -> None:
    operation, path = LISTS[vendor]
    right = counted(vendor, send(sandbox, vendor, "GET", path))
    assert right[0]
    sandbox.fault(vendor, operation, "empty_list", nth=2)
    answers = [counted(vendor, send(sandbox, vendor, "GET", path)) for _ in range(3)]
    assert answers == [right, ([], NOTHING[vendor]), right]


@pytest.mark.parametrize("vendor", LISTS)
def test_an_empty_list_may_keep_its_total_and_its_pages(sandbox: Sandbox, vendor: str) -> None:
    operation, path = LISTS[vendor]
    _, said = counted(vendor, send(sandbox, vendor, "GET", path))
    sandbox.fault(vendor, operation, "empty_list", total="kept")
    assert counted(vendor, send(sandbox, vendor, "GET", path)) == ([], said)


@pytest.mark.parametrize("vendor", LISTS)
def test_a_short_list_misses_its_last_rows(sandbox: Sandbox, vendor: str) -> None:
    operation, path = LISTS[vendor]
    rows, _ = counted(vendor, send(sandbox, vendor, "GET", path))
    sandbox.fault(vendor, operation, "short_list", rows=2)
    short, _ = counted(vendor, send(sandbox, vendor, "GET", path))
    assert short == rows[:-2]
    sandbox.fault(vendor, operation, "short_list", rows=10_000)
    assert counted(vendor, send(sandbox, vendor, "GET", path))[0] == []


def test_the_counts_of_a_short_list_agree_with_what_it_shows(sandbox: Sandbox) -> None:
    sandbox.fault("wherefour", "get_inventory_items", "short_list", rows=2)
    path = "/api/v1/inventory?per_page=100"
    short = send(sandbox, "wherefour", "GET", path)
    assert int(short.headers["total"]) == len(short.json())
    right = send(sandbox, "wherefour", "GET", path)
    assert int(right.headers["total"]) == len(right.json()) == len(short.json()) + 2


def test_lists_without_time_stamps_can_be_struck_and_what_is_no_list_cannot(
    sandbox: Sandbox,
) -> None:
    sandbox.fault("wholecell", "list_stock_levels", "empty_list")
    assert send(sandbox, "wholecell", "GET", "/api/v1/stock_levels").json()["data"] == []
    for kind in ("empty_list", "short_list"):
        body = {"simulator": "wherefour", "operation": "get_customer", "kind": kind}
        answer = sandbox.request("POST", "/_sim/faults", json=body)
        assert answer.status == 422
        assert f"{kind} does not fit get_customer" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("kind", "argument"), [("empty_list", "total"), ("kill_engine", "when")])
def test_an_argument_that_is_one_of_a_few_words_is_no_other(
    sandbox: Sandbox, kind: str, argument: str
) -> None:
    body = {"simulator": "whiplash", "operation": "list_items", "kind": kind, argument: "maybe"}
    answer = sandbox.request("POST", "/_sim/faults", json=body)
    assert answer.status == 422
    assert f"{argument} of {kind} is " in answer.json()["error"]["message"]


# Uploads


def known_skus(sandbox: Sandbox) -> list[str]:
    """Return three SKUs that the shop knows."""
    rows = sandbox.world().all(
        "SELECT DISTINCT external_id AS sku FROM retailcrm_offer WHERE site = 'shop-us'"
        " ORDER BY 1 LIMIT 3"
    )
    return [row["sku"] for row in rows]


def offers_of(skus: list[str]) -> list[dict[str, Any]]:
    """Return the rows of an upload of seven pieces each."""
    return [{"externalId": sku, "stores": [{"code": "wherefour", "available": 7}]} for sku in skus]


def as_json(skus: list[str]) -> dict[str, Any]:
    """Return the upload as JSON."""
    return {"json": {"site": "shop-us", "offers": offers_of(skus)}}


def as_form(skus: list[str]) -> dict[str, Any]:
    """Return the upload as a form with JSON in a field."""
    return {"form": {"site": "shop-us", "offers": json.dumps(offers_of(skus))}}


def as_brackets(skus: list[str]) -> dict[str, Any]:
    """Return the upload as multipart, its rows spelled in the names of the fields."""
    fields = [("site", "shop-us")]
    for number, sku in enumerate(skus):
        fields += [
            (f"offers[{number}][externalId]", sku),
            (f"offers[{number}][stores][0][code]", "wherefour"),
            (f"offers[{number}][stores][0][available]", "7"),
        ]
    return {"multipart": fields}


@pytest.mark.parametrize("spell", [as_json, as_form, as_brackets])
def test_an_upload_with_the_poisoned_row_is_refused_whole_in_the_vendors_envelope(
    sandbox: Sandbox, spell: Any
) -> None:
    first, bad, third = known_skus(sandbox)
    before = shown(sandbox)
    sandbox.fault("retailcrm", "upload_inventories", "poison", times=9, row=bad, key="externalId")
    refused = send(sandbox, "retailcrm", "POST", UPLOAD, **spell([first, bad, third]))
    assert refused.status == 400
    assert refused.json()["success"] is False
    assert bad in refused.json()["errorMsg"]
    assert shown(sandbox) == before
    taken = send(sandbox, "retailcrm", "POST", UPLOAD, **spell([first, third]))
    assert taken.json() == {"success": True, "processedOffersCount": 2}
    assert shown(sandbox) != before


def shown(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return every number that the shops show."""
    return sandbox.world().all("SELECT * FROM retailcrm_inventory ORDER BY 1, 2")


def test_a_row_is_found_by_a_number_too_and_other_keys_do_not_count(sandbox: Sandbox) -> None:
    sandbox.fault("retailcrm", "upload_inventories", "poison", times=9, row=1001)
    stores = [{"code": "wherefour", "available": 1001}]
    for row, status in (({"id": 1001}, 400), ({"id": "1001"}, 400), ({"id": 1002}, 200)):
        offers = json.dumps([{**row, "stores": stores}])
        form = {"site": "shop-us", "offers": offers}
        assert send(sandbox, "retailcrm", "POST", UPLOAD, form=form).status == status


def test_poison_fits_lists_and_uploads_and_nothing_else(sandbox: Sandbox) -> None:
    for operation, status in (
        ("get_inventories", 201), ("upload_prices", 201), ("upload_orders", 201),
        ("edit_order", 422),
    ):  # fmt: skip
        body = {"simulator": "retailcrm", "operation": operation, "kind": "poison", "row": 1}
        assert sandbox.request("POST", "/_sim/faults", json=body).status == status
