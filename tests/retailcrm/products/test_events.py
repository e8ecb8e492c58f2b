"""Managers put offers into a shop: docs/reference/warehouse-module.md §5.2, duties.md D21."""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound

from tests.retailcrm.support import BOTH, EUROPEAN, OFFERS, SKU, Crm

NEW: dict[str, Any] = {
    "sku": "TEA-NEW-100",
    "name": "New tea 100 g",
    "price": 12.5,
    "site": "shop-us",
}


def add(crm: Crm, **changes: Any) -> dict[str, Any]:
    return dict(crm.sandbox.event("retailcrm", "add_offer", **{**NEW, **changes}))


def test_an_offer_that_is_added_stands_in_every_list(crm: Crm) -> None:
    """§4.1, §5.2: without stock, and without a row of any store."""
    added = add(crm)
    assert added == {
        "offer": OFFERS + 1001, "product": OFFERS + 1001, "sku": NEW["sku"], "site": "shop-us",
    }  # fmt: skip
    products = crm.get("/v5/store/products").json()
    assert products["pagination"]["totalCount"] == OFFERS + 1
    product = products["products"][0]
    (offer,) = product["offers"]
    assert (product["id"], product["name"], product["quantity"]) == (
        added["product"], "New tea 100 g", 0,
    )  # fmt: skip
    assert (offer["id"], offer["externalId"], offer["xmlId"], offer["price"]) == (
        added["offer"], NEW["sku"], NEW["sku"], 12.5,
    )  # fmt: skip
    assert crm.leftover(NEW["sku"]) == {
        "id": added["offer"], "externalId": NEW["sku"], "xmlId": NEW["sku"], "site": "shop-us",
        "quantity": 0, "stores": [],
    }  # fmt: skip
    newer = crm.get("/v5/store/products", f"filter[sinceId]={OFFERS + 1000}").json()
    assert [one["id"] for one in newer["products"]] == [added["product"]]


def test_an_offer_that_is_added_is_sold_once_a_number_is_uploaded(crm: Crm) -> None:
    """§4.2, §7.6."""
    add(crm)
    lines = [{"sku": NEW["sku"], "quantity": 2}]
    with pytest.raises(Conflict):
        crm.sandbox.event("retailcrm", "place_order", store="wherefour", lines=lines)
    crm.put(NEW["sku"], 2)
    placed = crm.sandbox.event("retailcrm", "place_order", store="wherefour", lines=lines)
    order = crm.order(placed["id"])
    assert (order["summ"], order["items"][0]["offer"]["externalId"]) == (25, NEW["sku"])


def test_an_offer_may_be_added_to_a_second_shop(crm: Crm) -> None:
    """§1.3: an externalId is unique in its shop only."""
    add(crm)
    add(crm, site="shop-eu", price=11)
    assert crm.second.get("/v5/store/inventories").json()["offers"][0]["site"] == "shop-us"
    assert crm.leftover(NEW["sku"], site="shop-eu")["site"] == "shop-eu"
    assert add(crm, sku=EUROPEAN)["sku"] == EUROPEAN


@pytest.mark.parametrize(
    ("changes", "refusal", "said"),
    [
        ({"sku": SKU}, Conflict, "there are offer .* of shop-us"),
        ({"sku": BOTH}, Conflict, "offer 1001 of shop-us, offer 1002 of shop-eu"),
        ({"site": "mars"}, NotFound, "no site 'mars'; there are shop-us, shop-eu"),
        ({"price": -1}, Invalid, "less than the minimum"),
        ({"price": "12.5"}, Invalid, "not of type"),
        ({"sku": ""}, Invalid, "shorter than 1"),
        ({"color": "red"}, Invalid, "color"),
    ],
)
def test_an_offer_that_cannot_be_added_is_refused_with_what_there_is(
    crm: Crm, changes: dict[str, Any], refusal: type[Exception], said: str
) -> None:
    """Nothing is written."""
    with pytest.raises(refusal, match=said):
        add(crm, **changes)
    assert crm.get("/v5/store/products").json()["pagination"]["totalCount"] == OFFERS


def test_the_former_sku_of_a_renamed_offer_is_not_free(crm: Crm) -> None:
    """D21: the product keeps its externalId, which is unique in its shop (§1.3)."""
    crm.sandbox.event("retailcrm", "rename_offer", sku=SKU, to="COF-HUILA-NEW")
    with pytest.raises(Conflict, match=f"has product .* under '{SKU}'"):
        add(crm, sku=SKU)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("issue_api_key", {"scopes": ["fly"]}, "no scope 'fly'; there are order_read, order_write"),
        ("issue_api_key", {"sites": ["mars"]}, "no site 'mars'; there are shop-us, shop-eu"),
        ("request_inventories", {"module": "w"}, "no module 'w'; registered: none"),
        ("place_order", {"store": "x"}, "no store 'x'; there are wherefour, wholecell, whiplash"),
        ("place_order", {"status": "x"}, "no status 'x'; there are already-buyed, "),
        ("place_order", {"customer": "X"}, "no customer 'X'; there are 12: "),
    ],
)
def test_an_event_that_names_what_there_is_not_is_told_what_there_is(
    crm: Crm, name: str, arguments: dict[str, Any], said: str
) -> None:
    """Every name of a short list: scopes, sites, modules, stores, statuses, customers."""
    crm.put(SKU, 5)
    if name == "place_order":
        lines = [{"sku": SKU, "quantity": 1}]
        arguments = {"store": "wherefour", "lines": lines, **arguments}
    with pytest.raises(NotFound, match=said):
        crm.sandbox.event("retailcrm", name, **arguments)
