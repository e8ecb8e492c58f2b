"""Weeks of business. Source: docs/reference/channels.md §4.2, §4.3."""

from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.core.catalogue import load
from stocktake.web.sandbox import Sandbox

from tests.shipstation.conftest import Ship


@pytest.fixture(scope="module")
def busy() -> Iterator[Ship]:
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        yield Ship(sandbox)


@pytest.mark.parametrize("name", ["orders", "shipments", "fulfillments"])
def test_every_list_has_two_pages(busy: Ship, name: str) -> None:
    """§4.2, §4.3."""
    first, second = (busy.get(f"/{name}", page=page) for page in (1, 2))
    assert first["pages"] >= 2
    assert len(first[name]) == 100
    assert second[name]


def test_there_are_orders_of_every_kind(busy: Ship) -> None:
    """§4.2."""
    for status in ("awaiting_payment", "awaiting_shipment", "on_hold", "cancelled", "shipped"):
        assert busy.numbers(orderStatus=status), status
    assert busy.get("/orders", storeId=12)["total"] > 5
    rows = busy.rows(
        "SELECT DISTINCT is_return, voided_at IS NULL AS live FROM shipstation_shipment"
    )
    assert {(row["is_return"], row["live"]) for row in rows} == {(0, 1), (0, 0), (1, 1)}


def test_orders_are_for_goods_that_wholecell_sells_but_one(busy: Ship) -> None:
    """§0.1."""
    sold = {item["sku"] for item in load()["items"] if "wholecell" in item["stock"]}
    rows = busy.rows(
        "SELECT DISTINCT sku FROM v_orders WHERE simulator = 'shipstation' AND sku <> 'ABC123'"
    )
    assert {row["sku"] for row in rows} - sold == {"IPHX-OLD-64"}


def test_nothing_is_sent_and_nothing_lies_ahead(busy: Ship) -> None:
    """§4.4."""
    assert busy.sandbox.callbacks() == []
    now = busy.rows("SELECT now FROM world")[0]["now"]
    tables = ("order", "shipment", "fulfillment")
    latest = [
        busy.rows(f"SELECT max(created_at) AS t FROM shipstation_{t}")[0]["t"] for t in tables
    ]
    assert all(time <= now for time in latest)


def test_the_documented_order_is_the_one_of_the_vendors_pages() -> None:
    """§12: with items of three digits, a discount and every field."""
    with Sandbox(SIMULATORS, seed_set="documented") as sandbox:
        (row,) = Ship(sandbox).get("/orders")["orders"]
    assert (row["orderNumber"], row["createDate"]) == (
        "TEST-ORDER-API-DOCS",
        "2015-07-16T14:00:34.8230000",
    )
    assert [item["adjustment"] for item in row["items"]] == [False, True]
    assert row["items"][0]["orderItemId"] == 10010


@pytest.mark.parametrize("seed_set", ["catalogue", "shelf"])
def test_worlds_of_a_check_have_no_orders_here(seed_set: str) -> None:
    """§14."""
    with Sandbox(SIMULATORS, seed_set=seed_set) as sandbox:
        assert Ship(sandbox).numbers() == []
