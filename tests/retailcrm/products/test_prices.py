"""Writing selling prices: docs/reference/warehouse-module.md §1.3, §4.3."""

import json
from typing import Any

import pytest
from stocktake.web.sandbox import Response, Sandbox

from tests.retailcrm.support import BOTH, EUROPEAN, SKU, Crm, expect_refusal

PATH = "/v5/store/prices/upload"
FORMAT = "Errors in the entity format"
BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."
EMPTY = "This collection should contain 1 elements or more."


def row(sku: str = SKU, price: Any = 9.5, code: Any = "base", **more: Any) -> dict[str, Any]:
    return {
        "externalId": sku,
        "site": "shop-us",
        "prices": [{"code": code, "price": price, **more}],
    }


def upload(crm: Crm, *rows: Any) -> Response:
    return crm.post(PATH, prices=list(rows))


def offer(crm: Crm, sku: str = SKU, site: str = "shop-us") -> dict[str, Any]:
    query = {"filter[externalId]": sku, "filter[sites][]": site}
    (product,) = crm.get("/v5/store/products", **query).json()["products"]
    (only,) = product["offers"]
    return dict(only) | {"minPrice": product.get("minPrice")}


def test_upload_prices_sets_prices_by_type(crm: Crm) -> None:
    """§4.3: notFoundOffers is an empty list when all are found, unlike that of inventories."""
    answer = upload(crm, row(), row(price="7.25", code="wholesale"))
    assert (answer.status, answer.json()) == (
        200,
        {"success": True, "processedOffersCount": 2, "notFoundOffers": []},
    )
    shown = offer(crm)
    assert (shown["price"], shown["minPrice"]) == (9.5, 9.5)
    assert shown["prices"] == [
        {"priceType": "base", "price": 9.5, "ordering": 1},
        {"priceType": "wholesale", "price": 7.25, "ordering": 2},
    ]
    query = "filter[priceType]=wholesale&filter[maxPrice]=8"
    (found,) = crm.get("/v5/store/products", query).json()["products"]
    assert found["externalId"] == SKU


def test_a_price_may_be_removed(crm: Crm) -> None:
    """§4.3: `remove`."""
    upload(crm, row(code="wholesale"))
    upload(crm, row(code="wholesale", price=None, remove=True))
    assert [price["priceType"] for price in offer(crm)["prices"]] == ["base"]
    upload(crm, row(remove="true"))
    assert offer(crm)["prices"] == []
    assert "price" not in offer(crm)
    assert crm.create().json()["order"]["summ"] == 0


def test_a_new_order_takes_the_new_price(crm: Crm) -> None:
    """§4.3, §7.4; cost prices do not change."""
    upload(crm, row())
    order = crm.create().json()["order"]
    assert (order["summ"], order["purchaseSumm"]) == (19, 0)


def test_an_offer_may_be_named_in_three_ways(crm: Crm) -> None:
    """§4.3, §4.2: id first; an xmlId means every offer that has it."""
    number = crm.leftover(EUROPEAN, site="shop-eu")["id"]
    prices = [{"code": "base", "price": 3}]
    answer = upload(crm, {"id": number, "prices": prices}, {"xmlId": BOTH, "prices": prices})
    assert answer.json()["processedOffersCount"] == 2
    assert offer(crm, EUROPEAN, "shop-eu")["price"] == 3
    assert offer(crm, BOTH)["price"] == offer(crm, BOTH, "shop-eu")["price"] == 3


def test_every_row_names_its_shop(crm: Crm) -> None:
    """§1.3, §4.3: an externalId is unique in its shop."""
    nameless = {"externalId": SKU, "prices": [{"code": "base", "price": 3}]}
    expect_refusal(upload(crm, nameless), 400, "Parameter 'site' is missing")
    assert crm.second.post(PATH, prices=[nameless]).json()["processedOffersCount"] == 1
    elsewhere = row() | {"site": "shop-eu"}
    expect_refusal(
        crm.second.post(PATH, prices=[elsewhere]), 400, FORMAT, [f"prices[0].site: {NOT_VALID}"]
    )
    assert upload(crm, elsewhere).json()["notFoundOffers"] == [{"externalId": SKU}]


def test_unknown_offers_are_not_an_error(crm: Crm) -> None:
    """§4.3."""
    fresh = {"xmlId": "fresh", "prices": [{"code": "base", "price": 3}]}
    assert upload(crm, fresh, row()).json() == {
        "success": True, "processedOffersCount": 1, "notFoundOffers": [{"xmlId": "fresh"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "where", "text"),
    [
        (row(code="street"), ".prices[0].code", '"PriceType" with "code"="street" does not exist.'),
        (row(price=-1), ".prices[0].price", NOT_VALID),
        (row(price="dear"), ".prices[0].price", NOT_VALID),
        (row(price=None), ".prices[0].price", BLANK),
        (row(remove="maybe"), ".prices[0].remove", NOT_VALID),
        ({"externalId": SKU, "site": "shop-us"}, ".prices", BLANK),
        ({"prices": [{"code": "base", "price": 1}]}, "", NOT_VALID),
        ({"xmlId": SKU, "prices": []}, ".prices", EMPTY),
        (5, "", NOT_VALID),
    ],
)  # fmt: skip
def test_a_bad_row_refuses_the_whole_upload(crm: Crm, bad: Any, where: str, text: str) -> None:
    """§1.9: a list of texts; nothing is written."""
    expect_refusal(upload(crm, row(), bad), 400, FORMAT, [f"prices[1]{where}: {text}"])
    assert offer(crm)["price"] == 14.95


def test_250_rows_are_accepted_and_251_are_not(crm: Crm) -> None:
    """§4.3."""
    assert upload(crm, *[row()] * 250).json()["processedOffersCount"] == 250
    text = "prices: This collection should contain 250 elements or less."
    expect_refusal(upload(crm, *[row()] * 251), 400, FORMAT, [text])
    text = "prices: This collection should contain 1 elements or more."
    expect_refusal(upload(crm), 400, FORMAT, [text])
    expect_refusal(crm.post(PATH), 400, "Parameter 'prices' is missing")


def test_spoiled_rows_come_back_as_not_found(crm: Crm) -> None:
    """A planted partial success: the only one that store uploads have."""
    crm.sandbox.fault("retailcrm", "upload_prices", "partial_success", rows=1)
    answer = upload(crm, row(), row(BOTH)).json()
    assert answer["notFoundOffers"] == [{"externalId": SKU}]
    assert (offer(crm)["price"], offer(crm, BOTH)["price"]) == (14.95, 9.5)


@pytest.mark.parametrize("how", ["form", "multipart", "json", "json string", "brackets"])
def test_every_kind_of_body_is_read(crm: Crm, sandbox: Sandbox, how: str) -> None:
    """§1.5."""
    text = json.dumps([row(price="12")])
    ways: dict[str, dict[str, Any]] = {
        "form": {"form": {"prices": text}},
        "multipart": {"multipart": [("prices", text)]},
        "json": {"json": {"prices": [row(price="12")]}},
        "json string": {"json": {"prices": text}},
        "brackets": {
            "form": {
                "prices[0][externalId]": SKU,
                "prices[0][site]": "shop-us",
                "prices[0][prices][0][code]": "base",
                "prices[0][prices][0][price]": "12",
            }
        },
    }
    sent = ways[how]
    target = f"/retailcrm/api{PATH}"
    answer = sandbox.request("POST", target, headers={"X-API-KEY": crm.key}, **sent)
    assert answer.json()["processedOffersCount"] == 1
    assert offer(crm)["price"] == 12
