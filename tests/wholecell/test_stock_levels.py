"""list_stock_levels. Source: docs/reference/wholecell.md §4, §7.1, §13."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake import SIMULATORS
from stocktake.core.world import World
from stocktake.rules.units import WINDOW_MS, SalesLine, Unit, UnitLevel, stock_level
from stocktake.vendors.wholecell.stock_levels import show_levels
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import DEVICE, Cell

TWINS = "IPHONESE2A227564GBWHTAB"  # two variations carry it
PHONE = "FP4-GRY-B"


def status_id(world: World, kind: str, title: str) -> int:
    sql = "SELECT id FROM wholecell_status WHERE kind = ? AND title = ?"
    return int(world.value(sql, (kind, title)))


def put_order(
    world: World, *lines: tuple[int, int], status: str = "New", at: int | None = None
) -> list[int]:
    """Write an order of lines, each a variation and a quantity; return the ids of its lines."""
    moment = world.now if at is None else at
    order = world.insert(
        "wholecell_sales_order",
        status_id=status_id(world, "SalesOrder", status), created_at=moment, updated_at=moment,
    )  # fmt: skip
    return [
        world.insert(
            "wholecell_sales_order_item",
            sales_order_id=order, position=place, product_variation_id=variation,
            quantity=quantity,
        )
        for place, (variation, quantity) in enumerate(lines, 1)
    ]  # fmt: skip


def order(cell: Cell, sku: str, quantity: int, *, status: str = "New") -> int:
    """Write an order of one line; return the id of the line."""
    world = cell.sandbox.world()
    variation = world.value("SELECT id FROM wholecell_product_variation WHERE sku = ?", (sku,))
    with world.turn(tick=False):
        return put_order(world, (variation, quantity), status=status)[0]


def commit(cell: Cell, line: int, count: int) -> None:
    """Commit so many free units of a line's variation to it."""
    cell.write(
        "UPDATE wholecell_inventory SET order_item_id = ?1, order_id ="
        " (SELECT sales_order_id FROM wholecell_sales_order_item WHERE id = ?1) WHERE id IN"
        " (SELECT i.id FROM wholecell_inventory i JOIN wholecell_sales_order_item li"
        " ON li.id = ?1 AND li.product_variation_id = i.product_variation_id"
        " WHERE i.order_id IS NULL LIMIT ?2)",
        line,
        count,
    )


def give_status(cell: Cell, line: int, status: str) -> None:
    """Give the order of a line another status, as the web pages do."""
    cell.write(
        "UPDATE wholecell_sales_order SET status_id = (SELECT id FROM wholecell_status"
        " WHERE kind = 'SalesOrder' AND title = ?)"
        " WHERE id = (SELECT sales_order_id FROM wholecell_sales_order_item WHERE id = ?)",
        status,
        line,
    )


def level(cell: Cell, sku: str, **query: Any) -> tuple[int, int, int]:
    rows = cell.get("/stock_levels", **query).json()["data"]
    (row,) = [row for row in rows if row["sku"] == sku]
    return row["on_hand"], row["outstanding"], row["available"]


@pytest.fixture
def ten(cell: Cell) -> Cell:
    """An account with ten free units of a phone, its SKU `PHONE`."""
    cell.event("receive_units", product_variation={**DEVICE, "sku": PHONE}, count=10)
    return cell


def test_every_sku_has_a_row_ordered_by_sku(cell: Cell) -> None:
    """§4, §1.3: the envelope of lists; whole numbers; nothing else in a row."""
    answer = cell.get("/stock_levels").json()
    assert list(answer) == ["data", "page", "pages"]
    assert (answer["page"], answer["pages"]) == (1, 1)
    assert {tuple(row) for row in answer["data"]} == {
        ("sku", "on_hand", "outstanding", "available")
    }
    skus = [row["sku"] for row in answer["data"]]
    assert skus == sorted(set(skus))
    known = "SELECT DISTINCT sku FROM wholecell_product_variation WHERE sku IS NOT NULL"
    assert set(skus) == {row["sku"] for row in cell.world(known)}
    units = cell.pull()
    for row in answer["data"]:
        free = [
            unit
            for unit in units
            if unit["product_variation"]["sku"] == row["sku"] and unit["order_id"] is None
        ]
        assert (row["on_hand"], row["outstanding"]) == (len(free), 0)


def test_variations_that_share_a_sku_are_added_up_and_those_without_are_left_out(
    cell: Cell,
) -> None:
    """§4: SKU uniqueness is a setting that is off here."""
    before = level(cell, TWINS)[0]
    for row in cell.world("SELECT id FROM wholecell_product_variation WHERE sku = ?", TWINS):
        cell.event("receive_units", product_variation_id=row["id"])
    assert level(cell, TWINS)[0] == before + 2
    cell.event("receive_units", product_variation=DEVICE)
    assert None not in {row["sku"] for row in cell.get("/stock_levels").json()["data"]}


def test_a_sku_without_free_units_stays_with_zero(ten: Cell) -> None:
    """§4: "all SKUs"."""
    commit(ten, order(ten, PHONE, 10), 10)
    assert level(ten, PHONE) == (0, 0, 0)


def test_an_order_lowers_the_level_once_through_commitment_and_shipping(ten: Cell) -> None:
    """§7.1, §13 scenario 9: 10/0/10, 10/1/9, committed 9/0/9, shipped 9/0/9."""
    assert level(ten, PHONE) == (10, 0, 10)
    line = order(ten, PHONE, 1)
    assert level(ten, PHONE) == (10, 1, 9)
    commit(ten, line, 1)
    assert level(ten, PHONE) == (9, 0, 9)
    give_status(ten, line, "Shipped")
    assert level(ten, PHONE) == (9, 0, 9)


def test_shipping_without_committing_raises_the_level_again(ten: Cell) -> None:
    """§7.1, §13 scenario 10: the oversell; cancelling before committing rightly does the same."""
    for status in ("Shipped", "Canceled"):
        line = order(ten, PHONE, 1)
        assert level(ten, PHONE) == (10, 1, 9)
        give_status(ten, line, status)
        assert level(ten, PHONE) == (10, 0, 10)


def test_an_overcommitted_item_needs_nothing_and_does_not_affect_others(ten: Cell) -> None:
    """§7.1: 8/0/8; the demand of another item stays."""
    commit(ten, order(ten, PHONE, 1), 2)
    assert level(ten, PHONE) == (8, 0, 8)
    order(ten, PHONE, 3)
    assert level(ten, PHONE) == (8, 3, 5)


def test_only_open_statuses_count_as_outstanding(ten: Cell) -> None:
    """§4, §7.1: the flag of the status decides, not its title."""
    for status in ("Shipped", "Canceled", "Draft"):
        order(ten, PHONE, 2, status=status)
    assert level(ten, PHONE) == (10, 0, 10)
    for status in ("New", "Unpaid", "Ready to Pick", "Ready to Ship"):
        order(ten, PHONE, 1, status=status)
    assert level(ten, PHONE) == (10, 4, 6)


def test_an_item_without_a_variation_reduces_no_level(ten: Cell) -> None:
    """§8.5 rule 2: an unknown SKU."""
    line = order(ten, PHONE, 1)
    ten.write("UPDATE wholecell_sales_order_item SET product_variation_id = NULL, sku = ?", PHONE)
    assert level(ten, PHONE) == (10, 0, 10)
    assert line


def test_an_order_counts_for_ninety_days(ten: Cell) -> None:
    """§4, §13 scenario 8: the API leaves it out from day 91 on, although it is still open."""
    order(ten, PHONE, 4)
    ten.sandbox.advance("89d")
    assert level(ten, PHONE) == (10, 4, 6)
    ten.sandbox.advance("2d")
    assert level(ten, PHONE) == (10, 0, 10)


def test_statuses_narrow_on_hand_and_available_but_not_outstanding(ten: Cell) -> None:
    """§4: inventory_statuses[], the key repeated."""
    order(ten, PHONE, 3)
    for unit in ten.units()[:4]:
        ten.change(unit, status="EcomReady")
    asked = "inventory_statuses[]"
    assert level(ten, PHONE, **{asked: ["Available", "EcomReady"]}) == (10, 3, 7)
    assert level(ten, PHONE, **{asked: ["Available"]}) == (6, 3, 3)
    assert level(ten, PHONE, **{asked: ["EcomReady", "EcomReady", ""]}) == (4, 3, 1)
    assert level(ten, PHONE, **{asked: ""}) == (10, 3, 7)


def test_a_narrow_filter_drives_available_below_zero(ten: Cell) -> None:
    """§4, §13 scenario 7: not clamped; an unknown title matches nothing and is no error."""
    order(ten, PHONE, 3)
    assert level(ten, PHONE, **{"inventory_statuses[]": "Inbound"}) == (0, 3, -3)
    assert level(ten, PHONE, **{"inventory_statuses[]": "available"}) == (0, 3, -3)
    assert level(ten, PHONE, **{"inventory_statuses[]": "New"}) == (0, 3, -3)


def test_without_brackets_the_filter_is_ignored_and_the_journal_says_so(ten: Cell) -> None:
    """§4, §13 scenario 7."""
    assert level(ten, PHONE, inventory_statuses="Inbound") == (10, 0, 10)
    assert ten.ignored() == ["inventory_statuses"]


def test_units_in_any_status_are_on_hand_until_they_are_committed(ten: Cell) -> None:
    """§4: whatever their status is, even Sold (§10.9)."""
    for unit, status in zip(ten.units(), ("Sold", "Inbound", "Moving"), strict=False):
        ten.change(unit, status=status)
    assert level(ten, PHONE) == (10, 0, 10)


def test_reading_levels_needs_its_permission(cell: Cell) -> None:
    """§1, §13 scenario 20."""
    assert cell.app("stock_levels:read").get("/stock_levels").status == 200
    assert cell.app("stock_levels_reports:read").get("/stock_levels").status == 403


def test_a_large_account_is_answered_quickly() -> None:
    """§4, §1.3: 250 SKUs, 3,000 units, 500 open orders."""
    with Sandbox(SIMULATORS, seed_set="documented") as fresh:
        cell = Cell(fresh)
        for number in range(250):
            product = {**DEVICE, "model": f"F{number}", "sku": f"F-{number:03}"}
            cell.event("receive_units", product_variation=product, count=12)
            order(cell, f"F-{number:03}", 2)
            order(cell, f"F-{number:03}", 1)
        began = time.perf_counter()
        pages = [cell.get("/stock_levels", page=page).json() for page in (1, 2, 3, 4)]
        assert time.perf_counter() - began < 1
    assert [(len(page["data"]), page["pages"]) for page in pages] == [
        (100, 3), (100, 3), (50, 3), (0, 3),
    ]  # fmt: skip
    rows = [row for page in pages for row in page["data"]]
    assert [row["sku"] for row in rows] == [f"F-{number:03}" for number in range(250)]
    assert {tuple(row.values())[1:] for row in rows} == {(12, 3, 9)}


class _UndoneError(Exception):
    """Raised to roll back an example's rows."""


@pytest.fixture(scope="module")
def base() -> Iterator[World]:
    with Sandbox(SIMULATORS) as sandbox:
        yield sandbox.world()


TITLES = ("Available", "EcomReady", "Inbound")
ORDERS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 4),
        st.sampled_from(("New", "Draft")),
        st.sampled_from((0, WINDOW_MS, WINDOW_MS + 1)),
    ),
    max_size=4,
)
UNITS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(TITLES), st.integers(-2, 3)))


@given(ORDERS, UNITS, st.one_of(st.none(), st.sets(st.sampled_from((*TITLES, "Lost")), min_size=1)))
def test_the_sql_agrees_with_the_rule(
    base: World,
    orders: list[tuple[int, int, str, int]],
    units: list[tuple[int, str, int]],
    statuses: set[str] | None,
) -> None:
    """§4, §7.1: the SQL agrees with rules.units, for two variations of one SKU."""
    asked = None if statuses is None else sorted(statuses)
    with base.turn(tick=False), pytest.raises(_UndoneError), base.attempt():
        base.run("DELETE FROM wholecell_inventory")
        where = "SELECT id FROM wholecell_product_variation WHERE sku = ? ORDER BY id"
        variations = [row["id"] for row in base.all(where, (TWINS,))]
        lines = _write_orders(base, variations, orders)
        counted = _write_units(base, variations, units, lines)
        expected = stock_level(
            [Unit(title, committed=line is not None) for _, title, line in counted],
            [
                SalesLine(
                    quantity,
                    committed=sum(line == held for _, _, held in counted),
                    open=status == "New",
                    ordered_at=base.now - age,
                )
                for line, (_, quantity, status, age) in zip(lines, orders, strict=True)
            ],
            now=base.now,
            statuses=statuses,
        )
        (row,) = [row for row in show_levels(base, asked) if row["sku"] == TWINS]
        assert UnitLevel(row["on_hand"], row["outstanding"]) == expected
        assert row["available"] == expected.available
        raise _UndoneError


def _write_orders(
    world: World, variations: list[int], orders: list[tuple[int, int, str, int]]
) -> list[int]:
    return [
        put_order(world, (variations[which], quantity), status=status, at=world.now - age)[0]
        for which, quantity, status, age in orders
    ]


def _write_units(
    world: World, variations: list[int], units: list[tuple[int, str, int]], lines: list[int]
) -> list[tuple[int, str, int | None]]:
    """Write units, each free or committed to a line of any variation."""
    bought = world.value("SELECT min(id) FROM wholecell_purchase_order")
    written = []
    for place, (which, title, held) in enumerate(units):
        line = lines[held] if 0 <= held < len(lines) else None
        sales_order = world.value(
            "SELECT sales_order_id FROM wholecell_sales_order_item WHERE id = ?", (line,)
        )
        world.insert(
            "wholecell_inventory",
            hex_id=f"LAW{place}", status_id=status_id(world, "Inventory", title),
            product_variation_id=variations[which], purchase_order_id=bought,
            order_id=sales_order, order_item_id=line, created_at=world.now, updated_at=world.now,
        )  # fmt: skip
        written.append((which, title, line))
    return written
