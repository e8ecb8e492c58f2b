"""A busy world: weeks of business in which every list has pages and every number agrees.

Source: docs/reference/wherefour.md §1.4, §5 and §7.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.clock import parse_instant
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from .conftest import Warehouse

TIMES = "start_date_time=2019-01-01&end_date_time=2027-01-01"
# A path of each list, and what in it is put in: the id of the customer, order or item of most rows.
LISTS = {
    "get_inventory_items": "/inventory",
    "search_inventory": "/inventory/search?name=a",
    "list_stock_lots": "/inventory/{item}/stocks",
    "get_customers": "/customers",
    "search_customers": "/customers/search?display_name=e",
    "list_orders": "/customers/{bakery}/orders",
    "list_all_orders": "/orders",
    "search_orders": "/orders/search?order_number=STANDING-HB",
    "list_shipments": "/customers/{cafe}/orders/{blanket}/shipments",
    "get_shipments": "/shipments",
    "search_shipments": "/shipments/search?order_number=BLANKET-BD",
    "search_locations": "/locations/search",
    "list_customer_invoices": "/customers/{bakery}/invoices",
    "list_invoices": "/invoices",
    "search_invoices": "/invoices/search?invoice_number=INV-STANDING-HB",
    "get_quote": "/customers/{cafe}/quotes",
    "list_quotes": "/quotes",
    "search_quotes": "/quotes/search?quote_number=QO-DAILY-BD",
    "list_customer_credits": "/customers/{bakery}/credits",
    "list_purchases": "/purchases",
    "search_purchase_orders": "/purchases/search?purchase_number=PO-ESPRESSO",
    "list_vendors": "/vendors",
    "search_vendors": "/vendors/search?display_name=co.",
    "activity_report": f"/reports/activities?{TIMES}",
}
# Settings of the organization that §5.2 and §7 name one by one, and lists without pages (§1.4).
FIXED = {
    "get_categories", "search_facilities", "get_delivery_methods", "get_sales_channels",
    "get_salespeople", "get_payment_terms", "get_order_statuses", "list_formulas",
    "search_formulas",
}  # fmt: skip


@pytest.fixture(scope="module")
def busy() -> Iterator[Warehouse]:
    """The warehouse of a busy world, which no test here changes."""
    with Sandbox(SIMULATORS, seed_set="busy") as fresh:
        yield Warehouse(fresh)


def ask(busy: Warehouse, path: str) -> Any:
    """Ask for a page; the one activity report is a POST."""
    answer = busy.post(path) if "/reports/" in path else busy.get(path)
    assert answer.status == 200, answer.text
    return answer


def every(busy: Warehouse, path: str) -> list[dict[str, Any]]:
    """Return the rows of every page of a list."""
    rows: list[dict[str, Any]] = []
    path += "&per_page=100" if "?" in path else "?per_page=100"
    for page in range(1, 20):
        found = ask(busy, f"{path}&page={page}").json()
        rows += found
        if len(found) < 100:
            return rows
    raise AssertionError(f"{path} does not end")


def ids(busy: Warehouse) -> dict[str, int]:
    """Return the ids that stand in the paths of LISTS."""
    [blanket] = busy.get("/orders/search?order_number=BLANKET-BD").json()
    [bakery] = busy.get("/customers/search?display_name=harbor bakery").json()
    [item] = busy.get("/inventory/search?sku_list=WHS-ESP-5KG").json()
    return {
        "blanket": blanket["id"], "cafe": blanket["customer"]["id"], "bakery": bakery["id"],
        "item": item["id"],
    }  # fmt: skip


def test_every_list_has_two_pages_or_is_fixed_by_its_reference(busy: Warehouse) -> None:
    """§1.4: at the page size that a client gets who does not ask for one."""
    known = ids(busy)
    for name, path in LISTS.items():
        first = ask(busy, path.format(**known))
        size, total = int(first.headers["per-page"]), int(first.headers["total"])
        assert (size, len(first.json())) == (25, 25), name
        assert total > size, name
        assert 'rel="next"' in first.headers["link"], name
        second = path.format(**known) + ("&" if "?" in path else "?") + "page=2"
        assert ask(busy, second).json(), name


def test_the_lists_are_all_that_the_document_has(busy: Warehouse) -> None:
    """§2: a new list must be in one of the two tables."""
    lists = {o.id for o in build_table(SIMULATOR.apis[0]).operations if o.rows}
    assert lists == set(LISTS) | FIXED


def test_every_page_of_every_record_passes_the_document(busy: Warehouse) -> None:
    """§3: a reply that the document does not allow would be an error of ours."""
    known = ids(busy)
    for path in LISTS.values():
        assert every(busy, path.format(**known))


def test_lots_hold_what_receipts_and_shipments_left_in_them(busy: Warehouse) -> None:
    """§5.4 and §5.5: the adjustments of a lot add up to its count, those of an item to on_hand."""
    by_lot: Counter[int] = Counter()
    by_item: Counter[int] = Counter()
    for row in every(busy, f"/reports/activities?{TIMES}"):
        by_lot[row["active_stock_id"]] += Decimal(row["change"])  # type: ignore[assignment]
        by_item[row["inventory_id"]] += Decimal(row["change"])  # type: ignore[assignment]
    for item in every(busy, "/inventory"):
        lots = every(busy, f"/inventory/{item['id']}/stocks")
        for lot in lots:
            assert Decimal(lot["count"]) == by_lot[lot["id"]], lot["lot_code"]
        counted = [lot for lot in lots if lot["status"] != "inactive"]
        assert sum(Decimal(lot["count"]) for lot in counted) == Decimal(item["on_hand"])
        assert sum(Decimal(lot["count"]) for lot in lots) == by_item[item["id"]], item["name"]


def test_shipments_took_from_lots_what_they_say(busy: Warehouse) -> None:
    """§3.10 and §5.5: each pick is an adjustment, and each unit shipped was picked."""
    changes = {
        row["id"]: row
        for row in every(busy, f"/reports/activities?{TIMES}&activity_types=shipment")
    }
    for shipment in every(busy, "/shipments"):
        for line in shipment["shipment_items"]:
            for pick in line["auto_ship"]:
                row = changes.pop(pick["adjustment_id"])
                assert (row["change"], row["order_id"]) == (pick["change"], shipment["order_id"])
    # The shipment that was reversed is gone; what it took came back.
    back = every(busy, f"/reports/activities?{TIMES}&activity_types=shipment%20reversed")
    assert {row["order_id"] for row in changes.values()} == {None}
    assert [(row["active_stock_id"], Decimal(row["change"])) for row in changes.values()] == [
        (row["active_stock_id"], -Decimal(row["change"])) for row in back
    ]


def test_orders_total_what_their_lines_cost(busy: Warehouse) -> None:
    """§5.6: subtotal, not rounded, and total, of orders, invoices, quotes and credits."""
    for kind, path in (("order", "/orders"), ("invoice", "/invoices"), ("quote", "/quotes")):
        for row in every(busy, path):
            lines = [Decimal(x["count"]) * Decimal(x["cost"]) for x in row[f"{kind}_items"]]
            custom = [
                Decimal(x["count"]) * Decimal(x["unit_price"])
                for x in row.get("custom_line_items", [])
            ]
            assert sum(lines) + sum(custom) == Decimal(row["subtotal"])
            rest = [Decimal(row[name] or 0) for name in ("tax", "shipping", "discount")]
            total = Decimal(row["subtotal"]) + rest[0] + rest[1] - rest[2]
            assert total.quantize(Decimal("0.01")) == Decimal(row["total"])


def test_orders_of_every_kind_are_there(busy: Warehouse) -> None:
    """§5.2: open, aged, shipped, in part, canceled, on hold; custom lines, an item without SKU."""
    shipped = {row["order_id"] for row in every(busy, "/shipments")}
    orders = every(busy, "/orders")
    aged = [o for o in orders if o["order_date"] < "2025-12-15" and o["id"] not in shipped]
    assert {"open", "on hold"} <= {order["status"] for order in aged if order["id"] > 1000}
    statuses = Counter(order["status"] for order in orders)
    assert statuses["complete"] > 25
    assert statuses["open"] > 8
    assert statuses["canceled"] == 2
    canceled = [order for order in orders if order["status"] == "canceled"]
    assert [order["id"] in shipped for order in canceled] == [True, False]
    assert any(o["status"] == "open" and o["id"] in shipped for o in orders)
    assert any(order["custom_line_items"] for order in orders if order["id"] > 1000)
    assert any(line["sku"] is None for order in orders for line in order["order_items"])


def test_the_business_lies_in_the_weeks_before_the_world_begins(busy: Warehouse) -> None:
    """§7: from forty-five days before to yesterday, in the order of the ids."""
    now = parse_instant("2026-01-05T09:00:00Z")
    days = 45 * 86_400_000
    for path in ("/orders", "/shipments", "/invoices", "/quotes", "/purchases"):
        rows = [row for row in every(busy, path) if row["id"] > 1000]
        created = [row["created_at"] for row in rows]
        assert created == sorted(created), path
        for row in rows:
            assert now - days <= parse_instant(row["created_at"]) <= now, path
            assert parse_instant(row["created_at"]) <= parse_instant(row["updated_at"]) <= now


def test_no_lot_was_picked_before_it_came_in(busy: Warehouse) -> None:
    """§5.1: the business happens in the order of time."""
    world = busy.sandbox.world()
    assert (
        world.all(
            "SELECT a.id FROM wherefour_adjustment a JOIN wherefour_stock s ON s.id = a.stock_id"
            " WHERE s.id > 1000 AND a.created_at < s.created_at"
        )
        == []
    )


def test_a_busy_world_is_the_same_each_time_and_leaves_the_ledger_empty() -> None:
    """Determinism: the same seed, the same rows; the ledger begins with the world."""
    with Sandbox(SIMULATORS, seed_set="busy") as one, Sandbox(SIMULATORS, seed_set="busy") as two:
        tables = [row["name"] for row in one.world().all("SELECT name FROM sqlite_master")]
        for table in (name for name in tables if name.startswith("wherefour_")):
            if one.world().value("SELECT type FROM sqlite_master WHERE name = ?", (table,)) == (
                "table"
            ):
                rows = f"SELECT * FROM {table}"
                assert one.world().all(rows) == two.world().all(rows), table
        assert one.world().value("SELECT count(*) FROM ledger") == 0


def test_scale_multiplies_the_catalogue_and_not_the_business() -> None:
    """§7: two catalogues, one business."""
    with Sandbox([SIMULATOR], seed_set="busy", scale=2) as twice:
        count = twice.world().value
        assert count("SELECT count(*) FROM wherefour_order") == 53
        assert count("SELECT count(*) FROM wherefour_inventory") == 7 + 2 * 71 + 9


def test_the_catalogues_stock_is_what_it_is_without_the_business(busy: Warehouse) -> None:
    """§7: the business deals in goods of its own."""
    stock = (
        "SELECT place, sku, physical, sellable FROM v_stock WHERE simulator = 'wherefour'"
        " AND sku NOT LIKE 'WHS-%' ORDER BY place, sku, good"
    )
    with Sandbox(SIMULATORS) as quiet:
        assert busy.sandbox.world().all(stock) == quiet.world().all(stock)


def test_the_shipped_part_of_every_order_is_what_its_shipments_sum_to(busy: Warehouse) -> None:
    """Duties D1 and D5: what the referee reads of orders and of shipments agrees."""
    world = busy.sandbox.world()
    for order in world.all(
        "SELECT id, sum(shipped) AS shipped, sum(ordered) AS ordered FROM v_orders"
        " WHERE simulator = 'wherefour' GROUP BY id"
    ):
        quantity = world.value(
            "SELECT coalesce(sum(quantity), 0) FROM v_shipments"
            " WHERE simulator = 'wherefour' AND order_id = ?",
            (order["id"],),
        )
        assert quantity == order["shipped"] <= order["ordered"]
