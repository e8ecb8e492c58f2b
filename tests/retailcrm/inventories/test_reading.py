"""Reading leftovers: docs/reference/warehouse-module.md §1.4, §1.7, §4.1, §9 scenario 9."""

from typing import Any

import pytest
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import BOTH, EUROPEAN, NEWEST, OFFERS, SKU, Crm, expect_refusal

LIST = "/v5/store/inventories"
INPUT = "Errors in the input parameters"
NOT_VALID = "This value is not valid."


def test_get_inventories_shows_offers_without_stock_newest_first(crm: Crm) -> None:
    """§4.1: an offer that never had stock is there with 0, without purchasePrice and stores."""
    answer = crm.get(LIST).json()
    ids = [offer["id"] for offer in answer["offers"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 20
    assert answer["offers"][0] == {
        "id": NEWEST, "externalId": "pix6-128-blk-b", "xmlId": "pix6-128-blk-b",
        "site": "shop-us",
        "quantity": 0,
    }  # fmt: skip


def test_stores_come_only_with_details_and_add_up_to_the_total(crm: Crm) -> None:
    """§4.1: reading has `store` and `quantity`; only stores that have a row."""
    crm.put(SKU, 25)
    stores = [{"code": "wholecell", "available": 50.5, "purchasePrice": "98.5"}]
    crm.upload([{"externalId": SKU, "stores": stores}])
    (plain,) = crm.get(LIST, **{"filter[offerExternalId][]": SKU}).json()["offers"]
    assert "stores" not in plain
    assert (plain["quantity"], plain["purchasePrice"]) == (75.5, 98.5)
    assert crm.leftover(SKU)["stores"] == [
        {"quantity": 25, "store": "wherefour"},
        {"quantity": 50.5, "purchasePrice": 98.5, "store": "wholecell"},
    ]
    assert crm.leftover(BOTH)["stores"] == []


def test_the_list_is_paged_to_its_end_and_empty_beyond(crm: Crm) -> None:
    """§1.7."""
    first = crm.get(LIST, limit=50).json()
    assert first["pagination"] == {
        "limit": 50, "totalCount": OFFERS, "currentPage": 1, "totalPageCount": 3,
    }  # fmt: skip
    pages = [crm.get(LIST, limit=50, page=page).json()["offers"] for page in (1, 2, 3)]
    assert len({offer["id"] for offers in pages for offer in offers}) == OFFERS
    beyond = crm.get(LIST, limit=50, page=4)
    assert (beyond.status, beyond.json()["offers"]) == (200, [])
    assert crm.get(LIST, page=2**62).status == 200
    nothing = crm.get(LIST, "filter[ids][]=1").json()["pagination"]
    assert (nothing["totalCount"], nothing["totalPageCount"]) == (0, 0)


@pytest.mark.parametrize("limit", [20, 50, 100, 250])
def test_the_limits_of_the_vendor_are_accepted(crm: Crm, limit: int) -> None:
    """§1.7."""
    answer = crm.get(LIST, limit=limit).json()
    assert len(answer["offers"]) == min(limit, OFFERS)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=30", "children[limit]"),
        ("limit=300", "children[limit]"),
        ("limit=ten", "children[limit]"),
        ("page=0", "children[page]"),
        ("page=-1", "children[page]"),
        ("page=abc", "children[page]"),
        ("filter[offerActive]=3", "children[filter].children[offerActive]"),
        ("filter[details]=maybe", "children[filter].children[details]"),
        ("filter[ids][]=abc", "children[filter].children[ids]"),
        ("filter[ids][0]=99999999999999999999", "children[filter].children[ids]"),
        ("filter[sites][]=nowhere", "children[filter].children[sites]"),
        ("filter[site]=nowhere", "children[filter].children[sites]"),
        ("filter[catalogs][0]=spring", "children[filter].children[catalogs]"),
        (f"filter[productExternalId]={'x' * 256}", "children[filter].children[productExternalId]"),
    ],
)
def test_a_known_parameter_with_a_bad_value_is_refused(crm: Crm, query: str, where: str) -> None:
    """§1.4, §1.7: keyed in Symfony's style."""
    expect_refusal(crm.get(LIST, query), 400, INPUT, {where: NOT_VALID})


@pytest.mark.parametrize(
    "query",
    [
        "filter[ids][]=1001&filter[ids][]=1003",
        "filter[ids][0]=1001&filter[ids][1]=1003",
        "filter%5Bids%5D%5B%5D=1001&filter%5Bids%5D%5B%5D=1003",
        "filter[ids][]=1001&filter[ids][]=1003&filter=None",
        "filter[ids][]=1001&filter[ids][]=1003&cms_source=WordPress&php_version=8",
    ],
)
def test_a_list_is_read_in_every_spelling_of_brackets(crm: Crm, query: str) -> None:
    """§1.4, §9 scenario 9; unknown parameters are ignored."""
    assert [offer["id"] for offer in crm.get(LIST, query).json()["offers"]] == [1003, 1001]


def test_a_scalar_in_place_of_a_list_is_one_value(crm: Crm) -> None:
    """§4.1."""
    for name in ("offerExternalId", "offerXmlId", "offerArticle", "productArticle"):
        (offer,) = crm.get(LIST, f"filter[{name}]={SKU}").json()["offers"]
        assert offer["externalId"] == SKU


@pytest.mark.parametrize("spelling", ["filter=None", "filter=", "filter=1"])
def test_a_scalar_filter_filters_nothing(crm: Crm, spelling: str) -> None:
    """§1.4: the official Python client sends filter=None on every list call without a filter."""
    answer = crm.get(LIST, f"{spelling}&limit=20&page=1").json()
    assert answer["pagination"]["totalCount"] == OFFERS


@pytest.mark.parametrize("word", ["1", "true", "True", "TRUE"])
def test_booleans_are_read_in_every_spelling(crm: Crm, word: str) -> None:
    """§1.4."""
    query = f"filter[details]={word}&filter[offerActive]={word}&filter[productActive]={word}"
    answer = crm.get(LIST, query).json()
    assert answer["pagination"]["totalCount"] == OFFERS
    assert "stores" in answer["offers"][0]
    assert crm.get(LIST, "filter[offerActive]=0").json()["offers"] == []
    assert crm.get(LIST, "filter[productActive]=False").json()["offers"] == []


def test_the_last_of_a_doubled_scalar_wins(crm: Crm) -> None:
    """§1.4: one client appends page=2 to a URL that has page=1."""
    answer = crm.get(LIST, "limit=20&page=1&limit=50&page=2").json()["pagination"]
    assert (answer["limit"], answer["currentPage"]) == (50, 2)


def test_filters_are_joined_by_and_their_values_by_or(crm: Crm) -> None:
    """§4.1: AND between filters, OR within one."""
    both = crm.get(LIST, f"filter[offerExternalId][]={SKU}&filter[offerExternalId][]={BOTH}")
    assert len(both.json()["offers"]) == 3
    narrowed = crm.get(LIST, f"filter[offerExternalId][]={BOTH}&filter[sites][]=shop-eu")
    assert [offer["site"] for offer in narrowed.json()["offers"]] == ["shop-eu"]
    old = crm.get(LIST, f"filter[offerExternalId]={BOTH}&filter[site]=shop-eu")
    assert old.json() == narrowed.json()
    catalog = crm.get(LIST, f"filter[offerExternalId]={BOTH}&filter[catalogs][]=1002")
    assert catalog.json() == narrowed.json()
    assert crm.get(LIST, "filter[catalogs]=1").json()["offers"] == []
    product = crm.get(LIST, f"filter[productExternalId]={SKU}").json()["offers"]
    assert [offer["externalId"] for offer in product] == [SKU]


def test_skus_are_compared_exactly(crm: Crm) -> None:
    """§4.1: an externalId is a text, with its case, zeros, slashes and spaces."""
    for sku in ("HNY-500G", "HNY-500g", "000417", "417", "TEA/EG-100", "SOAP OAT 3PK"):
        (offer,) = crm.get(LIST, **{"filter[offerExternalId][]": sku}).json()["offers"]
        assert offer["externalId"] == sku
    for sku in ("0417", "42-BEAN", "hny-500g"):
        assert crm.get(LIST, **{"filter[offerExternalId][]": sku}).json()["offers"] == []


def test_a_selective_key_sees_the_offers_of_its_shop(crm: Crm) -> None:
    """§1.1, §1.3."""
    offers = crm.second.get(LIST, limit=250).json()["offers"]
    assert {offer["site"] for offer in offers} == {"shop-us"}
    assert crm.second.get(LIST, **{"filter[offerExternalId][]": EUROPEAN}).json()["offers"] == []
    answer = crm.second.get(LIST, **{"filter[sites][]": "shop-eu"})
    expect_refusal(answer, 400, INPUT, {"children[filter].children[sites]": NOT_VALID})


def test_a_get_with_a_content_length_of_zero_is_answered(sandbox: Sandbox, crm: Crm) -> None:
    """§1.5: one client sends content-length: 0 on GET."""
    headers = {"X-API-KEY": crm.key, "content-length": "0", "accept": "application/json"}
    answer = sandbox.request("GET", f"/retailcrm/api{LIST}", headers=headers)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"


def test_past_the_last_page_there_are_no_offers_or_that_page_comes_again(crm: Crm) -> None:
    """§1.7: a client loops until a list is empty; a quirk, after exactly one full page too."""
    ids = [offer["id"] for offer in crm.get(LIST, limit=20).json()["offers"]]
    full: dict[str, Any] = {"limit": 20, "filter[ids][]": ids}
    assert crm.get(LIST, **full, page=2).json()["offers"] == []
    pages = crm.get(LIST).json()["pagination"]["totalPageCount"]
    crm.sandbox.set_quirk("retailcrm.past_the_end", "last_page")
    assert crm.get(LIST, **full, page=2).json() == crm.get(LIST, **full).json()
    again = crm.get(LIST, page=pages + 3).json()
    assert again == crm.get(LIST, page=pages).json()
    assert again["pagination"]["currentPage"] == pages


def test_pages_may_be_cut_so_that_few_offers_have_several(crm: Crm) -> None:
    """§1.7; the quirk is not the vendor's: whatever is asked for, a page holds no more."""
    crm.sandbox.set_quirk("retailcrm.most_per_page", 3)
    answer = crm.get(LIST, limit=20).json()
    assert len(answer["offers"]) == 3
    assert answer["pagination"]["limit"] == 3
    assert answer["pagination"]["totalPageCount"] == -(-OFFERS // 3)
