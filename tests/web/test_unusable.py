"""What the journal says of parameters: which are ignored, whose values are dropped, who asks."""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
from stocktake.web.sandbox import Sandbox

from tests.failures import vendors_with_failures

FAILURES = vendors_with_failures()


@pytest.fixture(params=LANES)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A fresh world in either lane."""
    with Sandbox(SIMULATORS, lane=request.param) as fresh:
        yield fresh


def note_of(sandbox: Sandbox, method: str, target: str, **more: Any) -> dict[str, Any]:
    """Send a request that is answered well; return the note of its journal row."""
    given = FAILURES[target.split("/")[1]].right(sandbox.env)
    answer = sandbox.request(method, target, **given, **more)
    assert answer.status == 200, answer.text
    entry = sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    return dict(entry["note"] or {})


@pytest.mark.parametrize(
    ("target", "unusable"),
    [
        ("/wherefour/api/v1/inventory?per_page=1000&page=2", ["per_page=1000"]),
        ("/wherefour/api/v1/inventory?per_page=-5&page=last", ["page=last", "per_page=-5"]),
        ("/wherefour/api/v1/facilities/search?name=a&page=0", ["page=0"]),
        ("/whiplash/api/items?limit=1000", ["limit=1000"]),
        ("/whiplash/api/items?offset=first", ["offset=first"]),
        ("/whiplash/api/items?since_id=abc", ["since_id=abc"]),
        ("/whiplash/api/items/count?updated_at_min=lately", ["updated_at_min=lately"]),
        ("/whiplash/api/items?order_by=sku%20desc,color", ["order_by=color"]),
        ("/wholecell/api/v1/inventories?page=-1", ["page=-1"]),
        ("/wholecell/api/v1/stock_levels?page=x", ["page=x"]),
        ("/wholecell/api/v1/sales_orders?updated_at_gt=lately", ["updated_at_gt=lately"]),
    ],
)
def test_a_parameter_whose_value_is_dropped_is_named_with_it(
    sandbox: Sandbox, target: str, unusable: list[str]
) -> None:
    assert note_of(sandbox, "GET", target) == {"unusable": unusable}


def test_a_parameter_in_a_body_is_named_too(sandbox: Sandbox) -> None:
    note = note_of(sandbox, "GET", "/whiplash/api/items", json={"limit": 1000})
    assert note == {"unusable": ["limit=1000"]}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/inventory", "updated_at=lately"),
        ("/customers/1/orders", "updated_at=lately"),
        ("/orders", "search_start_date=soon"),
        ("/orders", "search_end_date=soon"),
    ],
)
def test_filters_that_are_refused_when_strict_are_named_when_they_are_not(
    sandbox: Sandbox, path: str, query: str
) -> None:
    sandbox.set_quirk("wherefour.strict_filters", False)
    customer = sandbox.world().value("SELECT min(id) FROM wherefour_customer")
    target = f"/wherefour/api/v1{path.replace('1', str(customer))}?{query}"
    assert note_of(sandbox, "GET", target) == {"unusable": [query]}


@pytest.mark.parametrize(
    "target",
    [
        "/wherefour/api/v1/inventory?page=&per_page=",
        "/wherefour/api/v1/inventory?page=99999&per_page=100",
        "/whiplash/api/items?limit=&since_id=&order_by=sku%20asc&sku=nobody",
        "/wholecell/api/v1/inventories?page=&created_at_gt=&status=No%20Such",
        "/retailcrm/api/v5/store/inventories?limit=250&page=9",
    ],
)
def test_a_blank_value_and_one_that_matches_nothing_are_not_named(
    sandbox: Sandbox, target: str
) -> None:
    assert note_of(sandbox, "GET", target) == {}


def test_a_value_is_named_for_its_own_request_only(sandbox: Sandbox) -> None:
    assert note_of(sandbox, "GET", "/whiplash/api/items?limit=0") == {"unusable": ["limit=0"]}
    assert note_of(sandbox, "GET", "/whiplash/api/items") == {}


def test_a_long_value_is_cut(sandbox: Sandbox) -> None:
    (said,) = note_of(sandbox, "GET", f"/whiplash/api/items?limit={'9' * 5000}")["unusable"]
    assert said == "limit=" + "9" * 100


def test_a_read_from_the_past_names_what_it_dropped(sandbox: Sandbox) -> None:
    sandbox.fault("whiplash", "list_items", "stale_read")
    note = note_of(sandbox, "GET", "/whiplash/api/items?limit=1000&colour=red")
    assert note == {"ignored": ["colour"], "unusable": ["limit=1000"]}


def test_names_that_say_who_asks_stand_apart_from_those_that_are_ignored(sandbox: Sandbox) -> None:
    """The vendor's own modules add them to every call: warehouse-module.md 1.4."""
    who = "cms_source=WordPress&cms_version=6.4&php_version=8.1&module_version=4.8"
    target = f"/retailcrm/api/v5/store/inventories?{who}&filter[unheardOf]=1"
    note = note_of(sandbox, "GET", target)
    names = ["cms_source", "cms_version", "php_version", "module_version"]
    assert note == {"identifies": names, "ignored": ["filter[unheardOf]"]}


@pytest.mark.parametrize("how", ["form", "multipart", "json"])
def test_they_may_stand_in_a_body(sandbox: Sandbox, how: str) -> None:
    fields = {"site": "shop-us", "offers": "[]", "cms_source": "WordPress", "colour": "red"}
    sent: Any = list(fields.items()) if how == "multipart" else fields
    given = FAILURES["retailcrm"].right(sandbox.env)
    target = "/retailcrm/api/v5/store/inventories/upload"
    sandbox.request("POST", target, **given, **{how: sent})
    entry = sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    assert entry["note"] == {"identifies": ["cms_source"], "ignored": ["colour"]}


def test_only_the_vendor_whose_clients_send_them_knows_these_names(sandbox: Sandbox) -> None:
    note = note_of(sandbox, "GET", "/whiplash/api/items?module_version=4.8")
    assert note == {"ignored": ["module_version"]}
