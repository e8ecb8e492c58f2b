"""What clients send: suffixes, slashes, wrapped parameters, forms.

Source: docs/reference/whiplash.md §1.1, §1.7, §2.2.
"""

from typing import Any

import pytest

from tests.whiplash.conftest import BASE, ITEMS, Lash

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "path", ["/items/count.json", "//items/count", "/items/count/", "/items//count.json/"]
)
def test_a_path_may_end_in_json_and_have_extra_slashes(lash: Lash, path: str) -> None:
    """§1.1: ActiveResource adds the suffix, production clients the slashes."""
    assert lash.get(path) == ITEMS


@pytest.mark.parametrize("path", ["/items/1234.json", "/items/1234/", "//items/1234"])
def test_the_path_of_one_item_may_end_in_json_and_have_extra_slashes(lash: Lash, path: str) -> None:
    """§1.1."""
    assert lash.get(path)["sku"] == "TESTSKU"
    assert lash.get(f"{path.rstrip('/').removesuffix('.json')}/transactions.json")


def test_head_answers_as_get_does_without_a_body(lash: Lash) -> None:
    """§1.1: Rails routes HEAD as GET; a path without a GET has none."""
    head = lash.send("HEAD", "/items/count")
    assert (head.status, head.text) == (200, "")
    assert head.headers["content-length"] == str(len(str(ITEMS)))
    lash.send("HEAD", "/nothing", 404)


def test_a_get_takes_its_parameters_from_a_json_body(lash: Lash) -> None:
    """§1.1: `{"page": 1, "limit": 250}` is how a production client pages."""
    pages = [
        lash.send("GET", "/items", json={"page": page, "limit": 20}).json() for page in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [20, 17, 0]
    assert lash.ignored() == []
    flat = lash.send("GET", "/items", json={"sku": "TESTSKU", "available": True})
    assert [row["id"] for row in flat.json()] == [1234]


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"item": {"sku": "TESTSKU", "limit": 3}}},
        {"form": {"item[sku]": "TESTSKU", "item[limit]": "3"}},
        {"data": b'{"item": {"sku": "TESTSKU", "limit": 3}}', "headers": FORM},
    ],
)
def test_a_wrapped_body_on_a_get_is_no_filter(lash: Lash, request_: dict[str, Any]) -> None:
    """§1.1, §1.5: only a record that is written is wrapped; the journal names what was ignored."""
    assert len(lash.send("GET", "/items", **request_).json()) == ITEMS
    assert sorted(lash.ignored()) == ["item[limit]", "item[sku]"]
    assert lash.send("GET", "/items/count", **request_).json() == ITEMS


@pytest.mark.parametrize(
    ("path", "wrapper"),
    [("/orders", "order"), ("/shipnotices", "shipnotice"), ("/web_hooks", "web_hook")],
)
def test_a_wrapped_filter_filters_in_no_list_and_from_no_place(
    lash: Lash, path: str, wrapper: str
) -> None:
    """§1.1, §1.5: neither in the body nor with brackets in the query."""
    body = {"url": "http://shop.example/hook", "event_name": "order.shipped", "sender": "Acme"}
    lash.send("POST", path, json={wrapper: body})
    before = lash.ids(path)
    assert before
    wrapped = {wrapper: {"id": 1, "since_id": 9999}}
    in_body = lash.send("GET", path, json=wrapped).json()
    in_query = lash.get(f"{path}?{wrapper}[id]=1&{wrapper}[since_id]=9999")
    assert [row["id"] for row in in_body] == [row["id"] for row in in_query] == before


def test_the_order_of_lines_is_named_bare(lash: Lash) -> None:
    """§1.1, §4: a wrapped order_id names no order."""
    made = lash.send("POST", "/orders", json={"order": {"shipping_name": "Ada"}}).json()
    assert lash.send("GET", "/order_items", json={"order_id": made["id"]}).json() == []
    wrapped = {"order_item": {"order_id": made["id"]}}
    lash.send("GET", "/order_items", 422, json=wrapped)


def test_the_body_wins_over_the_query(lash: Lash) -> None:
    """§1.1: as Rails merges them."""
    assert len(lash.send("GET", "/items?limit=3&page=1", json={"limit": 5}).json()) == 5
    lash.send("PUT", "/items/1234?title=Query&vendor=Kept", 204, json={"title": "Body"})
    item = lash.get("/items/1234")
    assert (item["title"], item["vendor"]) == ("Body", "Kept")


def test_a_put_may_have_all_parameters_in_the_query(lash: Lash) -> None:
    """§1.1, §1.7: the Python client; Python spells booleans with a capital."""
    lash.send("PUT", "/items/1234?title=New+name&available=False&price=12.5", 204)
    item = lash.get("/items/1234")
    assert (item["title"], item["available"], item["price"]) == ("New name", False, "12.5")


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"title": "T", "price": 3, "is_bundle": True}},
        {"json": {"item": {"title": "T", "price": "3.0", "is_bundle": True}}},
        {"form": {"title": "T", "price": "3", "is_bundle": "1"}},
        {"form": {"item[title]": "T", "item[price]": "3.0", "item[is_bundle]": "true"}},
        {"data": b'{"item": {"title": "T", "price": "3", "is_bundle": true}}', "headers": FORM},
        {"data": b' {"title": "T", "price": 3.0, "is_bundle": true}', "headers": FORM},
    ],
)
def test_a_body_may_be_flat_or_wrapped_json_a_form_or_json_labelled_as_a_form(
    lash: Lash, request_: dict[str, Any]
) -> None:
    """§1.1: PHP and Java wrap, Java mislabels, HTTParty sends brackets."""
    made = lash.send("POST", "/items", **request_).json()
    assert (made["title"], made["price"], made["is_bundle"]) == ("T", "3.0", True)


@pytest.mark.parametrize("body", [b"{", b'{"a": NaN}', b'{"title": "\\ud800"}', b"[" * 9999])
def test_invalid_json_labelled_as_a_form_is_read_as_a_form(lash: Lash, body: bytes) -> None:
    """§1.1: it has only an unknown name."""
    assert lash.send("POST", "/items", data=body, headers=FORM).json()["title"] is None


def test_brackets_in_the_query_are_read_as_in_a_form(lash: Lash) -> None:
    """§1.1."""
    lash.send("PUT", "/items/1234?item[title]=Bracketed", 204)
    assert lash.get("/items/1234")["title"] == "Bracketed"
    deep = "a" + "[b]" * 40
    lash.send("PUT", f"/items/1234?{deep}=1&vendor=V", 204)
    assert lash.get("/items/1234")["vendor"] == "V"


@pytest.mark.parametrize("body", [[], "text", 3])
def test_a_body_that_is_not_an_object_is_422(lash: Lash, body: Any) -> None:
    """§1.3."""
    said = lash.send("POST", "/items", 422, json=body).json()
    assert said["errors"] == {"base": ["is invalid"]}


def test_unknown_fields_are_ignored_and_a_whole_record_may_be_sent_back(lash: Lash) -> None:
    """§2.3: ActiveResource puts the whole object back."""
    before = lash.get("/items/1234")
    lash.send("PUT", "/items/1234", 204, json=before | {"quantity": 999, "exp_quantity": 7})
    assert {"id", "originators", "quantity", "exp_quantity"} <= set(lash.ignored())
    assert lash.get("/items/1234") == before
    lash.send("PUT", "/items/1234", 204, json={"name": "Not a title"})
    assert lash.get("/items/1234") == before


def test_a_path_without_api_is_404(lash: Lash) -> None:
    """§1.1: the resources are below /api/."""
    answer = lash.sandbox.request("GET", "/whiplash/items", headers={"X-API-KEY": lash.key})
    assert (answer.status, answer.json()) == (404, {"error": "Not found"})
    assert BASE == "/whiplash/api"
