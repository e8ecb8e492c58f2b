"""Back Market: the world that `stocktake serve` begins with."""

from collections import Counter
from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.core import catalogue
from stocktake.vendors.backmarket.seed_goods import available_of, sold_items
from stocktake.web.sandbox import Sandbox

from tests.backmarket.conftest import LISTINGS, ORDERS, Seller


@pytest.fixture(scope="module")
def busy() -> Iterator[Seller]:
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        yield Seller(sandbox)


def test_listings_and_orders_have_two_pages_at_their_default_size(busy: Seller) -> None:
    """docs/reference/channels.md §1.2, §1.3: 10."""
    for path in (LISTINGS, ORDERS):
        page = busy.get(path)
        assert page["count"] > len(page["results"]) == 10
        assert page["next"]


def test_there_are_orders_in_every_state(busy: Seller) -> None:
    """docs/reference/channels.md §1.3."""
    rows = busy.world("SELECT state, count(*) AS n FROM backmarket_stated_order GROUP BY state")
    assert {row["state"] for row in rows} == {0, 1, 3, 8, 9, 10}
    lines = busy.world("SELECT DISTINCT state FROM backmarket_line")
    assert {row["state"] for row in lines} == {0, 1, 2, 3, 4, 5, 6, 7, 8}
    skus = {row["sku"] for row in busy.world("SELECT sku FROM backmarket_line")}
    assert "IPHX-BLK-64" in skus
    markets = Counter(
        row["country_code"] for row in busy.world("SELECT country_code FROM backmarket_order")
    )
    assert len(markets) == 4


def test_listings_show_what_the_catalogue_has_ready_for_sale(busy: Seller) -> None:
    """docs/reference/duties.md (topology): the goods that WholeCell sells, by their SKUs."""
    items = catalogue.load()["items"]
    ready = {item["sku"]: available_of(item) for item in sold_items(items)}
    rows = busy.world(
        "SELECT sku, shown / 1000000 AS shown FROM v_stock WHERE simulator = 'backmarket'"
    )
    shown = {row["sku"]: row["shown"] for row in rows}
    assert {sku: shown[sku] for sku in ready} == ready
    states = {row["publication_state"] for row in busy.get(LISTINGS, page_size=50)["results"]}
    assert states >= {0, 2, 4}


def test_other_vendors_worlds_are_the_same_with_and_without_this_one() -> None:
    """docs/architecture.md, Adding a vendor: chance and seeds are a simulator's own."""
    others = [simulator for simulator in SIMULATORS if simulator.name != "backmarket"]
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
        query = "SELECT sum(shown) FROM v_stock WHERE simulator = 'backmarket'"
        assert sandbox.world().value(query) == 0
