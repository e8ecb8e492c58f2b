"""eBay: the world that `stocktake serve` begins with."""

from collections import Counter
from collections.abc import Iterator

import pytest
from stocktake import SIMULATORS
from stocktake.core import catalogue
from stocktake.vendors.ebay.seed_goods import available_of, sold_items
from stocktake.web.sandbox import Sandbox

from tests.ebay.conftest import INVENTORY, Seller


@pytest.fixture(scope="module")
def busy() -> Iterator[Seller]:
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        yield Seller(sandbox)


def test_items_and_orders_have_two_pages_at_their_default_sizes(busy: Seller) -> None:
    """docs/reference/channels.md §2.3, §2.4: 25 and 50."""
    for path in (f"{INVENTORY}/inventory_item", "/sell/fulfillment/v1/order"):
        page = busy.get(path)
        assert page["total"] > page["limit"]
        assert "next" in page


def test_there_are_orders_in_every_state(busy: Seller) -> None:
    """docs/reference/channels.md §2.4."""
    orders = busy.orders(limit=200)
    states = Counter(order["orderFulfillmentStatus"] for order in orders)
    assert min(states[name] for name in ("NOT_STARTED", "IN_PROGRESS", "FULFILLED")) >= 1
    paid = Counter(order["orderPaymentStatus"] for order in orders)
    assert set(paid) == {"PENDING", "PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
    cancelled = Counter(order["cancelStatus"]["cancelState"] for order in orders)
    assert (cancelled["CANCELED"], cancelled["IN_PROGRESS"]) == (3, 1)
    lines = [line for order in orders for line in order["lineItems"]]
    assert any("sku" not in line for line in lines)
    assert any(line.get("sku") == "IPHX-BLK-64" for line in lines)


def test_listings_show_what_the_catalogue_has_ready_for_sale(busy: Seller) -> None:
    """docs/reference/duties.md (topology): the goods that WholeCell sells, by their SKUs."""
    items = catalogue.load()["items"]
    ready = {item["sku"]: available_of(item) for item in sold_items(items)}
    rows = busy.world("SELECT sku, shown / 1000000 AS shown FROM v_stock WHERE simulator = 'ebay'")
    shown = {row["sku"]: row["shown"] for row in rows}
    assert {sku: shown[sku] for sku in ready} == ready
    assert sum(count > 0 for count in ready.values()) > 20


def test_other_vendors_worlds_are_the_same_with_and_without_this_one() -> None:
    """docs/architecture.md, Adding a vendor: chance and seeds are a simulator's own."""
    others = [simulator for simulator in SIMULATORS if simulator.name != "ebay"]
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
        page = Seller(sandbox).get(f"{INVENTORY}/inventory_item")
        assert 0 < page["total"] < 10
        assert sandbox.world().value("SELECT sum(shown) FROM v_stock WHERE simulator = 'ebay'") == 0
