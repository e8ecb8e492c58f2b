"""Numbers that the shop shows: no one falls without a cause, and a bad row stops no other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.support import Houses, new_world, shelf

LISTS = {
    "wherefour": ("get_inventory_items", "list_stock_lots", "list_all_orders"),
    "wholecell": ("list_stock_levels", "list_sales_orders"),
    "whiplash": ("get_items", "list_items"),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with shelf() as url:
        yield url


@pytest.fixture
def world(address: str, tmp_path: Path) -> Houses:
    world = Houses(new_world(address), tmp_path, *LISTS)
    world.round()
    return world


def numbers(world: Houses) -> list[list[object]]:
    return world.sql(
        "SELECT place, sku, shown FROM v_stock WHERE simulator = 'retailcrm' ORDER BY place, sku"
    )


@pytest.mark.parametrize(
    ("house", "operation"),
    [
        ("wherefour", "get_inventory_items"),
        ("wherefour", "list_stock_lots"),
        ("wherefour", "list_all_orders"),
        ("wholecell", "list_stock_levels"),
        ("whiplash", "list_items"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "more"),
    [("empty_list", {"total": "zero"}), ("empty_list", {"total": "kept"}), ("short_list", {})],
)
def test_a_list_that_is_empty_or_short_takes_no_number_down(
    world: Houses, house: str, operation: str, kind: str, more: dict[str, str]
) -> None:
    before = numbers(world)
    world.fault(house, operation, kind, times=100, **more)
    world.writes()
    failed = bool(world.run_round().failures)
    assert numbers(world) == before
    assert failed or world.writes() == []


def test_a_good_that_comes_in_while_the_list_misses_it_is_asked_for(world: Houses) -> None:
    """D23: it was listed before, so that it is missed though nothing of it is shown."""
    sku = world.GOODS["wholecell"][0]
    world.order("wholecell", a=7)
    world.round()
    assert world.shown("wholecell", "a") == [0]
    world.event("wholecell", "receive_units", sku=sku, count=2, status="Available")
    world.fault("wholecell", "list_stock_levels", "empty_list", times=100)
    failed = bool(world.run_round().failures)
    assert failed or world.shown("wholecell", "a") == [2]


def test_a_good_that_is_really_gone_is_shown_as_gone(world: Houses) -> None:
    sku = world.GOODS["whiplash"][0]
    world.house("whiplash", "DELETE", f"items/{world.item('whiplash', sku)}")
    world.round()
    assert world.shown("whiplash", "a") == [0]


def test_one_row_that_is_refused_stops_no_other_and_is_named(world: Houses) -> None:
    sku = world.GOODS["whiplash"][0]
    for house in ("whiplash", "wherefour"):
        world.order(house, a=1, b=1)
    world.fault("retailcrm", "upload_inventories", "poison", key="externalId", row=sku, times=100)
    said, _ = world.round(expect=1)
    assert f"the number of '{sku}'" in said
    assert world.shown("whiplash", "b") != [35]
    world.clear_faults()
    world.round()
    assert world.round() == ("", [])


def test_one_warehouse_feeds_several_stores_with_the_same_number(
    address: str, tmp_path: Path
) -> None:
    world = Houses(new_world(address), tmp_path, "wholecell")
    world.env["STOCKTAKE_ROUTES"] = json.dumps(
        [
            {"outlet": "retailcrm", "place": store, "warehouse": "wholecell"}
            for store in ("wholecell", "wherefour")
        ]
    )
    world.round()
    assert [world.shown(store, world.GOODS["wholecell"][0]) for store in world.STORES] == [[7], [7]]
    for store in world.STORES:
        line = {"sku": world.GOODS["wholecell"][0], "quantity": 2}
        world.event("retailcrm", "place_order", store=store, lines=[line])
    world.round()
    assert [world.shown(store, world.GOODS["wholecell"][0]) for store in world.STORES] == [[3], [3]]
    assert world.round() == ("", [])
