"""A busy account: six weeks of business in every list. Source: docs/reference/whiplash.md §1 to §8.

That a default world shows life is a decision, and so is what that life is.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.documents import read_document
from stocktake.web.sandbox import Sandbox

from tests.whiplash.conftest import Lash
from tests.whiplash.support import referee

PAGE = 50
DAY_MS = 86_400_000
OWN = [simulator for simulator in SIMULATORS if simulator.name == "whiplash"]

# Every list, with what it wants to know: ids by the originator ids of the seeded records.
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "list_items": ("/items", {}),
    "find_items_by_sku": ("/items/sku", {"sku": "FRAMED-PRINT"}),
    "list_items_by_sku": ("/items/sku/FRAMED-PRINT", {}),
    "list_items_by_group": ("/items/group/archive-prints", {}),
    "list_inbound_items": ("/items/inbound", {}),
    "list_items_in_bundles": ("/items/in_bundles", {}),
    "list_bundles": ("/items/bundle_items", {}),
    "list_item_transactions": ("/items/{tee}/transactions", {"outgoing": "true"}),
    "list_item_transactions_by_originator": ("/items/originator/item-{tee}/transactions", {}),
    "list_orders": ("/orders", {}),
    "list_orders_by_status": ("/orders/status/delivered", {}),
    "list_order_items": ("/order_items", {"order_id": "{wholesale}"}),
    "list_shipnotices": ("/shipnotices", {}),
    "list_shipnotice_items": ("/shipnotice_items", {"shipnotice_id": "{prints}"}),
    "list_bundle_items": ("/bundle_items", {}),
    "list_web_hooks": ("/web_hooks", {}),
}
SHORT = {"list_web_hooks"}  # one hook is saved: a merchant has few


@pytest.fixture(scope="module")
def busy() -> Iterator[Lash]:
    """A busy account; no test of this file changes it."""
    with Sandbox(OWN, seed_set="busy") as sandbox:
        yield Lash(sandbox)


def lists_of_the_document() -> set[str]:
    """Return the operations that have pages."""
    paths = read_document("whiplash.yaml")["paths"].values()
    return {
        operation["operationId"]
        for item in paths
        for method, operation in item.items()
        if method == "get"
        and any(each.get("$ref", "").endswith("/page") for each in operation.get("parameters", ()))
    }


def walk(lash: Lash, operation: str) -> list[int]:
    """Return the sizes of the pages of a list, and check that no row comes twice."""
    path, query = LISTS[operation]
    ids = {
        "tee": lash.item("TEE-ALDER-M")["id"],
        "wholesale": lash.get("/orders/originator/WHOLESALE-7")["id"],
        "prints": lash.world("SELECT id FROM whiplash_shipnotice WHERE originator_id = 'PRINTS-2'")[
            0
        ]["id"],
    }
    asked = {name: value.format(**ids) for name, value in query.items()}
    pages: list[list[int]] = []
    while not pages or pages[-1]:
        pages.append(lash.ids(path.format(**ids), page=len(pages) + 1, **asked))
    seen = [row for page in pages for row in page]
    assert len(seen) == len(set(seen))
    return [len(page) for page in pages[:-1]]


def test_every_list_of_the_document_is_walked() -> None:
    """§1.5."""
    assert set(LISTS) == lists_of_the_document()


@pytest.mark.parametrize("operation", sorted(set(LISTS) - SHORT))
def test_a_list_of_a_busy_account_has_two_pages_at_its_default_size(
    busy: Lash, operation: str
) -> None:
    """§1.5: 50 rows a page."""
    sizes = walk(busy, operation)
    assert len(sizes) >= 2
    assert set(sizes[:-1]) == {PAGE}
    assert busy.ignored() == []


def test_counts_are_those_of_the_lists(busy: Lash) -> None:
    """§1.5: a bare number."""
    for resource in ("items", "orders", "shipnotices"):
        assert busy.get(f"/{resource}/count") == sum(walk(busy, f"list_{resource}"))


def test_one_web_hook_is_saved_that_went_off_and_hears_of_nothing(busy: Lash) -> None:
    """§8.1, §8.3: a hundred failures; its address is on this machine, and nobody listens."""
    (hook,) = busy.get("/web_hooks")
    assert (hook["active"], hook["failed_attempts"]) == (False, 100)
    assert hook["url"].startswith("http://127.0.0.1:9/")
    assert busy.sandbox.callbacks() == []
    with Sandbox(OWN, seed_set="busy") as sandbox:
        sandbox.event("whiplash", "process_order", originator_id="FORGOTTEN-1", status="shipped")
        assert sandbox.callbacks() == []


@pytest.mark.parametrize(
    ("name", "status", "days"),
    [
        ("WEB-1100", 100, 0), ("SHORT-1", 95, 33), ("FORGOTTEN-1", 100, 26), ("TOUR-1", 80, 20),
        ("STREET-1", 80, 6), ("MISLAID-1", 120, 19), ("PAUSED-1", 90, 12), ("REGRET-1", 40, 28),
        ("CLOSED-1", 45, 15), ("GIFT-1", 160, 1), ("OLD-SKU-1", 120, 0), ("WEB-1098", 300, 1),
        ("KIT-1", 350, 16), ("WHOLESALE-7", 350, 9),
    ],
)  # fmt: skip
def test_orders_of_every_state_and_age_are_there(
    busy: Lash, name: str, status: int, days: int
) -> None:
    """§3.3, §3.4."""
    order = busy.get(f"/orders/originator/{name}")
    assert order["status"] == status
    (row,) = busy.world("SELECT created_at FROM whiplash_order WHERE id = ?", order["id"])
    assert (busy.sandbox.world().clock.read() - row["created_at"]) // DAY_MS == days
    assert bool(order["tracking"]) == (status >= 300)


def test_one_order_has_a_line_with_an_sku_that_no_item_has(busy: Lash) -> None:
    """§3.2: a line names its item by id, so its SKU is the shop's own text."""
    (line,) = busy.get("/orders/originator/OLD-SKU-1")["order_items"]
    assert busy.get(f"/items/sku/{line['sku']}") == []
    assert busy.get(f"/items/{line['item_id']}")["sku"] == "MUG.CAMP.12OZ"


@pytest.mark.parametrize("status", [25, 100, 105, 150, 200, 250, 300])
def test_ship_notices_of_every_state_are_there(busy: Lash, status: int) -> None:
    """§5.1, §5.3."""
    assert busy.get("/shipnotices/count", status=status) >= 1


def test_a_ship_notice_is_partly_received(busy: Lash) -> None:
    """§5.3: lines that are on the shelf, one with a damaged unit, and lines still expected."""
    (notice,) = busy.get("/shipnotices", status=200)
    came = [
        (line["quantity"], line["quantity_good"], line["quantity_damaged"])
        for line in notice["shipnotice_items"]
    ]
    assert came[:6] == [(4, 4, 0)] * 4 + [(4, 2, 1), (4, 0, 0)]
    assert notice["completed_at"] is None


# What stock follows from


def test_stock_in_the_building_is_what_came_less_what_left(busy: Lash) -> None:
    """§2.6, §3.4, §5.3: good units of ship notices, less the lines of shipped orders."""
    rows = busy.world(
        "SELECT i.sku, coalesce((SELECT sum(quantity_good) FROM whiplash_shipnotice_item l"
        "   WHERE l.item_id = i.id), 0)"
        " - coalesce((SELECT sum(li.quantity) FROM whiplash_order_item li"
        "   JOIN whiplash_order o ON o.id = li.order_id"
        "   WHERE li.item_id = i.id AND o.shipped_on IS NOT NULL), 0) AS due,"
        " coalesce((SELECT sum(quantity) FROM whiplash_shelf s WHERE s.item_id = i.id), 0)"
        " + coalesce((SELECT sum(d.quantity) FROM whiplash_demand d"
        "   WHERE d.item_id = i.id AND d.batched), 0) AS held FROM whiplash_item i"
    )
    assert [row for row in rows if row["held"] != row["due"]] == []
    assert sum(row["held"] for row in rows) > 1_000


def test_what_is_promised_is_what_is_on_shelves_less_what_open_orders_hold(busy: Lash) -> None:
    """§2.6: an item's quantity is the sum of its warehouses' projected quantities."""
    for item in busy.get("/items", limit=250, is_bundle="false"):
        levels = busy.quantities(item).values()
        assert item["quantity"] == sum(projected for _, projected, _ in levels), item["sku"]
        assert all(shelf >= 0 for shelf, _, _ in levels), item["sku"]


def test_the_referee_sees_the_same_free_units(busy: Lash) -> None:
    """§2.6; docs/reference/duties.md D1: but for SKUs that several items share."""
    rows = busy.world("SELECT sku FROM whiplash_item WHERE sku IS NOT NULL GROUP BY sku")
    shared = {"STKR-LOGO-3", "FRAMED-PRINT"}
    for sku in {row["sku"] for row in rows} - shared:
        assert referee(busy, sku) == busy.item(sku)["quantity"], sku


def test_transactions_add_up_in_the_order_of_time(busy: Lash) -> None:
    """§2.5: each says the balance after it, and the newest one is the item's quantity."""
    for item in busy.world("SELECT * FROM whiplash_item WHERE NOT is_bundle"):
        rows = busy.world(
            "SELECT * FROM whiplash_item_transaction WHERE item_id = ? ORDER BY created_at, id",
            item["id"],
        )
        balance = 0
        for row in rows:
            balance += row["change"]
            assert row["quantity"] == balance, (item["sku"], row)
        assert balance == item["quantity"]


def test_all_of_it_lies_in_the_past(busy: Lash) -> None:
    """§1.4: but for what is expected."""
    now = busy.sandbox.world().clock.read()
    for table in ("order", "order_item", "shipnotice", "item", "item_transaction", "web_hook"):
        (row,) = busy.world(
            f"SELECT max(updated_at) AS last, min(created_at <= updated_at) AS ordered"
            f" FROM whiplash_{table}"
        )
        assert row["last"] <= now, table
        assert row["ordered"], table


# What a world is


def test_two_busy_worlds_are_the_same_and_begin_without_history() -> None:
    """§2.1: nothing of them is drawn but tokens, which follow from the seed."""
    with Sandbox(OWN, seed_set="busy", seed=7) as one, Sandbox(OWN, seed_set="busy", seed=7) as two:
        tables = [
            [row for row in sandbox.world().db.iterdump() if '"world"' not in row]
            for sandbox in (one, two)
        ]
        assert tables[0] == tables[1]
        assert one.request("GET", "/_sim/journal").json()["entries"] == []


def test_the_business_is_not_multiplied_by_scale() -> None:
    """§2.1: only the catalogue is."""
    with Sandbox(OWN, seed_set="busy") as one, Sandbox(OWN, seed_set="busy", scale=2) as two:
        assert Lash(one).get("/orders/count") == Lash(two).get("/orders/count")
        assert Lash(two).get("/items/count") == Lash(one).get("/items/count") + 36


def test_other_seed_sets_have_no_business() -> None:
    """§2.1: no orders, no hooks."""
    for seed_set in ("documented", "catalogue", "both", "shelf"):
        with Sandbox(OWN, seed_set=seed_set) as sandbox:
            lash = Lash(sandbox)
            assert (lash.get("/orders/count"), lash.get("/web_hooks")) == (0, [])
