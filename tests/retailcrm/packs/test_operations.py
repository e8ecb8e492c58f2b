"""Packs: docs/reference/warehouse-module.md §7.9."""

from typing import Any

import pytest

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

PATH = "/v5/orders/packs"
FORMAT = "Errors in the entity format"
INPUT = "Errors in the input parameters"
BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."
FEW = "Too few available offers"


@pytest.fixture
def item(crm: Crm) -> int:
    """The item of an order of two, of which the store has ten."""
    crm.put(SKU, 10)
    return int(crm.create({"externalId": "A-1"}).json()["order"]["items"][0]["id"])


def create(crm: Crm, item_id: Any, quantity: Any = 2, store: Any = "wherefour", **more: Any) -> Any:
    return crm.post(
        f"{PATH}/create", pack={"itemId": item_id, "quantity": quantity, "store": store, **more}
    )


def shown(crm: Crm, pack_id: int) -> dict[str, Any]:
    return dict(crm.get(f"{PATH}/{pack_id}").json()["pack"])


def test_create_pack_answers_201_and_get_pack_shows_it(crm: Crm, item: int) -> None:
    """§7.9: names of the recorded answers; unknown fields are omitted."""
    answer = create(
        crm, item, "1.5", purchasePrice=100, shipmentDate="2026-01-07", invoiceNumber=1234,
        deliveryNoteNumber="D-1",
    )  # fmt: skip
    assert (answer.status, answer.json()) == (201, {"success": True, "id": 1001})
    assert shown(crm, 1001) == {
        "id": 1001, "purchasePrice": 100, "quantity": 1.5, "store": "wherefour",
        "unit": {"code": "each", "name": "Each", "sym": "ea"},
        "item": {
            "id": item, "externalIds": [], "order": {"id": 1001},
            "offer": {"externalId": SKU, "xmlId": SKU},
        },
        "shipmentDate": "2026-01-07", "invoiceNumber": "1234", "deliveryNoteNumber": "D-1",
    }  # fmt: skip
    create(crm, item, 1)
    assert not {"purchasePrice", "shipmentDate", "invoiceNumber"} & shown(crm, 1002).keys()


def test_edit_pack_and_remove_pack(crm: Crm, item: int) -> None:
    """§7.9."""
    create(crm, item)
    answer = crm.post(f"{PATH}/1001/edit", pack={"quantity": 3, "shipmentDate": "2026-01-08"})
    assert (answer.status, answer.json()) == (200, {"success": True, "id": 1001})
    assert (shown(crm, 1001)["quantity"], shown(crm, 1001)["store"]) == (3, "wherefour")
    assert crm.post(f"{PATH}/1001/delete").json() == {"success": True}
    assert crm.get(PATH).json()["packs"] == []


def test_an_unknown_pack_is_not_found(crm: Crm) -> None:
    """§7.9."""
    text = "Pack with id 123123 not found"
    expect_refusal(crm.get(f"{PATH}/123123"), 404, text)
    expect_refusal(crm.post(f"{PATH}/123123/edit", pack={"quantity": 2}), 404, text)
    expect_refusal(crm.post(f"{PATH}/123123/delete"), 404, text)


def test_no_more_is_set_aside_than_the_store_has(crm: Crm, item: int) -> None:
    """§7.9: other packs of orders that are not shipped count; another store is separate."""
    expect_refusal(create(crm, item, 11), 400, FEW)
    expect_refusal(create(crm, item, 1, "whiplash"), 400, FEW)
    assert create(crm, item, 6).status == 201
    expect_refusal(create(crm, item, 5), 400, FEW)
    assert create(crm, item, 4).status == 201
    expect_refusal(crm.post(f"{PATH}/1001/edit", pack={"quantity": 7}), 400, FEW)
    assert crm.post(f"{PATH}/1001/edit", pack={"quantity": 5}).status == 200
    crm.register()
    crm.edit(1001, shipped=True)
    other = crm.create().json()["order"]["items"][0]["id"]
    assert create(crm, other, 10).status == 201


def test_an_item_without_an_offer_has_nothing_to_set_aside(crm: Crm) -> None:
    """§7.9."""
    order = crm.create({"items": [{"productName": "Wrapping"}]}).json()["order"]
    expect_refusal(create(crm, order["items"][0]["id"], 1), 400, FEW)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"itemId": None}, {"itemId": BLANK}),
        ({"itemId": 5}, {"itemId": NOT_VALID}),
        ({"itemId": "x"}, {"itemId": NOT_VALID}),
        ({"store": ""}, {"store": BLANK}),
        ({"store": "x"}, {"store": '"Store" with "code"="x" does not exist.'}),
        ({"quantity": None}, {"quantity": BLANK}),
        ({"quantity": 0}, {"quantity": NOT_VALID}),
        ({"quantity": -1}, {"quantity": NOT_VALID}),
        ({"shipmentDate": "soon"}, {"shipmentDate": NOT_VALID}),
        ({"purchasePrice": "dear"}, {"purchasePrice": NOT_VALID}),
    ],
)
def test_an_invalid_pack_is_refused(
    crm: Crm, item: int, change: dict[str, Any], errors: dict[str, str]
) -> None:
    """§1.9."""
    sent = {"itemId": item, "store": "wherefour", "quantity": 1, **change}
    expect_refusal(crm.post(f"{PATH}/create", pack=sent), 400, FORMAT, errors)
    assert crm.get(f"{PATH}/history").json()["history"] == []


def test_a_missing_pack_is_named_in_the_refusal(crm: Crm, item: int) -> None:
    """§1.5."""
    create(crm, item)
    for path in (f"{PATH}/create", f"{PATH}/1001/edit"):
        expect_refusal(crm.post(path), 400, "Parameter 'pack' is missing")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [1002, 1001]),
        ("filter[ids][]=1001", [1001]),
        ("filter[stores][0]=whiplash", [1002]),
        ("filter[itemId]=1001", [1001]),
        (f"filter[offerXmlId]={BOTH}", [1002]),
        (f"filter[offerExternalId][]={SKU}", [1001]),
        ("filter[orderId]=1002", [1002]),
        ("filter[orderExternalId]=A-1", [1001]),
        ("filter[shipmentDateFrom]=2026-01-07", [1001]),
        ("filter[shipmentDateTo]=2026-01-06", []),
        ("filter[invoiceNumber]=7", [1002]),
        ("filter[deliveryNoteNumber]=7", []),
    ],
)
def test_get_packs_lists_them_newest_first(crm: Crm, item: int, query: str, ids: list[int]) -> None:
    """§7.9."""
    create(crm, item, shipmentDate="2026-01-07")
    crm.put(BOTH, 1, store="whiplash")
    other = crm.create({"items": [{"offer": {"externalId": BOTH}}]}).json()["order"]["items"]
    create(crm, other[0]["id"], 1, "whiplash", invoiceNumber="7")
    assert [pack["id"] for pack in crm.get(PATH, query).json()["packs"]] == ids


def test_bad_values_of_pack_filters_are_refused(crm: Crm) -> None:
    """§1.4."""
    errors = {"children[filter].children[shipmentDateFrom]": NOT_VALID}
    expect_refusal(crm.get(PATH, "filter[shipmentDateFrom]=x"), 400, INPUT, errors)
    errors = {"children[startDate]": NOT_VALID}
    expect_refusal(crm.get(f"{PATH}/history", "filter[startDate]=x"), 400, INPUT, errors)
    errors = {"children[id]": NOT_VALID}
    expect_refusal(crm.get(f"{PATH}/first"), 400, INPUT, errors)


def test_get_packs_history_names_fields_in_camel_case(crm: Crm, item: int) -> None:
    """§7.9: created, changed, deleted; sinceId is exclusive."""
    create(crm, item, purchasePrice=5, invoiceNumber="7")
    change = {"quantity": 3, "store": "wherefour", "shipmentDate": "2026-01-08"}
    crm.post(f"{PATH}/1001/edit", pack=change)
    crm.post(f"{PATH}/1001/delete")
    answer = crm.get(f"{PATH}/history").json()
    assert answer["generatedAt"] == "2026-01-05 01:00:00"
    place = {"id": item, "order": {"id": 1001}, "offer": {"externalId": SKU, "xmlId": SKU}}
    pack = {"id": 1001, "item": place}
    common = {"createdAt": "2026-01-05 01:00:00", "source": "api"}
    born = pack | {"purchasePrice": 5, "quantity": 2, "store": {"code": "wherefour"}}
    assert answer["history"] == [
        {"id": 1, "created": True, "field": "store", "newValue": {"code": "wherefour"},
         "pack": born, **common},
        {"id": 2, "field": "invoiceNumber", "newValue": "7", "pack": pack, **common},
        {"id": 3, "field": "quantity", "oldValue": 2, "newValue": 3, "pack": pack, **common},
        {"id": 4, "field": "shipmentDate", "newValue": "2026-01-08 00:00:00", "pack": pack,
         **common},
        {"id": 5, "deleted": True, "field": "store", "oldValue": {"code": "wherefour"},
         "pack": pack, **common},
    ]  # fmt: skip
    later = crm.get(f"{PATH}/history", "filter[sinceId]=3&filter[orderId]=1001").json()["history"]
    assert [record["id"] for record in later] == [4, 5]
    assert crm.get(f"{PATH}/history", "filter[startDate]=2026-01-06").json()["history"] == []
    for query in (f"filter[itemId]={item}", "filter[orderExternalId]=A-1"):
        assert len(crm.get(f"{PATH}/history", query).json()["history"]) == 5


def test_a_pack_is_deleted_with_its_item(crm: Crm, item: int) -> None:
    """§7.5, §7.9: items replace the list."""
    create(crm, item)
    crm.edit(1001, items=[{"offer": {"externalId": BOTH}}])
    expect_refusal(crm.get(f"{PATH}/1001"), 404, "Pack with id 1001 not found")
    assert crm.get(f"{PATH}/history").json()["history"][-1]["deleted"] is True


def test_a_selective_key_sees_the_packs_of_its_shop(crm: Crm) -> None:
    """§1.3."""
    crm.put(EUROPEAN, 3, site="shop-eu")
    items = [{"offer": {"externalId": EUROPEAN}}]
    order = crm.create({"items": items}, "shop-eu").json()["order"]
    number = order["items"][0]["id"]
    expect_refusal(create(crm.second, number, 1), 400, FORMAT, {"itemId": NOT_VALID})
    create(crm, number, 1)
    expect_refusal(crm.second.get(f"{PATH}/1001"), 404, "Pack with id 1001 not found")
    assert crm.second.get(PATH).json()["packs"] == []
    assert crm.second.get(f"{PATH}/history").json()["history"] == []
