"""What is dropped of an order is named in the journal: docs/reference/warehouse-module.md §7.4."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake.vendors.retailcrm import SIMULATOR
from stocktake.vendors.retailcrm.orders.dropped import KEPT
from stocktake.web.documents import read_document, resolve

from tests.retailcrm.support import BOTH, SKU, Crm

OTHER = "COF-ESP-1000"  # offered on shop-us only

CLIENTS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "client_orders.json").read_text())
ORDERS = {name: given["order"] for name, given in CLIENTS.items() if name != "about"}
every_client = pytest.mark.parametrize("client", ORDERS)


def named(crm: Crm) -> list[str]:
    """Return what the journal says that the last request's handler could not use."""
    entry = crm.sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    return list((entry["note"] or {}).get("dropped", []))


def is_shown(sent: Any, shown: Any) -> bool:
    """Say whether a value is given back, be it in another of its spellings."""
    if isinstance(sent, str | int | float) and isinstance(shown, str | int | float):
        if str(sent) == str(shown):
            return True
        try:
            return float(sent) == float(shown)
        except ValueError:
            return False
    return bool(sent == shown)


def missing(sent: Any, shown: Any, path: str) -> Iterator[str]:
    """Yield the path of each key whose value is not given back."""
    if isinstance(sent, dict):
        inside = shown if isinstance(shown, dict) else {}
        for key, value in sent.items():
            yield from missing(value, inside.get(key), f"{path}.{key}")
    elif isinstance(sent, list):
        beside = [*(shown if isinstance(shown, list) else []), *[None] * len(sent)]
        for place, value in enumerate(sent):
            yield from missing(value, beside[place], f"{path}[{place}]")
    elif sent not in (None, "", [], {}) and not is_shown(sent, shown):
        yield path


def comparable(order: dict[str, Any]) -> dict[str, Any]:
    """Return an order with its payments and properties as lists, however they came."""
    payments = order.get("payments")
    items = [
        {**item, "properties": values_of(item.get("properties") or [])} for item in order["items"]
    ]
    return {**order, "items": items, "payments": values_of(payments or [])}


def values_of(collection: Any) -> list[Any]:
    return list(collection.values()) if isinstance(collection, dict) else list(collection)


def check(crm: Crm, sent: dict[str, Any], shown: dict[str, Any], where: str) -> None:
    """Check that each key sent is given back, or is named, it or what it stands in."""
    paths = [text.partition("=")[0] for text in named(crm)]
    lost = set(missing(comparable(sent), comparable(shown), where))
    assert {path for path in lost if not any(path.startswith(name) for name in paths)} == set()
    assert {name for name in paths if not any(path.startswith(name) for path in lost)} == set()


@every_client
def test_each_key_of_a_clients_order_is_given_back_or_named(crm: Crm, client: str) -> None:
    """§7.4 create_order: the key sets of five public clients."""
    answer = crm.post("/v5/orders/create", order=ORDERS[client], site="shop-us")
    assert answer.status == 201, answer.text
    check(crm, ORDERS[client], answer.json()["order"], "order")


@every_client
def test_each_key_of_an_edit_is_given_back_or_named(crm: Crm, client: str) -> None:
    """§7.5 edit_order; the id that the path has already is not one that is lost."""
    order_id = crm.create().json()["id"]
    sent = {**ORDERS[client], "id": order_id}
    answer = crm.post(f"/v5/orders/{order_id}/edit", order=sent, by="id", site="shop-us")
    assert answer.status == 200, answer.text
    check(crm, sent, answer.json()["order"], "order")


def test_each_key_of_an_upload_is_given_back_or_named(crm: Crm) -> None:
    """§7.10 upload_orders: by the place of the order."""
    orders = list(ORDERS.values())
    answer = crm.post("/v5/orders/upload", orders=orders, site="shop-us")
    assert answer.status == 200, answer.text
    assert "orders[3].discountPercent=10" in named(crm)
    for place, shown in enumerate(answer.json()["orders"]):
        lost = missing(comparable(orders[place]), comparable(shown), f"orders[{place}]")
        paths = [text.partition("=")[0] for text in named(crm)]
        assert all(any(path.startswith(name) for name in paths) for path in lost)


def test_what_is_dropped_is_named_by_its_path_with_its_value(crm: Crm) -> None:
    """§7.4: at every depth."""
    order = {
        "applyRound": True, "dialogId": None, "loyaltyLevel": {}, "summ": 5,
        "delivery": {"integrationCode": "dhl"}, "customer": {"id": 1001, "vip": True},
        "items": [
            {"offer": {"externalId": SKU}, "isCanceled": False},
            {"productName": "x", "offer": {"name": "y"}, "ordering": 3},
        ],
        "payments": [{"type": "cash", "order": {"id": 5}}],
    }  # fmt: skip
    crm.post("/v5/orders/create", order=order, site="shop-us")
    assert named(crm) == [
        "order.applyRound=true",
        "order.summ=5",
        "order.delivery.integrationCode=dhl",
        "order.customer.vip=true",
        "order.items[0].isCanceled=false",
        "order.items[1].offer.name=y",
        "order.items[1].ordering=3",
        'order.payments[0].order={"id": 5}',
    ]


def test_nothing_is_named_of_an_order_that_is_sent_back_as_it_was_read(crm: Crm) -> None:
    """§7.5: what is only shown is not lost where it did not change."""
    crm.put(SKU, 5)
    for order in ORDERS.values():
        order_id = crm.post("/v5/orders/create", order=order, site="shop-us").json()["id"]
        shown = crm.order(order_id)
        assert crm.edit(order_id, **shown).json()["order"] == shown
        assert named(crm) == []


def test_an_item_is_compared_with_the_one_that_it_names(crm: Crm) -> None:
    """§7.5: by id or by externalIds, wherever it stands in the list."""
    names = [[{"code": "1c", "value": value}] for value in "ab"]
    items: list[dict[str, Any]] = [
        {"offer": {"externalId": sku}, "externalIds": name}
        for sku, name in zip((SKU, BOTH), names, strict=True)
    ]
    order = crm.create({"items": items}).json()["order"]
    new = {"offer": {"externalId": OTHER}}
    crm.edit(order["id"], items=[items[1], new, items[0]])
    assert named(crm) == []
    first = {"id": str(order["items"][0]["id"]), "offer": {"externalId": SKU, "name": "x"}}
    crm.edit(order["id"], items=[{**new, "isCanceled": 1}, first])
    assert named(crm) == ["order.items[0].isCanceled=1", "order.items[1].offer.name=x"]


def test_nothing_is_named_of_an_order_that_is_refused(crm: Crm) -> None:
    """§1.9: the answer says what is wrong."""
    assert crm.create({"applyRound": True, "status": "x"}).status == 400
    assert named(crm) == []


def test_the_document_names_what_is_kept() -> None:
    """§7.4: the schemas of the requests and the code know the same keys."""
    document = read_document(SIMULATOR.apis[0].document)
    schemas = document["components"]["schemas"]
    order = schemas["OrderInput"]["properties"]
    assert order.keys() == KEPT.keys()
    assert order["delivery"]["properties"].keys() == (KEPT["delivery"] or {}).keys()
    assert schemas["PaymentInput"]["properties"].keys() == (KEPT["payments"] or {}).keys()
    item = resolve(document, order["items"]["items"])["properties"]
    # A name beside an offer is dropped: it is compared with what is shown.
    assert item.keys() - {"productName"} == (KEPT["items"] or {}).keys()
