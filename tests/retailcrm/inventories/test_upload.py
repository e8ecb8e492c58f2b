"""Writing leftovers: docs/reference/warehouse-module.md §1.5, §4.2, §9 scenario 8."""

import json
from typing import Any

import pytest
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

PATH = "/v5/store/inventories/upload"
FORMAT = "Errors in the entity format"
BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."


def row(sku: str, available: Any = 1, store: Any = "wherefour", **more: Any) -> dict[str, Any]:
    return {"externalId": sku, "stores": [{"code": store, "available": available, **more}]}


def total(crm: Crm) -> int:
    return int(crm.sandbox.world().value("SELECT COUNT(*) FROM retailcrm_inventory"))


def test_upload_inventories_sets_absolute_numbers_that_are_seen_at_once(crm: Crm) -> None:
    """§4.2; products show the same number (§5.2)."""
    answer = crm.upload([row(SKU, 10), row(BOTH, 2.5)])
    assert (answer.status, answer.json()) == (200, {"success": True, "processedOffersCount": 2})
    crm.put(SKU, 7)
    assert crm.leftover(SKU)["quantity"] == 7
    (product,) = crm.get("/v5/store/products", **{"filter[externalId]": SKU}).json()["products"]
    assert product["quantity"] == product["offers"][0]["quantity"] == 7


def test_stores_that_are_not_named_stay_as_they_were(crm: Crm) -> None:
    """§4.2: upsert per offer and store."""
    crm.put(SKU, 3)
    crm.put(SKU, 4, store="whiplash")
    crm.put(SKU, 1)
    assert crm.leftover(SKU)["quantity"] == 5


def test_available_or_purchase_price_alone_is_fine(crm: Crm) -> None:
    """§4.2; the offer shows the price of the last upload that carried one (§4.1)."""
    crm.upload([row(SKU, "10", purchasePrice="1.5")])
    only_price = {"externalId": SKU, "stores": [{"code": "whiplash", "purchasePrice": 2.25}]}
    crm.upload([only_price])
    crm.upload([{"externalId": SKU, "stores": [{"code": "wholecell"}]}])
    offer = crm.leftover(SKU)
    assert (offer["quantity"], offer["purchasePrice"]) == (10, 2.25)
    assert offer["stores"] == [
        {"quantity": 10, "purchasePrice": 1.5, "store": "wherefour"},
        {"quantity": 0, "purchasePrice": 2.25, "store": "whiplash"},
    ]


def test_250_offers_are_accepted_and_251_write_nothing(crm: Crm) -> None:
    """§4.2, §9 scenario 8."""
    text = "offers: This collection should contain 250 elements or less."
    expect_refusal(crm.upload([row(SKU)] * 251), 400, FORMAT, [text])
    assert total(crm) == 0
    assert crm.upload([row(SKU)] * 250).json()["processedOffersCount"] == 250


def test_an_empty_list_is_refused(crm: Crm) -> None:
    """§4.2."""
    text = "offers: This collection should contain 1 elements or more."
    expect_refusal(crm.upload([]), 400, FORMAT, [text])


def test_unknown_offers_come_back_as_they_were_named(crm: Crm) -> None:
    """§4.2: a 200; only those found are counted."""
    unknown = {"id": 5, "externalId": "x", "stores": [{"code": "wherefour", "available": 1}]}
    answer = crm.upload([unknown, row(SKU), row("y")])
    assert answer.status == 200
    assert answer.json() == {
        "success": True,
        "processedOffersCount": 1,
        "notFoundOffers": [{"id": 5, "externalId": "x"}, {"externalId": "y"}],
    }


def test_the_id_comes_first_of_several_identifiers(crm: Crm) -> None:
    """§4.2: then externalId, then xmlId; an id is unique over all shops (§1.3)."""
    european = crm.leftover(EUROPEAN, site="shop-eu")["id"]
    stores = [{"code": "wherefour", "available": 4}]
    crm.upload([{"id": str(european), "externalId": SKU, "stores": stores}])
    assert crm.leftover(EUROPEAN, site="shop-eu")["quantity"] == 4
    assert crm.leftover(SKU)["quantity"] == 0


def test_an_xml_id_that_two_offers_have_writes_both_and_counts_once(crm: Crm) -> None:
    """§4.2: without a site, because only an externalId needs one (§1.3)."""
    stores = [{"code": "wherefour", "available": 6}]
    answer = crm.upload([{"xmlId": BOTH, "stores": stores}], site=None)
    assert answer.json() == {"success": True, "processedOffersCount": 1}
    assert crm.leftover(BOTH)["quantity"] == crm.leftover(BOTH, site="shop-eu")["quantity"] == 6


def test_an_external_id_means_the_offer_of_its_site(crm: Crm) -> None:
    """§1.3."""
    crm.put(BOTH, 3, site="shop-eu")
    assert crm.leftover(BOTH, site="shop-eu")["quantity"] == 3
    assert crm.leftover(BOTH)["quantity"] == 0
    answer = crm.upload([row(EUROPEAN)], "shop-us").json()
    assert answer["notFoundOffers"] == [{"externalId": EUROPEAN}]


def test_the_last_of_two_rows_for_one_offer_wins(crm: Crm) -> None:
    """§4.2."""
    assert crm.upload([row(SKU, 5), row(SKU, 8)]).json()["processedOffersCount"] == 2
    assert crm.leftover(SKU)["quantity"] == 8


@pytest.mark.parametrize("unknown", ["nobody", SKU])
def test_a_row_without_stores_is_refused_before_offers_are_searched(crm: Crm, unknown: str) -> None:
    """§4.2: the old flat form."""
    flat = {"externalId": unknown, "available": 1, "purchasePrice": 2}
    expect_refusal(crm.upload([flat]), 400, FORMAT, [f"offers[0].stores: {BLANK}"])


def test_an_unknown_store_writes_nothing(crm: Crm) -> None:
    """§4.2: all or nothing."""
    text = 'offers[1].stores[0].code: "Store" with "code"="x" does not exist.'
    expect_refusal(crm.upload([row(SKU), row(BOTH, store="x")]), 400, FORMAT, [text])
    assert total(crm) == 0


@pytest.mark.parametrize(
    "value", [-1, "-1", "many", "1e3", " 1", "", True, [], {}, 10**9, "9" * 30, 1e300]
)
@pytest.mark.parametrize("field", ["available", "purchasePrice"])
def test_an_invalid_number_is_refused(crm: Crm, field: str, value: Any) -> None:
    """§4.2: negative ones too; nothing of the upload is written."""
    bad = {"externalId": BOTH, "stores": [{"code": "wherefour", field: value}]}
    text = f"offers[1].stores[0].{field}: {NOT_VALID}"
    expect_refusal(crm.upload([row(SKU), bad]), 400, FORMAT, [text])
    assert total(crm) == 0


def test_a_row_must_name_its_offer_and_its_stores(crm: Crm) -> None:
    """§4.2."""
    stores = [{"code": "wherefour", "available": 1}]
    expect_refusal(crm.upload([{"stores": stores}]), 400, FORMAT, [f"offers[0]: {NOT_VALID}"])
    nameless = {"externalId": SKU, "stores": [{"available": 1}]}
    expect_refusal(crm.upload([nameless]), 400, FORMAT, [f"offers[0].stores[0].code: {BLANK}"])
    expect_refusal(crm.upload([5]), 400, FORMAT, [f"offers[0]: {NOT_VALID}"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expected array, but got NULL: null"),
        ("no JSON", "Expected array, but got NULL: null"),
        ("null", "Expected array, but got NULL: null"),
        ('"x"', 'Expected array, but got string: "x"'),
        ("5", "Expected array, but got integer: 5"),
        ("1.5", "Expected array, but got double: 1.5"),
        ("true", "Expected array, but got boolean: true"),
        ('{"a":1}', 'Expected array, but got array: {"a": 1}'),
    ],
)
def test_a_field_without_a_list_is_refused(crm: Crm, text: str, message: str) -> None:
    """§1.5."""
    expect_refusal(crm.post(PATH, offers=text, site="shop-us"), 400, message)


def test_a_missing_field_is_named_in_the_refusal(crm: Crm, sandbox: Sandbox) -> None:
    """§1.5: with an empty body, a form without it, or JSON without it."""
    target, headers = f"/retailcrm/api{PATH}", {"X-API-KEY": crm.key}
    bodies: list[dict[str, Any]] = [
        {},
        {"form": {"site": "shop-us"}},
        {"json": {"site": "shop-us"}},
    ]
    for sent in bodies:
        answer = sandbox.request("POST", target, headers=headers, **sent)
        expect_refusal(answer, 400, "Parameter 'offers' is missing")


@pytest.mark.parametrize("how", ["form", "multipart", "json", "json string", "brackets"])
def test_every_kind_of_body_is_read(crm: Crm, sandbox: Sandbox, how: str) -> None:
    """§1.5: 1C sends multipart, other clients JSON with a JSON string inside."""
    text = json.dumps([row("TEA/EG-100", "12")])
    ways: dict[str, dict[str, Any]] = {
        "form": {"form": {"site": "shop-us", "offers": text}},
        "multipart": {"multipart": [("site", "shop-us"), ("offers", text)]},
        "json": {"json": {"site": "shop-us", "offers": [row("TEA/EG-100", "12")]}},
        "json string": {"json": {"site": "shop-us", "offers": text}},
        "brackets": {
            "form": {
                "site": "shop-us",
                "offers[0][externalId]": "TEA/EG-100",
                "offers[0][stores][0][code]": "wherefour",
                "offers[0][stores][0][available]": "12",
            }
        },
    }
    sent = ways[how]
    headers = {"X-API-KEY": crm.key}
    answer = sandbox.request("POST", f"/retailcrm/api{PATH}", headers=headers, **sent)
    assert answer.json() == {"success": True, "processedOffersCount": 1}
    assert crm.leftover("TEA/EG-100")["quantity"] == 12


def test_a_selective_key_writes_only_its_shop(crm: Crm) -> None:
    """§1.3: offers of other shops are unknown to it, by any identifier."""
    european = crm.leftover(EUROPEAN, site="shop-eu")["id"]
    stores = [{"code": "wherefour", "available": 6}]
    rows = [{"id": european, "stores": stores}, {"xmlId": BOTH, "stores": stores}, row(SKU)]
    answer = crm.second.upload(rows, site=None).json()
    assert answer["processedOffersCount"] == 2
    assert answer["notFoundOffers"] == [{"id": european}]
    assert crm.leftover(BOTH, site="shop-eu")["quantity"] == 0


def test_an_upload_needs_no_registered_warehouse(crm: Crm) -> None:
    """§4.2: shop modules upload without one."""
    assert crm.get("/v5/integration-modules/wh-1").status == 404
    assert crm.upload([row(SKU)]).status == 200


def test_more_than_50_stores_may_be_refused(crm: Crm) -> None:
    """§4.2: quirk retailcrm.limit_stores_per_offer."""
    many = {"externalId": SKU, "stores": [{"code": "wherefour", "available": 1}] * 51}
    assert crm.upload([many]).status == 200
    crm.sandbox.set_quirk("retailcrm.limit_stores_per_offer", True)
    text = "offers[0].stores: This collection should contain 50 elements or less."
    expect_refusal(crm.upload([many]), 400, FORMAT, [text])
