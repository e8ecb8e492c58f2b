"""Filters that work and names that are ignored. Source: docs/reference/wholecell.md §2.2, §10."""

from typing import Any

import pytest

from tests.wholecell.conftest import SKU, Cell


def count(cell: Cell, **query: Any) -> int:
    return len(cell.pull(**query))


def test_a_status_filter_is_an_exact_title_with_its_spaces(cell: Cell) -> None:
    """§2.2: `Needs eBay Draft`."""
    assert count(cell, status="Needs eBay Draft") == 8
    assert {row["status"] for row in cell.units(status="Needs eBay Draft")} == {"Needs eBay Draft"}
    assert count(cell, status="needs ebay draft") == 0


def test_status_and_location_filters_are_independent_and_combine(cell: Cell) -> None:
    """§2.2, §2.3: units in a location called Damaged may be Available."""
    damaged = cell.pull(status="Available", location="Damaged")
    assert damaged
    assert {(row["status"], row["location"]["name"]) for row in damaged} == {
        ("Available", "Damaged")
    }
    assert count(cell, location="Damaged") + count(cell, location="Nowhere") == len(damaged)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"warehouse": "Main Warehouse"}, 1),
        ({"warehouse": "Oakland Serialized Goods"}, 260),
        ({"esn": "dx3000250phk"}, 1),
        ({"esn": "DX3000250PH"}, 0),
        ({"hex_id": "c9fv"}, 1),
        ({"sku": SKU}, 8),
        ({"sku": SKU.lower()}, 0),
        ({"purchase_order_id": "232600"}, 1),
        ({"purchase_order_id": "PO-1"}, 0),
        ({"purchase_order_id": "9" * 40}, 0),
        ({"order_id": "0"}, 0),
        ({"order_id": "-1"}, 0),
        ({"purchase_order_id": "-232600"}, 0),
        ({"status": ""}, 261),
        ({"updated_at_gt": "yesterday"}, 261),
        ({"updated_at_gt": ""}, 261),
        ({"created_at_lt": "2025-11-11T18:48:09.539Z", "warehouse": "Main Warehouse"}, 1),
    ],
)
def test_a_filter_selects_matching_units(cell: Cell, query: dict[str, str], rows: int) -> None:
    """§2.2: blank values and unreadable times filter nothing."""
    assert count(cell, **query) == rows


def test_order_id_finds_the_units_of_a_sales_order(cell: Cell) -> None:
    """§2.2."""
    sold = cell.units(status="Sold")[0]
    assert [row["id"] for row in cell.units(order_id=sold["order_id"])] == [sold["id"]]


@pytest.mark.parametrize(
    ("suffix", "found"), [("_gt", False), ("_gteq", True), ("_lt", False), ("_lteq", True)]
)
@pytest.mark.parametrize("name", ["created_at", "updated_at"])
def test_a_time_bound_is_strict_or_inclusive_by_its_suffix(
    cell: Cell, name: str, suffix: str, found: bool
) -> None:
    """§2.2, §10 (point 2): to the millisecond."""
    (unit,) = cell.units(hex_id="C9FV")
    assert (cell.units(hex_id="C9FV", **{name + suffix: unit[name]}) == [unit]) is found


@pytest.mark.parametrize(
    "moment",
    [
        "2025-11-13T16:42:47.673Z",
        "2025-11-13T11:42:47.673-05:00",
        "2025-11-13T08:42:47.673",
        "2025-11-13",
    ],
)
def test_a_time_may_be_in_utc_with_an_offset_or_in_the_accounts_zone(
    cell: Cell, moment: str
) -> None:
    """§1.4: clients send UTC."""
    assert len(cell.units(hex_id="C9FV", updated_at_gt=moment)) == 1
    assert len(cell.units(hex_id="C9FV", updated_at_lt=moment)) == 0


def test_an_unescaped_plus_sign_is_still_an_offset(cell: Cell) -> None:
    """§1.4."""
    path = "/inventories?hex_id=C9FV&updated_at_gt=2025-11-13T17:42:47.673+01:00"
    assert len(cell.send("GET", path).json()["data"]) == 1


def test_updated_since_is_ignored_and_updated_at_gt_is_not(
    cell: Cell,
) -> None:
    """§13 scenario 1: the most expensive real mistake, and it is answered 200."""
    since = "2026-01-05T08:59:00.000Z"
    assert cell.units(updated_at_gt=since) == []
    changed = cell.change(cell.units()[7], custom_field_values={"Bin": "7"})
    assert [row["id"] for row in cell.units(updated_at_gt=since)] == [changed["id"]]
    assert count(cell, updated_since=since) == 261


@pytest.mark.parametrize(
    "name",
    [
        "updated_since", "updated_at_min", "sort", "direction", "per_page", "warehouse_id",
        "location_id", "grade", "q[status_eq]", "status[]",
    ],
)  # fmt: skip
def test_an_unknown_name_is_ignored_and_named_in_the_journal(cell: Cell, name: str) -> None:
    """§2.2: 200, nothing filtered, order unchanged."""
    plain = cell.get("/inventories").body
    answer = cell.get("/inventories", **{name: "1"})
    assert (answer.status, answer.body) == (200, plain)
    assert cell.ignored() == [name]


def test_a_known_name_is_not_reported_as_ignored(cell: Cell) -> None:
    """§2.2."""
    cell.get("/inventories", status="Sold", page=2, updated_at_gteq="2025-11-13")
    assert cell.ignored() == []


def test_per_page_works_only_while_the_quirk_is_on(cell: Cell) -> None:
    """§1.3, §10 (point 4): wholecell.per_page; 1 to 100, anything else means 100."""
    assert len(cell.units(per_page=10)) == 100
    cell.sandbox.set_quirk("wholecell.per_page", True)
    answer = cell.get("/inventories", per_page=10, page=2).json()
    assert (len(answer["data"]), answer["pages"]) == (10, 27)
    assert cell.ignored() == []
    assert [len(cell.units(per_page=size)) for size in ("100", "5000", "0", "x")] == [100] * 4


def test_a_delta_by_status_never_shows_a_unit_that_left_it(cell: Cell) -> None:
    """§2.2, §13 scenario 5: so client A reads everything twice a day."""
    unit = cell.units(status="Available")[0]
    since = "2026-01-05T09:00:00.000Z"
    cell.change(unit, status="Sold")
    assert cell.units(status="Available", updated_at_gt=since) == []
    assert [row["id"] for row in cell.units(updated_at_gt=since)] == [unit["id"]]


def test_past_the_last_page_there_are_no_rows_or_that_page_comes_again(cell: Cell) -> None:
    """§1.3: ambiguous, so a quirk; `page` and `pages` are those of the page that is answered."""
    last = cell.get("/inventories").json()["pages"]
    empty = cell.get("/inventories", page=last + 1).json()
    assert empty == {"data": [], "page": last + 1, "pages": last}
    cell.sandbox.set_quirk("wholecell.past_the_end", "last_page")
    again = cell.get("/inventories", page=last + 1).json()
    assert again == cell.get("/inventories", page=last).json()
    assert (again["page"], len(again["data"]) > 0) == (last, True)


@pytest.mark.parametrize("path", ["/inventories", "/stock_levels"])
def test_after_exactly_one_full_page_it_is_the_same(cell: Cell, path: str) -> None:
    """§1.3, with a page size that leaves one full page of the levels, and full pages of units."""
    cell.sandbox.set_quirk("wholecell.per_page", True)
    rows = cell.get("/stock_levels").json()["data"]
    size = len(rows) if path == "/stock_levels" else 1
    full = cell.get(path, per_page=size).json()
    past = full["pages"] + 1
    assert cell.get(path, per_page=size, page=past).json()["data"] == []
    cell.sandbox.set_quirk("wholecell.past_the_end", "last_page")
    again = cell.get(path, per_page=size, page=past).json()
    assert again == cell.get(path, per_page=size, page=past - 1).json()
    assert len(again["data"]) == size


def test_pages_may_be_cut_so_that_few_rows_have_several(cell: Cell) -> None:
    """§1.3; the quirk is not the vendor's: a page holds no more, and `pages` says so."""
    cell.sandbox.set_quirk("wholecell.most_per_page", 3)
    answer = cell.get("/inventories").json()
    assert len(answer["data"]) == 3
    assert answer["pages"] > 3
