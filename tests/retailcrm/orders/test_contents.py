"""What an order holds: what a client wrote into it. docs/reference/warehouse-module.md §7.1, §7.4.

Each test of the same field goes by create_order, edit_order and upload_orders.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.retailcrm.support import SKU, Crm, expect_refusal

FORMAT = "Errors in the entity format"
NOT_VALID = "This value is not valid."
Write = Callable[[Crm, dict[str, Any]], dict[str, Any]]


def by_create(crm: Crm, order: dict[str, Any]) -> dict[str, Any]:
    answer = crm.create(order)
    assert answer.status == 201, answer.text
    return dict(answer.json()["order"])


def by_edit(crm: Crm, order: dict[str, Any]) -> dict[str, Any]:
    answer = crm.edit(crm.create().json()["id"], **order)
    assert answer.status == 200, answer.text
    return dict(answer.json()["order"])


def by_upload(crm: Crm, order: dict[str, Any]) -> dict[str, Any]:
    items = [{"offer": {"externalId": SKU}, "quantity": 2}]
    orders = [{"items": items, **order}]
    answer = crm.post("/v5/orders/upload", orders=orders, site="shop-us")
    assert answer.status == 200, answer.text
    return dict(answer.json()["orders"][0])


every_way = pytest.mark.parametrize("write", [by_create, by_edit, by_upload])

PLAIN: dict[str, Any] = {
    "createdAt": "2025-12-24 18:30:00",
    "statusUpdatedAt": "2025-12-25 08:00:00",
    "statusComment": "waits for the courier",
    "managerId": 28,
    "additionalPhone": "+15550100",
    "orderMethod": "phone",
    "privilegeType": "personal",
    "mark": 3,
    "markDatetime": "2025-12-26 10:00:00",
    "call": True,
    "expired": True,
    "clientId": "GA1.2.3",
    "source": {"source": "newsletter", "medium": "mail"},
    "contragent": {"contragentType": "legal-entity", "legalName": "Ada & Co", "INN": "7707083893"},
    "customFields": {"gift": True, "note": "red paper", "sizes": [1, 2]},
    "weight": 340.5,
    "length": 120,
    "width": 80,
    "height": 60,
}
DELIVERY: dict[str, Any] = {
    "code": "self-delivery",
    "cost": 4.5,
    "netCost": 3.25,
    "date": "2026-01-07",
    "time": {"from": "10:00", "to": "14:00"},
    "vatRate": "none",
    "service": {"code": "avia", "name": "By air", "active": True},
    "data": {"trackNumber": "RB1"},
    "address": {"city": "Petaluma", "index": "94952"},
}
ITEM: dict[str, Any] = {
    "comment": "grind for filter",
    "properties": {"grind": {"code": "grind", "name": "Grind", "value": "filter"}},
    "vatRate": "20",
    "markingCodes": ["0104"],
    "createdAt": "2025-12-24 18:30:00",
}


@every_way
@pytest.mark.parametrize("name", PLAIN)
def test_a_field_of_an_order_is_given_back_as_it_was_written(
    crm: Crm, write: Write, name: str
) -> None:
    """§7.1, §7.4, §7.5, §7.10."""
    order = write(crm, {name: PLAIN[name]})
    assert order[name] == PLAIN[name]
    assert crm.order(order["id"]) == order


@every_way
def test_a_delivery_is_given_back_as_it_was_written(crm: Crm, write: Write) -> None:
    """§7.1: code, cost, net cost, date, time, service, data and address."""
    order = write(crm, {"delivery": DELIVERY})
    assert order["delivery"] == DELIVERY
    assert order["totalSumm"] == order["summ"] + 4.5


@every_way
def test_an_item_is_given_back_as_it_was_written(crm: Crm, write: Write) -> None:
    """§7.1: comment, properties, rate of tax, marking codes and time."""
    sent = {"offer": {"externalId": SKU}, **ITEM}
    (item,) = write(crm, {"items": [sent]})["items"]
    assert {name: item[name] for name in ITEM} == ITEM


@every_way
def test_payments_are_given_back_keyed_by_their_ids(crm: Crm, write: Write) -> None:
    """§7.1: what is paid counts as prepaySum; paid in full, an order says since when."""
    cash: dict[str, Any] = {
        "externalId": "P-1",
        "type": "cash",
        "status": "not-paid",
        "amount": 9.9,
    }
    card: dict[str, Any] = {
        "type": "bank-card", "status": "paid", "amount": 29.9, "paidAt": "2026-01-04 11:00:00",
        "comment": "by link",
    }  # fmt: skip
    order = write(crm, {"payments": [cash, card]})
    first, second = sorted(int(key) for key in order["payments"])
    assert order["payments"] == {
        str(first): {"id": first, **cash}, str(second): {"id": second, **card},
    }  # fmt: skip
    assert (order["prepaySum"], order["fullPaidAt"]) == (29.9, "2026-01-04 11:00:00")


def test_payments_may_come_as_an_object(crm: Crm) -> None:
    """§7.4: one client sends a map."""
    order = crm.create({"payments": {"a": {"type": "cash", "amount": "5"}}}).json()["order"]
    (payment,) = order["payments"].values()
    assert (payment["type"], payment["amount"], order["prepaySum"]) == ("cash", 5, 0)
    assert "fullPaidAt" not in order


def test_payments_of_an_edit_replace_the_list_and_known_ones_are_changed(crm: Crm) -> None:
    """§7.5: known by id or externalId, as items are."""
    sent: list[dict[str, Any]] = [
        {"externalId": "P-1", "type": "cash"}, {"type": "card"}, {"type": "bonus"},
    ]  # fmt: skip
    order = crm.create({"payments": sent}).json()["order"]
    cash, card, _ = sorted(int(key) for key in order["payments"])
    sent = [
        {"externalId": "P-1", "status": "paid"}, {"id": card, "comment": "x"}, {"type": "new"},
    ]  # fmt: skip
    payments = crm.edit(order["id"], payments=sent).json()["order"]["payments"]
    new = max(int(key) for key in payments)
    assert payments == {
        str(cash): {"id": cash, "externalId": "P-1", "type": "cash", "status": "paid"},
        str(card): {"id": card, "type": "card", "comment": "x"},
        str(new): {"id": new, "type": "new"},
    }
    assert crm.edit(order["id"], payments=[]).json()["order"]["payments"] == []
    errors = {"payments[0].id": NOT_VALID}
    expect_refusal(crm.edit(order["id"], payments=[{"id": 99}]), 400, FORMAT, errors)


def test_an_address_is_an_object_when_it_is_empty(crm: Crm) -> None:
    """§7.1: of the customer, of the contact and of the delivery, however it was emptied."""
    sent: list[Any] = [None, {}, {"address": None}, {"address": []}, {"address": {}}]
    for delivery in sent:
        order = crm.create({"delivery": delivery}).json()["order"]
        assert order["delivery"]["address"] == {}
        assert order["customer"]["address"] == order["contact"]["address"] == {}
    order = crm.create({"delivery": {"address": {"city": "Reno"}}}).json()["order"]
    assert order["customer"]["address"] == {"city": "Reno"}
    emptied = crm.edit(order["id"], delivery={"address": []}).json()["order"]
    assert emptied["delivery"]["address"] == {}
    for listed in crm.get("/v5/orders").json()["orders"]:
        for holder in ("customer", "contact", "delivery"):
            assert isinstance(listed[holder]["address"], dict)
    created = [record["order"] for record in crm.history() if record.get("created")]
    assert all(order["delivery"]["address"] in ({}, {"city": "Reno"}) for order in created)


def test_an_edit_changes_the_keys_of_a_map_that_it_sends(crm: Crm) -> None:
    """§7.5: custom fields and the contragent; a null takes one out."""
    sent = {"customFields": {"gift": True, "note": "red"}, "contragent": {"INN": "1"}}
    order_id = crm.create(sent).json()["id"]
    crm.edit(order_id, customFields={"note": "blue"}, contragent={"KPP": "2"}, delivery={})
    order = crm.order(order_id)
    assert order["customFields"] == {"gift": True, "note": "blue"}
    assert order["contragent"] == {"contragentType": "individual", "INN": "1", "KPP": "2"}
    emptied = crm.edit(order_id, customFields={"gift": None, "note": None}).json()["order"]
    assert emptied["customFields"] == []


def test_an_edit_keeps_what_it_does_not_send(crm: Crm) -> None:
    """§7.5: of the order, its delivery, its items and its payments; null empties a field."""
    sent = {
        **PLAIN, "delivery": DELIVERY, "items": [{"offer": {"externalId": SKU}, **ITEM}],
        "payments": [{"type": "cash"}],
    }  # fmt: skip
    before = crm.create(sent).json()["order"]
    item = {"id": before["items"][0]["id"], "quantity": 3}
    edited = crm.edit(before["id"], delivery={"cost": 1}, items=[item]).json()["order"]
    assert edited["delivery"] == {**DELIVERY, "cost": 1}
    assert {name: edited["items"][0][name] for name in ITEM} == ITEM
    assert edited["payments"] == before["payments"]
    assert {name: edited[name] for name in PLAIN} == PLAIN
    crm.edit(before["id"], managerId=None, weight=None, orderMethod="", delivery={"code": None})
    emptied = crm.order(before["id"])
    assert not {"managerId", "weight", "orderMethod"} & emptied.keys()
    assert "code" not in emptied["delivery"]


def test_properties_of_an_item_may_come_as_a_list(crm: Crm) -> None:
    """§7.4: shown by code, else by name."""
    sent = [{"code": "grind", "name": "Grind", "value": "filter"}, {"name": "Roast", "value": "3"}]
    items = [{"offer": {"externalId": SKU}, "properties": sent}]
    (item,) = crm.create({"items": items}).json()["order"]["items"]
    assert item["properties"] == {"grind": sent[0], "Roast": sent[1]}


def test_an_order_that_is_older_than_its_creation_says_both(crm: Crm) -> None:
    """§7.1: createdAt is the shop's, statusUpdatedAt and markDatetime are when it came in."""
    order = crm.create({"createdAt": "2025-12-24 18:30:00"}).json()["order"]
    assert order["createdAt"] == order["items"][0]["createdAt"] == "2025-12-24 18:30:00"
    assert order["statusUpdatedAt"] == order["markDatetime"] == "2026-01-05 01:00:00"
    assert crm.history()[0]["createdAt"] == "2026-01-05 01:00:00"


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"createdAt": "yesterday"}, "createdAt"),
        ({"createdAt": "0001-01-01 00:00:00"}, "createdAt"),
        ({"markDatetime": "2026-02-30 00:00:00"}, "markDatetime"),
        ({"managerId": 10**30}, "managerId"),
        ({"delivery": {"date": "soon"}}, "delivery.date"),
        ({"delivery": {"netCost": -1}}, "delivery.netCost"),
        ({"items": [{"productName": "x", "createdAt": "7"}]}, "items[0].createdAt"),
        ({"payments": [{"paidAt": "2026-01-01T00:00:00Z"}]}, "payments[0].paidAt"),
        ({"weight": "heavy"}, "weight"),
        ({"customFields": "red"}, "customFields"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(crm: Crm, sent: dict[str, Any], where: str) -> None:
    """§1.9, §7.4; nothing of the order is written."""
    expect_refusal(crm.create(sent), 400, FORMAT, {where: NOT_VALID})
    order_id = crm.create().json()["id"]
    expect_refusal(crm.edit(order_id, firstName="Ada", **sent), 400, FORMAT, {where: NOT_VALID})
    assert "firstName" not in crm.order(order_id)


def test_orders_are_filtered_by_manager_payment_and_delivery(crm: Crm) -> None:
    """§7.2."""
    paid = {"payments": [{"status": "paid"}], "managerId": 28}
    first = crm.create({**paid, "delivery": {"code": "courier"}}).json()["id"]
    second = crm.create({"managerId": 29}).json()["id"]

    def ids(query: str) -> list[int]:
        return [order["id"] for order in crm.get("/v5/orders", query).json()["orders"]]

    assert ids("filter[managers][]=28") == ids("filter[paymentStatuses][]=paid") == [first]
    assert ids("filter[deliveryTypes][]=courier") == [first]
    assert ids("filter[managers][]=28&filter[managers][]=29") == [second, first]
    assert ids("filter[paymentStatuses][]=not-paid") == ids("filter[deliveryTypes][]=x") == []


def changes(crm: Crm, since: int = 1) -> dict[str, tuple[Any, Any]]:
    return {r["field"]: (r["oldValue"], r["newValue"]) for r in crm.history(since)}


def test_get_orders_history_shows_each_field_that_changed(crm: Crm) -> None:
    """§7.8: references as {code} or {id}, custom fields and the contragent key by key."""
    order_id = crm.create().json()["id"]
    service = {"service": {"code": "avia", "name": "By air"}}
    crm.edit(order_id, **PLAIN, delivery={**DELIVERY, **service})
    created = "2026-01-05 01:00:00"
    assert changes(crm) == {
        "created_at": (created, PLAIN["createdAt"]),
        "status_comment": (None, PLAIN["statusComment"]),
        "manager": (None, {"id": 28}),
        "additional_phone": (None, "+15550100"),
        "order_method": (None, {"code": "phone"}),
        "privilege_type": ("none", "personal"),
        "mark": (None, 3),
        "call": (False, True),
        "expired": (False, True),
        "client_id": (None, "GA1.2.3"),
        "source": (None, PLAIN["source"]),
        "weight": (None, 340.5),
        "length": (None, 120),
        "width": (None, 80),
        "height": (None, 60),
        "delivery_type": (None, {"code": "self-delivery"}),
        "delivery_cost": (0, 4.5),
        "delivery_net_cost": (0, 3.25),
        "delivery_date": (None, "2026-01-07"),
        "delivery_time": (None, DELIVERY["time"]),
        "delivery_vat_rate": (None, "none"),
        "delivery_service": (None, {"code": "avia"}),
        "integration_delivery_data.track_number": (None, "RB1"),
        "delivery_address": ({}, DELIVERY["address"]),
        "contragent.contragent_type": ("individual", "legal-entity"),
        "contragent.legal_name": (None, "Ada & Co"),
        "contragent.i_n_n": (None, "7707083893"),
        "custom_gift": (None, True),
        "custom_note": (None, "red paper"),
        "custom_sizes": (None, [1, 2]),
    }
    assert crm.history()[-1]["order"]["managerId"] == 28
    since = crm.history()[-1]["id"]
    crm.edit(order_id, **PLAIN, delivery={**DELIVERY, **service})
    assert crm.history(since) == []


def test_history_shows_payments_with_what_names_them(crm: Crm) -> None:
    """§7.8: payments, payments.status and so on, each with `payment`."""
    order = crm.create({"payments": [{"type": "cash", "amount": 29.9}]}).json()["order"]
    (old,) = (int(key) for key in order["payments"])
    paid = {"id": old, "status": "paid", "paidAt": "2026-01-05 02:00:00", "externalId": "11"}
    new = max(
        int(key)
        for key in crm.edit(order["id"], payments=[paid, {"type": "gift"}]).json()["order"][
            "payments"
        ]
    )
    crm.edit(order["id"], payments=[{"id": new}])
    known = {"id": old, "type": "cash", "externalId": "11"}
    shown = [
        (r["field"], r["oldValue"], r["newValue"], r.get("payment")) for r in crm.history(since=1)
    ]
    assert shown == [
        ("payments.external_id", None, "11", known),
        ("payments.status", None, {"code": "paid"}, known),
        ("payments.paid_at", None, "2026-01-05 02:00:00", known),
        ("payments", None, {"id": new}, {"id": new, "type": "gift"}),
        ("full_paid_at", None, "2026-01-05 02:00:00", None),
        ("payments", {"id": old}, None, known),
        ("full_paid_at", "2026-01-05 02:00:00", None, None),
    ]


def test_history_shows_what_changed_of_an_item(crm: Crm) -> None:
    """§7.8: order_product.comment, .vat_rate and the prices, with the item."""
    order = crm.create().json()["order"]
    item = {"id": order["items"][0]["id"], **ITEM, "initialPrice": 12, "purchasePrice": 7}
    crm.edit(order["id"], items=[item])
    assert changes(crm) == {
        "order_product.initial_price": (14.95, 12),
        "order_product.purchase_price": (order["items"][0]["purchasePrice"], 7),
        "order_product.vat_rate": ("none", "20"),
        "order_product.comment": (None, "grind for filter"),
        "order_product.summ": (29.9, 24),
    }
