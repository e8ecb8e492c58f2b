"""Filters that a list does not have: docs/reference/warehouse-module.md §1.4, §10."""

import pytest
from stocktake.core.errors import Unprocessable
from stocktake.vendors.retailcrm import SIMULATOR
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm, expect_refusal
from tests.support import ignored_names

QUIRK = "retailcrm.unknown_filters"
INPUT = "Errors in the input parameters"
EXTRA = "This form should not contain extra fields."


def readings() -> list[Operation]:
    """Return the operations of the document that read many, with a path that names nothing."""
    (api,) = SIMULATOR.apis
    table = build_table(api)
    return [o for o in table.operations if o.method == "GET" and "{" not in o.template]


every_list = pytest.mark.parametrize("operation", readings(), ids=lambda o: o.id)
GOOD = {"filter[attachments]": "2", "filter[priceType]": "base"}


def value_of(name: str) -> str:
    """Return a value that a documented filter takes."""
    if name in GOOD:
        return GOOD[name]
    for part, value in (
        ("Date", "2026-01-05"), ("At", "2026-01-05"), ("sites", "shop-us"), ("properties", "a=b"),
        ("orderTypes", "eshop-legal"), ("extendedStatus", "new"), ("Stores", "wherefour"),
    ):  # fmt: skip
        if part in name:
            return value
    return "1"


@every_list
def test_an_unknown_filter_is_ignored_and_named_in_the_journal(
    crm: Crm, operation: Operation
) -> None:
    """§1.4: by default."""
    path = operation.template.removeprefix("/api")
    query = "ids[]=1&" if operation.id == "get_orders_statuses" else ""
    answer = crm.get(path, f"{query}filter[vendor]=x&filter[tags][0]=y&filter[since_id]=1")
    assert answer.status == 200
    named = ["filter[vendor]", "filter[tags][0]", "filter[since_id]"]
    assert ignored_names(crm.sandbox) == named


@every_list
def test_an_unknown_filter_is_refused_where_the_quirk_says_so(
    crm: Crm, operation: Operation
) -> None:
    """§1.4, §1.9: in Symfony's style, each by its name; what is no filter stays ignored."""
    crm.sandbox.set_quirk(QUIRK, "refuse")
    path = operation.template.removeprefix("/api")
    query = "ids[]=1&" if operation.id == "get_orders_statuses" else ""
    answer = crm.get(path, f"{query}filter[vendor]=x&filter[tags][0]=y&filter[visible_]=1")
    expect_refusal(
        answer, 400, INPUT,
        {
            "children[filter].children[vendor]": EXTRA,
            "children[filter].children[tags].children[0]": EXTRA,
            "children[filter].children[visible_]": EXTRA,
        },
    )  # fmt: skip
    assert crm.get(path, f"{query}filter=None&cms_source=woo&color=red").status == 200


@every_list
def test_every_filter_of_the_document_is_known(crm: Crm, operation: Operation) -> None:
    """§4.1, §5, §7: the quirk refuses none of them."""
    crm.sandbox.set_quirk(QUIRK, "refuse")
    path = operation.template.removeprefix("/api")
    names = [p.name for p in operation.parameters if p.name.startswith("filter[")]
    for name in names:
        answer = crm.get(path, f"{name}={value_of(name)}")
        assert answer.status == 200, f"{name}: {answer.json()}"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v5/orders", "filter[visible]=1"),  # what a key sees is no filter of its own
        ("/v5/orders", "filter[properties][color]=red"),  # a filter of another list
        ("/v5/store/products", "filter[offers]=1"),
        ("/v5/orders/packs", "filter[sites][]=shop-us"),
    ],
)
def test_a_filter_of_another_list_is_an_unknown_one(crm: Crm, path: str, query: str) -> None:
    """§1.4."""
    assert crm.get(path, query).status == 200
    crm.sandbox.set_quirk(QUIRK, "refuse")
    assert crm.get(path, query).json()["errorMsg"] == INPUT


def test_a_bad_value_of_a_known_filter_is_told_first(crm: Crm) -> None:
    """§1.4, §8 point 3."""
    crm.sandbox.set_quirk(QUIRK, "refuse")
    answer = crm.get("/v5/orders", "filter[shipped]=3&filter[vendor]=x")
    name = "children[filter].children[shipped]"
    expect_refusal(answer, 400, INPUT, {name: "This value is not valid."})
    without_key = crm.sandbox.request("GET", "/retailcrm/api/v5/orders?filter[vendor]=x")
    expect_refusal(without_key, 400, '"apiKey" is missing.')


def test_both_lanes_refuse_an_unknown_filter_in_the_same_words(crm: Crm) -> None:
    """§1.4."""
    with Sandbox([SIMULATOR], lane="connexion") as reference:
        answers = []
        for client in (crm, Crm(reference)):
            client.sandbox.set_quirk(QUIRK, "refuse")
            answer = client.get("/v5/orders", "filter[vendor]=x&limit=50")
            answers.append((answer.status, answer.body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 400


def test_the_quirk_takes_two_words(crm: Crm) -> None:
    """§10."""
    with pytest.raises(Unprocessable, match='"ignore", "refuse"'):
        crm.sandbox.set_quirk(QUIRK, "warn")
