"""Swappa, modelled: the world that `stocktake serve` begins with, and other vendors' worlds."""

from collections import Counter
from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.core import catalogue
from stocktake.vendors.swappa.seed_goods import available_of, sold_items
from stocktake.web.sandbox import Sandbox

from tests.swappa.conftest import LISTINGS, ORDERS, Seller


@pytest.fixture(scope="module")
def busy() -> Iterator[Seller]:
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        yield Seller(sandbox)


def test_listings_and_orders_have_two_pages_at_their_default_size(busy: Seller) -> None:
    """docs/reference/channels.md §3: 25."""
    for path in (LISTINGS, ORDERS):
        page = busy.get(path)
        assert page["count"] > len(page["results"]) == 25
        assert page["next"]


def test_there_are_orders_and_listings_in_every_state(busy: Seller) -> None:
    """docs/reference/channels.md §3."""
    orders = busy.orders(page_size=100)
    states = Counter(order["status"] for order in orders)
    assert set(states) == {"pending", "paid", "shipped", "delivered", "cancelled", "refunded"}
    lines = [line for order in orders for line in order["lines"]]
    assert any(line["sku"] == "IPHX-BLK-64" for line in lines)
    assert all(line["quantity"] == 1 for line in lines if line["device"])
    imeis = [line["imei"] for line in lines if line["imei"]]
    assert len(set(imeis)) == len(imeis) > 40
    rows = busy.get(LISTINGS, page_size=100)["results"]
    assert {"active", "paused"} <= {row["status"] for row in rows}
    assert [row["title"] for row in rows if "variants" in row] == ["A case"]


def test_listings_show_what_the_catalogue_has_ready_for_sale(busy: Seller) -> None:
    """docs/reference/duties.md (topology): the goods that WholeCell sells, by their SKUs."""
    items = catalogue.load()["items"]
    ready = {item["sku"]: available_of(item) for item in sold_items(items)}
    rows = busy.world("SELECT sku, shown / 1000000 AS n FROM v_stock WHERE simulator = 'swappa'")
    shown = {row["sku"]: row["n"] for row in rows}
    assert {sku: shown[sku] for sku in ready} == ready


def test_other_vendors_worlds_are_the_same_with_and_without_this_one() -> None:
    """docs/architecture.md, Adding a vendor: chance and seeds are a simulator's own."""
    others = [simulator for simulator in SIMULATORS if simulator.name != "swappa"]
    for seed_set in ("both", "shelf"):
        alone = Sandbox(others, seed_set=seed_set).world()
        beside = Sandbox(SIMULATORS, seed_set=seed_set).world()
        tables = alone.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        for table in tables:
            if any(table["name"].startswith(f"{each.name}_") for each in others):
                rows = f"SELECT * FROM {table['name']}"
                assert alone.all(rows) == beside.all(rows), table


def test_a_shelf_lists_its_goods_and_shows_nothing_yet() -> None:
    """docs/reference/duties.md (topology): the engine has to write the numbers."""
    with Sandbox(SIMULATORS, seed_set="shelf") as sandbox:
        page = Seller(sandbox).get(LISTINGS)
        assert 0 < page["count"] < 10
        assert {row["status"] for row in page["results"]} == {"sold_out"}


def test_all_that_stock_and_orders_say_is_in_one_place(busy: Seller) -> None:
    """docs/reference/channels.md §3: the place of a channel is the account itself."""
    for view in ("v_stock", "v_orders"):
        rows = busy.world(f"SELECT DISTINCT place FROM {view} WHERE simulator = 'swappa'")
        assert [row["place"] for row in rows] == ["swappa"]
