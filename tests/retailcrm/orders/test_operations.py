"""Creating, reading and editing orders: docs/reference/warehouse-module.md §7.1, §7.3 to §7.5."""

from typing import Any

import pytest
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

FORMAT = "Errors in the entity format"
NOT_LOADED = "Order is not loaded"
NOT_VALID = "This value is not valid."


def test_create_order_answers_201_with_the_order(crm: Crm) -> None:
    """§7.1, §7.4: number `<id>A`, nulls omitted, empty maps as lists."""
    answer = crm.create({"externalId": "A-1", "firstName": "Ada", "phone": 100})
    assert answer.status == 201
    body = answer.json()
    order = body["order"]
    assert body["id"] == order["id"] == order["slug"] == 1001
    assert (order["number"], order["externalId"]) == ("1001A", "A-1")
    assert (order["status"], order["site"], order["shipped"]) == ("new", "shop-us", False)
    assert order["createdAt"] == "2026-01-05 01:00:00"
    assert (order["summ"], order["totalSumm"]) == (29.9, 29.9)
    assert (order["firstName"], order["phone"]) == ("Ada", "100")
    assert order["payments"] == order["customFields"] == []
    assert (order["countryIso"], order["markDatetime"]) == ("US", order["createdAt"])
    assert (order["fromApi"], order["privilegeType"]) == (True, "none")
    assert not {"shipmentStore", "shipmentDate", "lastName", "orderType"} & order.keys()
    (item,) = order["items"]
    assert (item["quantity"], item["initialPrice"], item["status"]) == (2, 14.95, "new")
    assert item["offer"]["externalId"] == SKU
    assert item["properties"] == []
    assert crm.order(1001) == order


def test_an_order_without_a_customer_gets_one_of_its_own(crm: Crm) -> None:
    """§7.1: every order shows a customer."""
    first = crm.create({"firstName": "Ada"}).json()["order"]
    second = crm.create({"customer": {"id": 1001}}).json()["order"]
    assert first["customer"]["firstName"] == "Ada"
    assert first["customer"]["id"] > 1012
    assert second["customer"]["id"] == 1001
    assert second["customer"]["lastName"] == "Brown"


@pytest.mark.parametrize(("name", "value"), [("id", 5), ("id", "5"), ("externalId", "1")])
def test_an_unknown_customer_is_refused(crm: Crm, name: str, value: Any) -> None:
    """§7.4."""
    errors = {f"customer.{name}": f"Customer with {name}={value} not found."}
    expect_refusal(crm.create({"customer": {name: value}}), 400, NOT_LOADED, errors)


def test_an_external_id_is_used_once_in_its_shop(crm: Crm) -> None:
    """§1.3, §7.4."""
    assert crm.create({"externalId": "A-1"}).status == 201
    expect_refusal(crm.create({"externalId": "A-1"}), 400, "Order already exists.")
    european = {"externalId": "A-1", "items": [{"offer": {"externalId": EUROPEAN}}]}
    assert crm.create(european, site="shop-eu").status == 201
    other = crm.create({"externalId": "A-2"}).json()["id"]
    expect_refusal(crm.edit(other, externalId="A-1"), 400, "Order already exists.")


@pytest.mark.parametrize(
    ("offer", "where", "text"),
    [
        ({"id": 123123}, "offer.id", "Offer with id 123123 not found."),
        ({"externalId": "x"}, "offer.externalId", "Offer with externalId x not found."),
        ({"xmlId": EUROPEAN}, "offer.xmlId", f"Offer with xmlId {EUROPEAN} not found."),
    ],
)
def test_an_offer_that_the_shop_does_not_have_is_refused(
    crm: Crm, offer: dict[str, Any], where: str, text: str
) -> None:
    """§7.4: the error has its path among the items."""
    items = [{"offer": {"externalId": SKU}}, {"offer": offer}]
    expect_refusal(crm.create({"items": items}), 400, NOT_LOADED, {f"items[1].{where}": text})


def test_an_item_may_be_free_text(crm: Crm) -> None:
    """§7.4: it names no offer."""
    items = [{"productName": "Gift wrapping", "initialPrice": "2.5", "quantity": "3"}]
    order = crm.create({"items": items}).json()["order"]
    (item,) = order["items"]
    assert (item["productName"], item["quantity"], item["initialPrice"]) == (
        "Gift wrapping",
        3,
        2.5,
    )
    assert "offer" not in item
    assert order["summ"] == 7.5
    errors = {"items[0].productName": "This value should not be blank."}
    expect_refusal(crm.create({"items": [{"quantity": 1}]}), 400, FORMAT, errors)


def test_unknown_codes_are_refused_together(crm: Crm) -> None:
    """§7.4, §7.6, §9 scenario 7."""
    errors = {
        "status": '"Status" with "code"="x" does not exist.',
        "shipmentStore": '"Store" with "code"="y" does not exist.',
        "orderType": '"OrderType" with "code"="z" does not exist.',
    }
    sent = {"status": "x", "shipmentStore": "y", "orderType": "z"}
    expect_refusal(crm.create(sent), 400, NOT_LOADED, errors)
    order_id = crm.create().json()["id"]
    expect_refusal(crm.edit(order_id, **sent), 400, NOT_LOADED, errors)


def test_type_and_country_of_an_order(crm: Crm) -> None:
    """§7.1, §7.8: shown in the history as references."""
    order_id = crm.create({"orderType": "eshop-legal"}).json()["id"]
    order = crm.edit(order_id, orderType="eshop-individual", countryIso="ES").json()["order"]
    assert (order["orderType"], order["countryIso"]) == ("eshop-individual", "ES")
    changes = {r["field"]: (r["oldValue"], r["newValue"]) for r in crm.history(since=1)}
    assert changes == {
        "order_type": ({"code": "eshop-legal"}, {"code": "eshop-individual"}),
        "country": (None, {"code": "ES"}),
    }


def test_get_order_by_external_id_or_by_id(crm: Crm) -> None:
    """§7.3; an externalId may hold anything but a slash (§1.6)."""
    name = "A 1 #ü%"
    order = crm.create({"externalId": name}).json()["order"]
    assert crm.get(f"/v5/orders/{name}", site="shop-us").json() == {"success": True, "order": order}
    assert crm.get(f"/v5/orders/{order['id']}", by="id").json()["order"] == order
    assert crm.get(f"/v5/orders/{order['id']}", by="id", site="shop-us").status == 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v5/orders/A-1", "site=shop-eu"),
        ("/v5/orders/1001", "by=id&site=shop-eu"),
        ("/v5/orders/1001", "site=shop-us"),
        ("/v5/orders/9", "by=id"),
        ("/v5/orders/abc", "by=id"),
        ("/v5/orders/99999999999999999999999", "by=id"),
    ],
)
def test_an_unknown_order_is_not_found(crm: Crm, path: str, query: str) -> None:
    """§7.3, §7.5, §9 scenario 7."""
    crm.create({"externalId": "A-1"})
    expect_refusal(crm.get(path, query), 404, "Not found")


def test_edit_order_of_an_unknown_order_is_not_found(crm: Crm) -> None:
    """§7.5."""
    expect_refusal(crm.edit("A-1", by="externalId", firstName="Ada"), 404, "Not found")
    expect_refusal(crm.edit(7, firstName="Ada"), 404, "Not found")


def test_by_is_id_or_external_id(crm: Crm) -> None:
    """§1.6."""
    errors = {"children[by]": NOT_VALID}
    expect_refusal(
        crm.get("/v5/orders/1", by="number"), 400, "Errors in the input parameters", errors
    )
    errors = {"by": NOT_VALID}
    expect_refusal(crm.edit(1, by="number"), 400, "Errors in the input parameters", errors)


def test_only_the_fields_sent_change(crm: Crm) -> None:
    """§7.5; the body usually repeats the path's id."""
    before = crm.create({"externalId": "A-1", "firstName": "Ada"}).json()["order"]
    answer = crm.edit("A-1", by="externalId", externalId="A-1", id=7, lastName="Byron")
    assert answer.status == 200
    assert answer.json()["order"] == {**before, "lastName": "Byron"}
    assert crm.edit("A-1", by="externalId", firstName=None).json()["order"].get("firstName") is None


def test_a_status_changes_with_its_time(crm: Crm) -> None:
    """§7.1."""
    order_id = crm.create().json()["id"]
    crm.sandbox.advance("1h")
    order = crm.edit(order_id, status="assembling").json()["order"]
    assert (order["status"], order["statusUpdatedAt"]) == ("assembling", "2026-01-05 02:00:00")


def test_delivery_is_stored(crm: Crm) -> None:
    """§7.1."""
    delivery = {"cost": "4.5", "address": {"city": "Petaluma"}}
    order = crm.create({"delivery": delivery}).json()["order"]
    assert order["delivery"] == {"cost": 4.5, "netCost": 0, "address": {"city": "Petaluma"}}
    assert order["totalSumm"] == 34.4


def test_items_replace_the_list(crm: Crm) -> None:
    """§7.5: known ones are changed, others added, the rest deleted."""
    items = [{"offer": {"externalId": SKU}}, {"offer": {"externalId": BOTH}, "quantity": 2}]
    order = crm.create({"items": items}).json()["order"]
    kept = order["items"][1]["id"]
    sent = [{"id": kept, "quantity": 5}, {"offer": {"xmlId": "000417"}, "status": "confirming"}]
    after = crm.edit(order["id"], items=sent).json()["order"]["items"]
    assert [
        (item["id"] == kept, item["offer"]["externalId"], item["quantity"]) for item in after
    ] == [
        (True, BOTH, 5),
        (False, "000417", 1),
    ]
    assert after[1]["status"] == "confirming"
    errors = {"items[0].id": NOT_VALID}
    expect_refusal(crm.edit(order["id"], items=[{"id": 5}]), 400, NOT_LOADED, errors)


def test_an_item_is_known_by_its_external_ids(crm: Crm) -> None:
    """§7.1, §7.5: 1C sends them; an id has priority."""
    names = [{"code": "1c", "value": 7}]
    items: list[Any] = [{"offer": {"externalId": SKU}, "externalIds": names}, {"productName": "x"}]
    order = crm.create({"items": items}).json()["order"]
    known, other = order["items"]
    assert known["externalIds"] == [{"code": "1c", "value": "7"}]
    assert "externalIds" not in other
    sent = [
        {"externalIds": names, "quantity": 4},
        {"id": other["id"], "externalIds": [{"code": "1c", "value": "8"}]},
        {"productName": "y", "externalIds": [{"code": "1c", "value": "9"}]},
    ]
    after = crm.edit(order["id"], items=sent).json()["order"]["items"]
    assert [item["id"] for item in after[:2]] == [known["id"], other["id"]]
    assert [item["externalIds"][0]["value"] for item in after] == ["7", "8", "9"]
    assert after[0]["quantity"] == 4
    crm.put(SKU, 5)
    crm.post("/v5/orders/packs/create",
             pack={"itemId": known["id"], "store": "wherefour", "quantity": 1})  # fmt: skip
    (pack,) = crm.get("/v5/orders/packs").json()["packs"]
    assert pack["item"]["externalIds"] == [{"code": "1c", "value": "7"}]


def test_an_item_has_a_type_of_price(crm: Crm) -> None:
    """§7.4: its price where the offer has one and the item names none."""
    prices = [{"externalId": SKU, "site": "shop-us", "prices": [{"code": "wholesale", "price": 9}]}]
    crm.post("/v5/store/prices/upload", prices=prices)
    wholesale = {"code": "wholesale"}
    items = [
        {"offer": {"externalId": SKU}, "priceType": wholesale},
        {"offer": {"externalId": BOTH}, "priceType": wholesale, "initialPrice": 3},
        {"offer": {"externalId": SKU}},
    ]
    order = crm.create({"items": items}).json()["order"]
    shown = [(item["priceType"]["code"], item["initialPrice"]) for item in order["items"]]
    assert shown == [("wholesale", 9), ("wholesale", 3), ("base", 14.95)]
    errors = {"items[0].priceType": '"PriceType" with "code"="x" does not exist.'}
    items = [{"offer": {"externalId": SKU}, "priceType": {"code": "x"}}]
    expect_refusal(crm.create({"items": items}), 400, NOT_LOADED, errors)


def test_an_offer_may_be_forbidden_twice_in_an_order(crm: Crm) -> None:
    """§7.4: quirk retailcrm.offer_once_per_order."""
    twice: list[Any] = [{"offer": {"externalId": SKU}}, {"offer": {"xmlId": SKU}}]
    order_id = crm.create({"items": twice}).json()["id"]
    crm.sandbox.set_quirk("retailcrm.offer_once_per_order", True)
    errors = {"items[1].offer": "Offer with id 1003 is already in this order."}
    expect_refusal(crm.create({"items": twice}), 400, NOT_LOADED, errors)
    expect_refusal(crm.edit(order_id, items=twice), 400, NOT_LOADED, errors)
    free: list[Any] = [{"productName": "x"}, {"productName": "x"}, twice[0]]
    assert crm.create({"items": free}).status == 201


@pytest.mark.parametrize(
    ("order", "errors"),
    [
        (
            {"items": [{"offer": {"externalId": SKU}, "quantity": -1}]},
            {"items[0].quantity": NOT_VALID},
        ),
        (
            {"items": [{"offer": {"externalId": SKU}, "quantity": "x"}]},
            {"items[0].quantity": NOT_VALID},
        ),
        ({"items": "x"}, {"items": NOT_VALID}),
        ({"customer": 5}, {"customer": NOT_VALID}),
        ({"shipped": "yes"}, {"shipped": NOT_VALID}),
        ({"externalId": "x" * 256}, {"externalId": NOT_VALID}),
        (
            {"items": [{"productName": "x", "quantity": 999999999, "initialPrice": 999999999}]},
            {"items": NOT_VALID},
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_path(
    crm: Crm, order: dict[str, Any], errors: dict[str, str]
) -> None:
    """§1.9: a map for a single entity."""
    expect_refusal(crm.create(order), 400, FORMAT, errors)
    assert crm.history() == []


def test_a_missing_order_is_named_in_the_refusal(crm: Crm) -> None:
    """§1.5."""
    missing = "Parameter 'order' is missing"
    expect_refusal(crm.post("/v5/orders/create", site="shop-us"), 400, missing)
    expect_refusal(crm.post("/v5/orders/1/edit", site="shop-us", by="id"), 400, missing)
    text = "Expected array, but got NULL: null"
    expect_refusal(crm.post("/v5/orders/create", site="shop-us", order="no JSON"), 400, text)


def test_an_order_is_edited_with_brackets_and_with_json(sandbox: Sandbox, crm: Crm) -> None:
    """§1.5: the vendor's page has brackets; one client posts JSON."""
    crm.create({"externalId": "A-1"})
    target = "/retailcrm/api/v5/orders/A-1/edit"
    headers = {"X-API-KEY": crm.key}
    form = {"site": "shop-us", "order[shipmentStore]": "whiplash", "order[shipped]": "0"}
    order = sandbox.request("POST", target, form=form, headers=headers).json()["order"]
    assert order["shipmentStore"] == "whiplash"
    fields = {"site": "shop-us", "by": "externalId", "order": '{"firstName": "Ada"}'}
    order = sandbox.request("POST", target, json=fields, headers=headers).json()["order"]
    assert order["firstName"] == "Ada"


def test_a_selective_key_does_not_see_other_shops_orders(crm: Crm) -> None:
    """§1.3."""
    items = [{"offer": {"externalId": EUROPEAN}}]
    order_id = crm.create({"items": items}, site="shop-eu").json()["id"]
    expect_refusal(crm.second.get(f"/v5/orders/{order_id}", by="id"), 404, "Not found")
    expect_refusal(crm.second.edit(order_id, site=None, firstName="Ada"), 404, "Not found")
    assert crm.second.history() == []


def test_a_default_store_may_be_filled_in(crm: Crm) -> None:
    """§7.1: quirk retailcrm.default_shipment_store."""
    assert "shipmentStore" not in crm.create().json()["order"]
    crm.sandbox.set_quirk("retailcrm.default_shipment_store", "wholecell")
    assert crm.create().json()["order"]["shipmentStore"] == "wholecell"
    assert crm.create({"shipmentStore": "whiplash"}).json()["order"]["shipmentStore"] == "whiplash"
    crm.sandbox.set_quirk("retailcrm.default_shipment_store", "nowhere")
    assert "shipmentStore" not in crm.create().json()["order"]
