"""The account of a busy world: docs/reference/warehouse-module.md §1.7, §4 to §7, duties.md."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.retailcrm import SIMULATOR
from stocktake.web.operations import Operation, build_table
from stocktake.web.sandbox import Sandbox

from tests.retailcrm.support import Crm

ROOT = Path(__file__).resolve().parents[2]
# Without pages: what an account is set up with (§6), and what a request names (§7.7).
FIXED = {
    "get_stores", "get_sites", "get_statuses", "get_status_groups", "get_product_statuses",
    "get_units", "get_price_types", "get_orders_statuses", "api_versions", "credentials",
    "system_info",
}  # fmt: skip


@pytest.fixture(scope="module")
def busy() -> Iterator[Crm]:
    """A client of a busy account; these tests only read."""
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        yield Crm(sandbox)


def readings() -> list[Operation]:
    """Return the operations of the document that read and name nothing in their path."""
    (api,) = SIMULATOR.apis
    table = build_table(api)
    return [o for o in table.operations if o.method == "GET" and "{" not in o.template]


def key_of(operation: Operation) -> str:
    """Return the name under which a list stands in its answer."""
    schema = operation.raw["responses"]["200"]["content"]["application/json"]["schema"]
    return str(schema["required"][-1])


def rows_of(crm: Crm, path: str, key: str, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of every page of a list, at its default size."""
    rows: list[dict[str, Any]] = []
    page = 1
    while True:
        answer = crm.get(path, **query, page=page).json()
        rows += answer[key]
        if page >= answer["pagination"]["totalPageCount"]:
            return rows
        page += 1


@pytest.fixture(scope="module")
def orders(busy: Crm) -> list[dict[str, Any]]:
    return rows_of(busy, "/v5/orders", "orders")


@pytest.mark.parametrize("operation", readings(), ids=lambda o: o.id)
def test_every_list_has_two_pages_or_is_fixed(busy: Crm, operation: Operation) -> None:
    """§1.7: at the default size, for a key that sees every shop and for one that sees one."""
    if operation.id in FIXED:
        assert "pagination" not in str(operation.raw["responses"]["200"])
        return
    path, key = operation.template.removeprefix("/api"), key_of(operation)
    for client in (busy, busy.second):
        if client is not busy and operation.id == "get_product_groups":
            continue  # a shop has 17, one for each category of its goods
        pagination = client.get(path).json()["pagination"]
        assert pagination["limit"] == 20
        assert pagination["totalPageCount"] >= 2
        rows = rows_of(client, path, key)
        names = [row.get("id", row.get("code")) for row in rows]
        assert len(rows) == len(set(names)) == pagination["totalCount"]


def test_the_page_of_the_docs_counts_orders_and_properties(
    busy: Crm, orders: list[dict[str, Any]]
) -> None:
    """docs/retailcrm.md says what a busy account holds; so do these lists (§5.3, §7.2)."""
    page = " ".join((ROOT / "docs" / "retailcrm.md").read_text().split())
    properties = busy.get("/v5/store/products/properties").json()["pagination"]["totalCount"]
    assert f"{len(orders)} orders (new, confirmed" in page
    assert f"{properties} properties" in page
    assert busy.sandbox.world().value("SELECT count(*) FROM retailcrm_module") == 0


def test_orders_are_of_every_kind(busy: Crm, orders: list[dict[str, Any]]) -> None:
    """§6: open and fresh, open and weeks old, under way, shipped, complete, cancelled."""
    now = busy.get("/v5/orders/history").json()["generatedAt"]
    open_ = [order["createdAt"] for order in orders if order["status"] == "new"]
    assert min(open_) < "2025-12-22" < max(open_) < now
    found = Counter((order["status"], order["shipped"]) for order in orders)
    for kind in (
        ("new", False), ("assembling", False), ("delivering", True), ("complete", True),
        ("cancel-other", False),
    ):  # fmt: skip
        assert found[kind] >= 2, kind
    stores = {order["shipmentStore"] for order in orders}
    assert stores == {"wherefour", "wholecell", "whiplash"}
    assert {order["site"] for order in orders} == {"shop-us", "shop-eu"}


def test_some_goods_of_orders_are_known_to_no_warehouse(
    busy: Crm, orders: list[dict[str, Any]]
) -> None:
    """§7.4: an offer that only the shop has, and a mere name."""
    strange = [order for order in orders if order.get("externalId", "").startswith("market-")]
    assert [order["status"] for order in strange] == ["new", "new"]
    names = [order["items"][0] for order in strange]
    assert names[0]["productName"] == "Gift wrapping"
    assert names[1]["offer"]["externalId"] == "GIFT-CARD-25"
    known = busy.sandbox.world().all(
        "SELECT count(*) AS n FROM v_stock WHERE sku = 'GIFT-CARD-25' AND simulator <> 'retailcrm'"
    )
    assert known == [{"n": 0}]


def test_the_shops_show_stock_by_store(busy: Crm) -> None:
    """§4.1: with cost prices; a total is the sum of its stores."""
    offers = rows_of(busy, "/v5/store/inventories", "offers", **{"filter[details]": 1})
    shown = [offer for offer in offers if offer["quantity"]]
    assert len(shown) > 100
    assert {stock["store"] for offer in shown for stock in offer["stores"]} == {
        "wherefour", "wholecell", "whiplash",
    }  # fmt: skip
    for offer in offers:
        assert offer["quantity"] == sum(stock["quantity"] for stock in offer["stores"])
    assert all(offer["purchasePrice"] > 0 for offer in shown)


def test_sums_and_histories_agree_with_the_orders(busy: Crm, orders: list[dict[str, Any]]) -> None:
    """§7.1, §7.8: what the records say last is what the order shows."""
    history = rows_of(busy, "/v5/orders/history", "history")
    assert [record["id"] for record in history] == list(range(1, len(history) + 1))
    times = [record["createdAt"] for record in history]
    assert times == sorted(times)
    assert {record["source"] for record in history} == {"api", "user"}
    for order in orders:
        records = [record for record in history if record["order"]["id"] == order["id"]]
        assert (records[0]["created"], records[0]["createdAt"]) == (True, order["createdAt"])
        last = {record["field"]: record["newValue"] for record in records}
        assert last["status"] == {"code": order["status"]}
        assert last.get("shipped", False) == order["shipped"]
        assert last.get("shipment_date") == order.get("shipmentDate")
        goods = sum(item["initialPrice"] * item["quantity"] for item in order["items"])
        assert order["summ"] == pytest.approx(goods)
        assert order["customer"]["createdAt"] <= order["createdAt"] <= order["statusUpdatedAt"]
        assert not order["shipped"] or order["createdAt"][:10] <= order["shipmentDate"]


def test_packs_agree_with_their_history_and_with_the_leftovers(busy: Crm) -> None:
    """§7.9: set aside, invoiced, put back; never more than the store shows."""
    packs = rows_of(busy, "/v5/orders/packs", "packs")
    history = rows_of(busy, "/v5/orders/packs/history", "history")
    times = [record["createdAt"] for record in history]
    assert times == sorted(times)
    made = {record["pack"]["id"] for record in history if record.get("created")}
    gone = {record["pack"]["id"] for record in history if record.get("deleted")}
    assert gone
    assert {pack["id"] for pack in packs} == made - gone
    assert {"store", "shipmentDate", "invoiceNumber"} == {record["field"] for record in history}
    open_packs = busy.sandbox.world().all(
        "SELECT item.offer_id, pack.store, sum(pack.quantity) AS aside FROM retailcrm_pack pack"
        " JOIN retailcrm_order_item item ON item.id = pack.item_id"
        " JOIN retailcrm_order crm_order ON crm_order.id = item.order_id"
        " WHERE NOT crm_order.shipped GROUP BY 1, 2"
    )
    for row in open_packs:
        query = "SELECT quantity FROM retailcrm_inventory WHERE offer_id = {} AND store = '{}'"
        (shown,) = busy.sandbox.world().all(query.format(row["offer_id"], row["store"]))
        assert row["aside"] <= shown["quantity"]


def test_nothing_happened_in_the_future_or_before_the_account_was_opened(busy: Crm) -> None:
    """Every time of the account lies in the weeks before the world's present."""
    world = busy.sandbox.world()
    now = world.clock.read()
    opened = world.value("SELECT created_at FROM retailcrm_account")
    for table, stamp in (
        ("order", "created_at"), ("order", "status_updated_at"), ("history", "created_at"),
        ("pack", "created_at"), ("pack_history", "created_at"), ("order_item", "created_at"),
        ("product", "updated_at"), ("customer", "created_at"),
    ):  # fmt: skip
        times = world.all(f"SELECT {stamp} AS at FROM retailcrm_{table}")
        assert all(opened <= row["at"] <= now for row in times), table
    assert now - opened < 50 * 24 * 3_600_000


def test_an_engine_can_work_on_from_there(busy: Crm) -> None:
    """§7.6: it registers, ships an order that is open, and the shop goes on selling."""
    with Sandbox(SIMULATORS, seed_set="busy") as sandbox:
        crm = Crm(sandbox)
        crm.register()
        aged = crm.get("/v5/orders", "filter[extendedStatus][]=new&limit=100").json()["orders"][-1]
        answer = crm.edit(
            aged["id"], site=aged["site"], shipped=True, shipmentStore=aged["shipmentStore"],
            shipmentDate="2026-01-05",
        )  # fmt: skip
        assert answer.status == 200
        lines = [{"sku": aged["items"][0]["offer"]["externalId"], "quantity": 1}]
        placed = sandbox.event("retailcrm", "place_order", store=aged["shipmentStore"], lines=lines)
        assert placed["id"] == max(order["id"] for order in crm.get("/v5/orders").json()["orders"])


def test_a_busy_world_is_the_same_each_time_and_scale_adds_goods_only() -> None:
    """The business is that of one catalogue, however many copies there are."""
    (first, again, scaled) = (
        rows_of_world(seed_set="busy", now="2026-02-01T12:00:00Z", scale=scale)
        for scale in (1, 1, 3)
    )
    assert first == again
    assert len(scaled["retailcrm_offer"]) > 2 * len(first["retailcrm_offer"])
    for table in ("order", "order_item", "history", "pack", "pack_history", "inventory"):
        assert len(scaled[f"retailcrm_{table}"]) == len(first[f"retailcrm_{table}"])


def rows_of_world(**config: Any) -> dict[str, list[Any]]:
    """Return the rows of every table of RetailCRM in a new world."""
    with Sandbox([SIMULATOR], **config) as sandbox:
        world = sandbox.world()
        names = world.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'retailcrm_%'"
        )
        return {row["name"]: world.all(f"SELECT * FROM {row['name']}") for row in names}


@pytest.mark.parametrize("seed_set", ["documented", "catalogue", "both", "shelf"])
def test_other_seed_sets_know_nothing_of_business(seed_set: str) -> None:
    """Worlds of `check` begin without an order, and with no number shown."""
    with Sandbox([SIMULATOR], seed_set=seed_set) as sandbox:
        world = sandbox.world()
        for table in ("order", "history", "pack", "inventory"):
            assert world.value(f"SELECT count(*) FROM retailcrm_{table}") == 0
        properties = world.value("SELECT count(*) FROM retailcrm_property")
        assert properties == (0 if seed_set == "documented" else 2)
