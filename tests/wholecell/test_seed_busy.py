"""The account after weeks of business: what each list holds, and that all of it agrees.

Source: docs/reference/wholecell.md §1.3, §2.1, §3, §4, §5, §6, §7.1, §8.5.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import Cell
from tests.wholecell.stock_levels_reports.support import fetch, rows

OPEN = ("New", "Unpaid", "Ready to Pick", "Ready to Ship")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def busy() -> Iterator[Cell]:
    """A busy account, which no test changes."""
    with Sandbox(SIMULATORS, seed_set="busy") as fresh:
        yield Cell(fresh)


def walk(cell: Cell, path: str) -> tuple[Rows, int]:
    """Return the rows of every page of a list, and how many pages it has."""
    first = cell.get(path).json()
    pages = range(1, first["pages"] + 1)
    return [row for page in pages for row in cell.get(path, page=page).json()["data"]], len(pages)


def orders_of(cell: Cell) -> Rows:
    return walk(cell, "/sales_orders")[0]


def saved_report(cell: Cell) -> str:
    (report,) = cell.world("SELECT max(id) AS id FROM wholecell_inventory_report")
    return f"/inventory_reports/{report['id']}/inventories"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


NOW = moment("2026-01-05T09:00:00Z")
FIXED = (25600001, 25600101)  # units of fixtures/wholecell: of one day, whenever a world begins


@pytest.mark.parametrize(
    ("path", "count", "pages"),
    [
        ("/inventories", 526, 6),
        ("/sales_orders", 139, 2),
        ("/purchase_orders", 128, 2),
        ("/stock_levels", 128, 2),
        ("report", 334, 4),
    ],
)
def test_every_list_has_at_least_two_pages(busy: Cell, path: str, count: int, pages: int) -> None:
    """§1.3: at the page size of 100, and each record stands in it once."""
    found, told = walk(busy, saved_report(busy) if path == "report" else path)
    keys = {row["sku"] if path == "/stock_levels" else row["id"] for row in found}
    assert (len(found), len(keys), told) == (count, count, pages)


def test_every_list_operation_of_the_document_is_walked() -> None:
    """§1.3: so that no new list is left with one page."""
    (api,) = next(s for s in SIMULATORS if s.name == "wholecell").apis
    lists = {handler.__name__ for handler in api.handlers if handler.__name__.startswith("list_")}
    assert lists == {
        "list_inventories", "list_sales_orders", "list_purchase_orders", "list_stock_levels",
        "list_report_inventories",
    }  # fmt: skip


def test_stock_levels_equal_the_units_and_the_open_orders(busy: Cell) -> None:
    """§4: on hand is what no order holds, outstanding what orders of 90 days still need."""
    on_hand: Counter[str] = Counter()
    for unit in walk(busy, "/inventories")[0]:
        if unit["order_id"] is None:
            on_hand[unit["product_variation"]["sku"]] += 1
    owed: Counter[str] = Counter()
    for order in orders_of(busy):
        if order["status"] in OPEN and moment(order["created_at"]) >= NOW - timedelta(days=90):
            for item in order["items"]:
                missing = max(0, item["quantity"] - item["committed_quantity"])
                if item["product_variation"]:
                    owed[item["product_variation"]["sku"]] += missing
    levels = walk(busy, "/stock_levels")[0]
    assert sum(owed.values()) > 10
    for row in levels:
        hand, need = on_hand[row["sku"]], owed[row["sku"]]
        assert row == {
            "sku": row["sku"], "on_hand": hand, "outstanding": need, "available": hand - need,
        }  # fmt: skip


def test_orders_and_units_agree_on_who_holds_what(busy: Cell) -> None:
    """§7.1, §7.2: a held unit is Sold; of shipped and cancelled orders none is left over."""
    units = {unit["id"]: unit for unit in walk(busy, "/inventories")[0]}
    held: dict[int, int] = {}
    for order in orders_of(busy):
        held |= dict.fromkeys((unit["id"] for unit in order["inventories"]), order["id"])
        assert (order["shipped_at"] is not None) == (order["status"] == "Shipped")
        if order["status"] == "Canceled":
            assert not order["inventories"]
    assert held == {i: unit["order_id"] for i, unit in units.items() if unit["order_id"]}
    assert {units[i]["status"] for i in held} == {"Sold"}
    came_in = Counter(unit["purchase_order_id"] for unit in units.values())
    for order in walk(busy, "/purchase_orders")[0]:
        assert order["inventory_count"] == came_in[order["id"]]


def test_orders_stand_at_every_point_of_their_way(busy: Cell) -> None:
    """§7.1: open, aged, committed, shipped, cancelled, drafted; with channels and parcels."""
    orders = orders_of(busy)
    kinds = Counter(order["status"] for order in orders)
    assert set(kinds) == {*OPEN, "Shipped", "Canceled", "Draft"}
    assert kinds["Shipped"] > 80
    assert kinds["Canceled"] >= 10
    waiting = [o for o in orders if o["status"] in OPEN and not o["inventories"]]
    ages = sorted((NOW - moment(o["created_at"])).days for o in waiting)
    assert ages[0] <= 1
    assert sum(21 <= age < 60 for age in ages) >= 3
    assert ages[-1] > 90
    committed = [o for o in orders if o["status"] in OPEN and o["inventories"]]
    assert len(committed) >= 5
    assert len({order["channel"] for order in orders}) == 4
    shipped = [o for o in orders if o["status"] == "Shipped" and o["channel"] != "Counter"]
    assert all(order["shipments"][0]["tracking_number"] for order in shipped if order["shipments"])


def test_odd_orders_are_there_too(busy: Cell) -> None:
    """§7.1, §8.5: unknown SKU, its second item, a unit without item, overcommitted, oversold."""
    orders = orders_of(busy)
    items = [(order, item) for order in orders for item in order["items"]]
    unknown = [order for order, item in items if item["product_variation"] is None]
    assert len(unknown) == 5
    assert [bool(order["inventories"]) for order in unknown].count(True) == 1
    (second,) = (order for order in unknown if order["inventories"])
    assert [item["committed_quantity"] for item in second["items"]] == [0, 1]
    loose = [u for order in orders for u in order["inventories"] if u["order_item_id"] is None]
    assert len(loose) == 2
    assert [i["committed_quantity"] - i["quantity"] for _, i in items].count(1) == 1
    oversold = [o for o in orders if o["status"] == "Shipped" and not o["inventories"]]
    # One never had a unit; of another they came back.
    assert {order["transaction_number"] for order in oversold} > {"24-70001"}
    assert {"Γεωργία Παππά", "Юлия Щербакова", "王小明"} <= {o["customer"]["name"] for o in orders}


def test_everything_lies_in_the_past_in_its_order(busy: Cell) -> None:
    """§1.4, §2.2: ids tell roughly when; newest first; nothing is changed before it is made."""
    for path in ("/inventories", "/sales_orders", "/purchase_orders"):
        found = walk(busy, path)[0]
        made = [moment(row["created_at"]) for row in found]
        assert max(made) < NOW
        assert all(row["created_at"] <= row["updated_at"] for row in found)
        assert all(moment(row["updated_at"]) <= NOW for row in found)
        undated = [row for row in found if row["id"] not in FIXED]
        when = [moment(row["created_at"]) for row in undated]
        late = [b - a for a, b in zip(when, when[1:], strict=False) if b > a]
        assert max(late, default=timedelta()) < timedelta(minutes=1)
    for order in orders_of(busy):
        assert order["shipped_at"] is None or order["shipped_at"] >= order["created_at"]
    sold = busy.world(
        "SELECT count(*) AS n FROM wholecell_inventory WHERE committed_at < created_at"
    )
    assert sold == [{"n": 0}]


def test_a_stock_levels_report_is_complete_and_its_csv_can_be_fetched(busy: Cell) -> None:
    """§5: of this morning."""
    (report,) = busy.world("SELECT max(id) AS id FROM wholecell_stock_levels_report")
    shown = busy.get(f"/stock_levels_reports/{report['id']}").json()
    assert (shown["status"], shown["created_at"][:10]) == ("complete", "2026-01-04")
    assert len(rows(fetch(busy, shown["url"]))) == 128


@pytest.mark.parametrize("now", ["2026-01-05T09:00:00Z", "2027-07-04T23:30:00Z"])
def test_some_records_have_the_same_ids_whenever_a_world_begins(now: str) -> None:
    """§1.4: ids grow with time, so that examples in the document can name no others."""
    with Sandbox(SIMULATORS, seed_set="busy", now=now) as sandbox:
        cell = Cell(sandbox)
        order = cell.get("/sales_orders/3118001").json()
        assert (order["status"], order["items"][0]["committed_quantity"]) == ("Shipped", 1)
        assert order["inventories"][0]["id"] == FIXED[1]
        assert [each["tracking_number"] for each in order["shipments"]]
        assert cell.get("/inventory_reports/4301").json()["name"] == "Sold"
        assert cell.get("/stock_levels_reports/51001").json()["status"] == "complete"


def test_the_catalogue_and_the_documented_unit_are_as_they_are_without_the_business(
    busy: Cell, cell: Cell
) -> None:
    """§2.1: business sells only what it bought."""
    units = {unit["hex_id"]: unit for unit in walk(busy, "/inventories")[0]}
    plain = cell.pull()
    assert len(plain) == 261
    assert [units[unit["hex_id"]] for unit in plain] == plain


def test_a_busy_account_is_repeatable_and_its_business_does_not_grow_with_the_scale(
    busy: Cell,
) -> None:
    """§1.3: the same rows; twice the catalogue has the same orders."""
    dump = "SELECT * FROM wholecell_{} ORDER BY id"
    tables = ("inventory", "sales_order", "sales_order_item", "purchase_order", "shipment")
    with Sandbox(SIMULATORS, seed_set="busy") as again:
        for table in tables:
            assert Cell(again).world(dump.format(table)) == busy.world(dump.format(table))
    with Sandbox(SIMULATORS, seed_set="busy", scale=2) as large:
        cell = Cell(large)
        assert len(walk(cell, "/inventories")[0]) == 526 + 260
        numbers = {order["transaction_number"] for order in orders_of(cell)}
        business = {n for n in numbers if not n.startswith("W")}
        assert business == {
            n for order in orders_of(busy)
            if not (n := order["transaction_number"]).startswith("W")
        }  # fmt: skip


def test_the_referee_sees_of_the_business_what_the_api_says(busy: Cell) -> None:
    """§4; docs/reference/duties.md D1: sellable less what is owed is what can be promised."""
    promised = busy.world(
        "SELECT sku, (SELECT coalesce(sum(sellable), 0) FROM v_stock WHERE simulator = 'wholecell'"
        " AND sku = v.sku) - (SELECT coalesce(sum(ordered - shipped - cancelled), 0) FROM v_orders"
        " WHERE simulator = 'wholecell' AND sku = v.sku) AS micro"
        " FROM (SELECT DISTINCT sku FROM wholecell_product_variation WHERE sku IS NOT NULL) v"
    )
    first = busy.get("/stock_levels", **{"inventory_statuses[]": "Available"}).json()
    levels = first["data"] + busy.get(
        "/stock_levels", **{"inventory_statuses[]": "Available", "page": 2}
    ).json()["data"]  # fmt: skip
    aged = {"sku": "pix6-128-blk-b-D"}  # of the order of 95 days ago, which only the API forgets
    told = {row["sku"]: row["available"] for row in levels}
    seen = {row["sku"]: row["micro"] // 1_000_000 for row in promised}
    different = {sku for sku in told if told[sku] != seen[sku]}
    assert different == {aged["sku"]}
    assert told[aged["sku"]] - seen[aged["sku"]] == 1
