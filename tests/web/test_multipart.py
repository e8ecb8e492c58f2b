"""Multipart bodies, sent by a real client over a socket: read like forms, in both lanes.

Source: docs/reference/warehouse-module.md 1.5: the vendor's own modules for 1C and shops send them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
from stocktake.web.bodies import decode
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from tests.failures import vendors_with_failures
from tests.support import Listening

Fields = Mapping[str, Any]

FAILURES = vendors_with_failures()
# Every write of RetailCRM once, one after another: operation, path, fields.
WRITES: tuple[tuple[str, str, Fields], ...] = (
    (
        "edit_integration_module", "/integration-modules/wh-1/edit",
        {"integrationModule": {
            "name": "Lager Süd", "code": "wh-1", "clientId": "client-1",
            "baseUrl": "http://127.0.0.1:9/warehouse", "integrations": {"store": {}},
        }},
    ),
    (
        "edit_store", "/reference/stores/east/edit",
        {"store": {"name": "Ost", "code": "east", "type": "store-type-warehouse"}},
    ),
    ("edit_site", "/reference/sites/shop-us/edit", {"site": {"name": "Shop, \"US\""}}),
    (
        "upload_inventories", "/store/inventories/upload",
        {"site": "shop-us", "offers": [
            {"id": 1001, "stores": [{"code": "wherefour", "available": 7}]},
            {"externalId": "nobody’s", "stores": [{"code": "wherefour", "available": 7}]},
        ]},
    ),
    (
        "upload_prices", "/store/prices/upload",
        {"prices": [{"id": 1001, "prices": [{"code": "base", "price": 9.5}]}]},
    ),
    (
        "create_order", "/orders/create",
        {"site": "shop-us", "order": {
            "externalId": "A 1", "firstName": "Søren",
            "items": [{"offer": {"id": 1001}, "quantity": 2}],
        }},
    ),
    ("upload_orders", "/orders/upload", {"site": "shop-us", "orders": [{"externalId": "A 2"}]}),
    (
        "fix_external_ids", "/orders/fix-external-ids",
        {"orders": [{"id": 1002, "externalId": "Æ 2"}]},
    ),
    (
        "edit_order", "/orders/A 1/edit",
        {"by": "externalId", "site": "shop-us", "order": {"lastName": "Ødegård"}},
    ),
    (
        "create_pack", "/orders/packs/create",
        {"pack": {"itemId": 999_999, "store": "wherefour", "quantity": 1}},
    ),
    (
        "edit_pack", "/orders/packs/999999/edit",
        {"pack": {"itemId": 999_999, "store": "wherefour", "quantity": 1}},
    ),
)  # fmt: skip


@pytest.fixture(params=LANES)
def lane(request: pytest.FixtureRequest) -> str:
    """Return each lane's name."""
    return str(request.param)


@pytest.fixture
def listening(lane: str) -> Iterator[Listening]:
    """A fresh sandbox on a socket, in either lane."""
    with Sandbox(SIMULATORS, lane=lane) as fresh, fresh.listening() as url:
        yield Listening(fresh, url)


def as_text(fields: Fields) -> list[tuple[str, str]]:
    """Return fields as clients of the vendor send them: what has a structure is JSON."""
    return [(k, v if isinstance(v, str) else json.dumps(v)) for k, v in fields.items()]


def as_parts(fields: list[tuple[str, str]]) -> list[tuple[str, tuple[None, str]]]:
    """Return fields as parts of a multipart body, without file names."""
    return [(name, (None, value)) for name, value in fields]


def brackets(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield a structure as the fields that PHP would read it from: `order[items][0][quantity]`."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in pairs:
            yield from brackets(each, f"{name}[{key}]" if name else str(key))
    else:
        yield name, str(value)


def post(listening: Listening, vendor: str, path: str, **sent: Any) -> httpx.Response:
    """Send a POST with the right credentials."""
    given = FAILURES[vendor].right(listening.env)
    return httpx.post(f"{listening.url}/{vendor}{path}", **given, **sent)


def test_every_write_of_retailcrm_is_tried() -> None:
    (vendor,) = (simulator for simulator in SIMULATORS if simulator.name == "retailcrm")
    table = build_table(vendor.apis[0])
    assert {name for name, _, _ in WRITES} == {o.id for o in table.operations if o.body}


def test_retailcrm_answers_a_multipart_body_as_it_answers_a_form(
    listening: Listening, lane: str
) -> None:
    with Sandbox(SIMULATORS, lane=lane) as other, other.listening() as url:
        for operation, path, fields in WRITES:
            target = f"/api/v5{path}"
            form = post(Listening(other, url), "retailcrm", target, data=dict(as_text(fields)))
            parts = as_parts(as_text(fields))
            multipart = post(listening, "retailcrm", target, files=parts)
            assert multipart.request.headers["content-type"].startswith("multipart/form-data")
            assert (multipart.status_code, multipart.text) == (form.status_code, form.text)
            if not operation.endswith("_pack"):
                assert multipart.status_code < 300, multipart.text


def test_a_multipart_body_may_spell_structures_with_brackets(listening: Listening) -> None:
    """1.5: so does the vendor's page, in the names of nested fields."""
    order = {"externalId": "A 1", "items": [{"offer": {"id": 1001}, "quantity": 2}]}
    parts = as_parts([("site", "shop-us"), *brackets(order, "order")])
    assert ("order[items][0][offer][id]", (None, "1001")) in parts
    made = post(listening, "retailcrm", "/api/v5/orders/create", files=parts)
    assert made.status_code == 201, made.text
    assert made.json()["order"]["items"][0]["quantity"] == 2


def test_a_part_may_have_a_file_name_and_a_type_as_curl_sends_them(listening: Listening) -> None:
    offers = [{"id": 1001, "stores": [{"code": "wherefour", "available": 7}]}]
    parts = {
        "site": (None, "shop-us"),
        "offers": ("o.json", json.dumps(offers), "application/json"),
    }
    answer = post(listening, "retailcrm", "/api/v5/store/inventories/upload", files=parts)
    assert answer.json() == {"success": True, "processedOffersCount": 1}


def test_the_journal_keeps_a_multipart_body_readable(listening: Listening) -> None:
    """As text, with the header that says how to read it; long ones too."""
    for name in ("Ødegård’s", "long " * 5000):
        sent = {"site": "shop-us", "order": json.dumps({}), "unknown": name}
        answer = post(
            listening, "retailcrm", "/api/v5/orders/create", files=as_parts([*sent.items()])
        )
        assert answer.is_success
        row = httpx.get(f"{listening.url}/_sim/journal").json()["entries"][-1]
        assert 'name="order"' in row["request_body"]
        fields = decode(row["request_headers"], row["request_body"].encode())
        assert fields == sent
        assert row["note"] == {"ignored": ["unknown"]}


def test_a_multipart_body_that_is_broken_is_refused_by_the_vendor(listening: Listening) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    given = FAILURES["retailcrm"].right(listening.env)
    answer = httpx.post(
        f"{listening.url}/retailcrm/api/v5/orders/create",
        content=b"nothing like it", headers=given["headers"] | headers,
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json()["success"] is False


OTHERS: Mapping[str, tuple[str, Fields, str]] = {
    "backmarket": ("/ws/listings/4567", {"comment": "Ødegård"}, "comment"),
    "wherefour": ("/api/v1/customers", {"customer": {"display_name": "Ødegård"}}, "display_name"),
    "wholecell": ("/api/v1/sales_orders", {"transaction_number": "Ødegård"}, "transaction_number"),
    "whiplash": ("/api/items", {"item": {"title": "Ødegård", "sku": "O1"}}, "title"),
    "shipstation": (
        "/orders/createorder",
        {
            "orderNumber": "Ødegård", "orderDate": "2026-03-02", "orderStatus": "on_hold",
            "billTo": {"name": "A"}, "shipTo": {"name": "A"},
        },
        "orderNumber",
    ),
}  # fmt: skip


JSON_ONLY = frozenset({"ebay", "swappa"})  # a form is for their token endpoints alone


def test_every_vendor_has_its_multipart_body() -> None:
    assert {*OTHERS, "retailcrm", *JSON_ONLY} == {simulator.name for simulator in SIMULATORS}


@pytest.mark.parametrize("vendor", OTHERS)
def test_the_other_vendors_read_multipart_like_any_form(listening: Listening, vendor: str) -> None:
    """Rails makes no difference; none of them documents it (decided)."""
    path, fields, shown = OTHERS[vendor]
    parts = as_parts([*brackets(fields, "")])
    answer = post(listening, vendor, path, files=parts)
    assert answer.is_success, answer.text
    assert answer.json()[shown] == "Ødegård"
