"""Dictionaries, stores and shops: docs/reference/warehouse-module.md §1.1, §4.1, §6."""

from typing import Any

import pytest

from tests.retailcrm.support import SKU, Crm, expect_refusal

EDIT = "/v5/reference/stores/annex/edit"
FORMAT = "Errors in the entity format"
BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."


def reference(crm: Crm, path: str, key: str) -> Any:
    return crm.get(f"/v5/reference/{path}").json()[key]


def store(crm: Crm, code: str = "annex") -> dict[str, Any]:
    (found,) = [one for one in reference(crm, "stores", "stores") if one["code"] == code]
    return dict(found)


def test_get_statuses_is_an_object_with_the_vendors_codes(crm: Crm) -> None:
    """§6: the misspellings are the real codes."""
    statuses = reference(crm, "statuses", "statuses")
    groups: dict[str, set[str]] = {}
    for code, status in statuses.items():
        assert status["code"] == code
        groups.setdefault(status["group"], set()).add(code)
    assert groups == {
        "new": {"new"},
        "complete": {"complete"},
        "approval": {"availability-confirmed", "client-confirmed", "prepayed", "offer-analog"},
        "assembling": {"send-to-assembling", "assembling", "assembling-complete"},
        "delivery": {"send-to-delivery", "delivering", "redirect"},
        "cancel": {
            "no-call", "no-product", "already-buyed", "delyvery-did-not-suit",
            "prices-did-not-suit", "cancel-other",
        },
    }  # fmt: skip
    assert statuses["new"] == {
        "name": "New", "code": "new", "active": True, "ordering": 10, "group": "new",
    }  # fmt: skip


def test_get_status_groups_is_an_object_that_lists_statuses(crm: Crm) -> None:
    """§6."""
    groups = reference(crm, "status-groups", "statusGroups")
    statuses = reference(crm, "statuses", "statuses")
    assert {code for group in groups.values() for code in group["statuses"]} == set(statuses)
    assert groups["delivery"]["statuses"] == ["send-to-delivery", "delivering", "redirect"]
    assert list(groups) == ["new", "approval", "assembling", "delivery", "complete", "cancel"]


def test_every_status_of_the_dictionary_can_be_given_to_an_order(crm: Crm) -> None:
    """§6, §7.4."""
    for code in reference(crm, "statuses", "statuses"):
        assert crm.create({"status": code}).json()["order"]["status"] == code


def test_get_product_statuses_get_units_and_get_price_types(crm: Crm) -> None:
    """§6: two objects and a list."""
    statuses = reference(crm, "product-statuses", "productStatuses")
    assert {"new", "confirming", "ready-for-assembly", "saled", "returned"} <= set(statuses)
    assert statuses["new"]["createdAt"] == "2026-01-05 01:00:00"
    units = reference(crm, "units", "units")
    assert units["case"] == {
        "code": "case", "name": "Case", "sym": "cs", "default": False, "active": True,
    }  # fmt: skip
    assert [code for code, unit in units.items() if unit["default"]] == ["each"]
    types = reference(crm, "price-types", "priceTypes")
    assert [(one["code"], one["default"]) for one in types] == [
        ("base", True), ("wholesale", False),
    ]  # fmt: skip


def test_edit_store_creates_with_201_and_changes_with_200(crm: Crm) -> None:
    """§6: of the bare minimum, neither type nor phone is shown."""
    answer = crm.post(EDIT, store={"name": "Annex", "code": "annex"})
    assert (answer.status, answer.json()) == (201, {"success": True})
    days: Any = dict.fromkeys(("mo", "tu", "we", "th", "fr", "sa", "su"), [])
    assert store(crm) == {
        "name": "Annex", "code": "annex", "inventoryType": "integer", "active": True,
        "address": {}, "workTime": days,
    }  # fmt: skip
    assert crm.post(EDIT, store={"active": "false", "name": None}).status == 200
    assert (store(crm)["name"], store(crm)["active"]) == ("Annex", False)


def test_a_store_keeps_every_field_sent(crm: Crm) -> None:
    """§6."""
    sent = {
        "name": "Annex", "type": "store-type-retail", "inventoryType": "available",
        "address": {"city": "Reno"}, "phone": {"number": "555"}, "externalId": "7", "xmlId": "x",
        "description": "Behind the mill", "email": "annex@example.com", "contact": "Ada",
        "workTime": {"mo": [{"start_time": "09:00", "end_time": "18:00"}]},
    }  # fmt: skip
    assert crm.post(EDIT, store={**sent, "externalId": 7}).status == 201
    shown = store(crm)
    assert shown["workTime"]["mo"] == sent["workTime"]["mo"]  # type: ignore[index]
    assert {name: shown[name] for name in sent if name != "workTime"} == {
        name: value for name, value in sent.items() if name != "workTime"
    }
    crm.post(EDIT, store={"address": [], "description": ""})
    assert store(crm)["address"] == {}
    assert "description" not in store(crm)


def test_edit_site_changes_a_shop_and_creates_none(crm: Crm) -> None:
    """§6: an unknown code is 400."""
    path = "/v5/reference/sites/shop-us/edit"
    answer = crm.post(path, site={"code": "shop-us", "name": "Alder Creek", "url": None})
    assert (answer.status, answer.json()) == (200, {"success": True})
    site = reference(crm, "sites", "sites")["shop-us"]
    assert (site["name"], site["url"]) == ("Alder Creek", "https://us.aldercreek.example")
    assert (site["countryIso"], site["defaultForCrm"], site["loadFromYml"]) == ("US", True, False)
    for client, code in ((crm, "nowhere"), (crm.second, "shop-eu")):
        errors = {"code": f'"Site" with "code"="{code}" does not exist.'}
        refused = client.post(f"/v5/reference/sites/{code}/edit", site={"name": "x"})
        expect_refusal(refused, 400, FORMAT, errors)
    expect_refusal(crm.post(path, site={"name": ""}), 400, FORMAT, {"name": BLANK})
    expect_refusal(crm.post(path, site={"url": ["x"]}), 400, FORMAT, {"url": NOT_VALID})
    expect_refusal(crm.post(path, site={"code": "x"}), 400, FORMAT, {"code": NOT_VALID})
    expect_refusal(crm.post(path, site="no JSON"), 400, "Expected array, but got NULL: null")
    expect_refusal(crm.post(path), 400, "Parameter 'site' is missing")
    assert set(reference(crm, "sites", "sites")) == {"shop-us", "shop-eu"}


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"name": BLANK}),
        ({"name": ""}, {"name": BLANK}),
        ({"name": "Annex", "code": "other"}, {"code": NOT_VALID}),
        ({"name": "Annex", "type": "cellar"}, {"type": NOT_VALID}),
        ({"name": "Annex", "inventoryType": "float"}, {"inventoryType": NOT_VALID}),
        ({"name": "Annex", "active": "maybe"}, {"active": NOT_VALID}),
        ({"name": "Annex", "address": "Reno"}, {"address": NOT_VALID}),
    ],
)
def test_an_invalid_store_is_refused(
    crm: Crm, sent: dict[str, Any], errors: dict[str, str]
) -> None:
    """§1.9, §6."""
    expect_refusal(crm.post(EDIT, store=sent), 400, FORMAT, errors)
    assert len(reference(crm, "stores", "stores")) == 3


def test_a_missing_store_is_named_in_the_refusal(crm: Crm) -> None:
    """§1.5."""
    expect_refusal(crm.post(EDIT), 400, "Parameter 'store' is missing")
    expect_refusal(crm.post(EDIT, store="no JSON"), 400, "Expected array, but got NULL: null")


def test_a_new_store_takes_leftovers_and_shipments(crm: Crm) -> None:
    """§4.2, §7.6."""
    text = '"Store" with "code"="annex" does not exist.'
    errors = {"shipmentStore": text}
    expect_refusal(crm.create({"shipmentStore": "annex"}), 400, "Order is not loaded", errors)
    crm.post(EDIT, store={"name": "Annex"})
    crm.put(SKU, 5, store="annex")
    assert crm.leftover(SKU)["stores"] == [{"quantity": 5, "store": "annex"}]
    assert crm.create({"shipmentStore": "annex"}).status == 201


def test_a_store_that_keeps_availability_stores_any_quantity_as_one(crm: Crm) -> None:
    """§4.1: inventoryType available; an inactive store still counts."""
    crm.post(EDIT, store={"name": "Annex", "inventoryType": "available", "active": False})
    for sent, kept in ((7, 1), ("0.5", 1), (0, 0)):
        crm.put(SKU, sent, store="annex")
        assert crm.leftover(SKU)["quantity"] == kept


def test_system_info_shows_the_address_of_the_system(crm: Crm) -> None:
    """§1.1."""
    info = crm.get("/system-info").json()
    assert info["success"] is True
    assert info["systemVersion"]
    assert info["publicUrl"] == info["technicalUrl"] == "http://sandbox/retailcrm"
    expect_refusal(Crm(crm.sandbox, "nope").get("/system-info"), 403, 'Wrong "apiKey" value.')


def test_get_stores_is_a_list_with_one_store_for_each_warehouse(crm: Crm) -> None:
    """§6; the topology is that of docs/reference/duties.md."""
    stores = crm.get("/v5/reference/stores").json()["stores"]
    assert [store["code"] for store in stores] == ["wherefour", "wholecell", "whiplash"]
    assert {store["inventoryType"] for store in stores} == {"integer"}
    assert {store["active"] for store in stores} == {True}


def test_get_sites_is_an_object_keyed_by_code(crm: Crm) -> None:
    """§6."""
    sites = crm.get("/v5/reference/sites").json()["sites"]
    assert {code: site["code"] for code, site in sites.items()} == {
        "shop-us": "shop-us",
        "shop-eu": "shop-eu",
    }
    assert list(crm.second.get("/v5/reference/sites").json()["sites"]) == ["shop-us"]


@pytest.mark.parametrize(
    "path", ["/v5/reference/stores", "/v5/reference/sites", "/v5/store/products"]
)
def test_references_need_a_key(crm: Crm, path: str) -> None:
    """§1.2."""
    expect_refusal(Crm(crm.sandbox, "nope").get(path), 403, 'Wrong "apiKey" value.')
