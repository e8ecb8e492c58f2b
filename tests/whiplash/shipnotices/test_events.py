"""Staff receive goods: all of them, some, damaged ones, unannounced ones.

Source: docs/reference/whiplash.md §2.5, §2.6, §3.4, §5.3.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import announced, read_notice

OTHER = "TESTSKU"
COUNTS = ("quantity", "quantity_good", "quantity_damaged")


def receive(lash: Lash, notice: dict[str, Any], **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = lash.event("receive_shipnotice", shipnotice_id=notice["id"], **more)
    return told


def counted(lash: Lash, notice: dict[str, Any]) -> list[tuple[int, ...]]:
    return [
        tuple(line[n] for n in COUNTS) for line in read_notice(lash, notice)["shipnotice_items"]
    ]


def shelf(lash: Lash, sku: str = SKU) -> int:
    return lash.quantities(lash.item(sku))["San Francisco"][0]


def test_a_notice_received_whole_is_completed_and_its_units_are_available(lash: Lash) -> None:
    """§5.3: 150 arrived_at, 200, 300 completed_at."""
    before, lying = lash.item(SKU)["quantity"], shelf(lash)
    made = announced(lash, 10)
    told = receive(lash, made, received_by="123")
    now = read_notice(lash, made)
    assert (told["status"], now["status"], now["status_name"]) == (300, 300, "Completed")
    assert now["arrived_at"] is not None
    assert now["completed_at"] is not None
    assert now["received_by"] == "123"
    assert counted(lash, made) == [(10, 10, 0)]
    assert lash.item(SKU)["quantity"] == before + 10
    assert shelf(lash) == lying + 10


def test_stock_rises_line_by_line_before_the_notice_is_completed(lash: Lash) -> None:
    """§5.3, §2.5: each line writes its transaction with the running balance."""
    before = lash.item(SKU)["quantity"]
    made = announced(lash, 10, 5)
    first, second = (line["id"] for line in made["shipnotice_items"])
    lash.event("arrive_shipnotice", shipnotice_id=made["id"])
    assert read_notice(lash, made)["status"] == 150
    assert lash.item(SKU)["quantity"] == before
    receive(lash, made, lines=[{"shipnotice_item_id": first, "quantity_good": 4}])
    assert (read_notice(lash, made)["status"], lash.item(SKU)["quantity"]) == (200, before + 4)
    assert read_notice(lash, made)["completed_at"] is None
    receive(lash, made, lines=[{"shipnotice_item_id": second, "quantity_good": 5}])
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 6}])
    assert counted(lash, made) == [(10, 10, 0), (5, 5, 0)]
    assert read_notice(lash, made)["status"] == 300
    rows = lash.transactions(lash.item(SKU), incoming="true", limit=3)
    assert [(row["change"], row["quantity"]) for row in rows] == [
        (6, before + 15), (5, before + 9), (4, before + 4),
    ]  # fmt: skip
    assert rows[0]["description"] == "Inventory Received from Acme, + 6"
    assert {row["shipnotice_id"] for row in rows} == {made["id"]}


def test_damaged_units_do_not_become_available(lash: Lash) -> None:
    """§5.3: they are only counted."""
    before = lash.item(SKU)["quantity"]
    made = announced(lash, 10)
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 7, "quantity_damaged": 3}])
    assert counted(lash, made) == [(10, 7, 3)]
    assert read_notice(lash, made)["status"] == 300
    assert lash.item(SKU)["quantity"] == before + 7
    spoiled = announced(lash, 2)
    receive(lash, spoiled, lines=[{"sku": SKU, "quantity_damaged": 2}])
    assert lash.item(SKU)["quantity"] == before + 7
    assert len(lash.transactions(lash.item(SKU), incoming="true", since_id=0, limit=1)) == 1


def test_finalize_completes_a_short_notice_or_keeps_a_full_one_open(lash: Lash) -> None:
    """§3.4: as in the vendor's own simulate call."""
    short, full = announced(lash, 10), announced(lash, 10)
    receive(lash, short, lines=[{"sku": SKU, "quantity_good": 1}], finalize=True)
    receive(lash, full, finalize=False)
    assert (read_notice(lash, short)["status"], read_notice(lash, full)["status"]) == (300, 200)
    receive(lash, full)
    assert read_notice(lash, full)["status"] == 300
    assert counted(lash, full) == [(10, 10, 0)]


def test_randomize_receiving_loses_some_units_repeatably(lash: Lash) -> None:
    """§3.4: chance follows from the world's seed."""
    made = announced(lash, *[100] * 8)
    lash.sandbox.snapshot("before")
    first = receive(lash, made, randomize_receiving=True, finalize=True)["lines"]
    lash.sandbox.restore("before")
    assert receive(lash, made, randomize_receiving=True, finalize=True)["lines"] == first
    lost = [100 - line["quantity_good"] - line["quantity_damaged"] for line in first]
    assert all(0 <= each <= 20 for each in lost)
    assert any(lost)
    assert any(line["quantity_damaged"] for line in first)


def test_more_units_than_expected_may_arrive(lash: Lash) -> None:
    """§5.3: the counts are of what arrived."""
    before = lash.item(SKU)["quantity"]
    made = announced(lash, 10)
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 12}])
    assert counted(lash, made) == [(10, 12, 0)]
    assert lash.item(SKU)["quantity"] == before + 12


def test_unexpected_goods_get_a_notice_and_wait_on_it(lash: Lash) -> None:
    """§5.3: status 25; without a sender the transaction names the merchant."""
    before = lash.item(SKU)["quantity"]
    told = lash.event("receive_unexpected", lines=[{"sku": SKU, "quantity": 3}])
    notice = {"id": told["shipnotice_id"]}
    now = read_notice(lash, notice)
    assert (now["status_name"], now["sender"], now["warehouse_id"]) == ("Unexpected", None, 1)
    assert now["arrived_at"] is not None
    assert lash.item(SKU)["quantity"] == before
    receive(lash, notice)
    merchant = lash.world("SELECT name FROM whiplash_customer")[0]["name"]
    row = lash.transactions(lash.item(SKU))[0]
    assert row["description"] == f"Inventory Received from {merchant}, + 3"
    assert read_notice(lash, notice)["arrived_at"] == now["arrived_at"]


def test_published_lines_sell_before_they_arrive(lash: Lash) -> None:
    """§2.6, §5.3: they are sellable, not projected, until they are shelved."""
    item = lash.item(SKU)
    shelved, projected, sellable = lash.quantities(item)["San Francisco"]
    line = {"item_id": item["id"], "quantity": 10, "include_in_published": True}
    made = announced(lash, shipnotice_items=[line])
    assert lash.quantities(item)["San Francisco"] == (shelved, projected, sellable + 10)
    assert lash.item(SKU)["quantity"] == item["quantity"]
    said = [{"sku": SKU, "quantity_good": 6, "quantity_damaged": 1}]
    receive(lash, made, lines=said)
    assert lash.quantities(item)["San Francisco"] == (shelved + 6, projected + 6, sellable + 9)
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 1}], finalize=True)
    assert lash.quantities(item)["San Francisco"] == (shelved + 7, projected + 7, sellable + 7)


def test_inbound_items_are_those_expected_on_open_notices(empty: Lash) -> None:
    """§5.3, §2.2: status below 300, not given up, and some units still to come."""
    item = {"item_id": empty.item(OTHER)["id"], "quantity": 10}
    assert empty.ids("/items/inbound") == []
    made = announced_of(empty, item)
    assert empty.ids("/items/inbound") == [item["item_id"]]
    receive(empty, made, lines=[{"sku": OTHER, "quantity_good": 4}])
    assert empty.ids("/items/inbound") == [item["item_id"]]
    receive(empty, made)
    assert empty.ids("/items/inbound") == []
    lost = announced_of(empty, item)
    empty.event("set_shipnotice_aside", shipnotice_id=lost["id"], status="never_received")
    assert empty.ids("/items/inbound") == []
    assert read_notice(empty, lost)["status_name"] == "Never Received"


def announced_of(lash: Lash, line: dict[str, Any]) -> dict[str, Any]:
    body = {"sender": "Acme", "shipnotice_items": [line]}
    made: dict[str, Any] = lash.send("POST", "/shipnotices", json=body).json()
    return made


def test_a_notice_with_a_problem_can_still_be_received(lash: Lash) -> None:
    """§5.1: status 250."""
    made = announced(lash, 10)
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 1}])
    lash.event("set_shipnotice_aside", shipnotice_id=made["id"], status="problem")
    assert read_notice(lash, made)["status_name"] == "Problem"
    receive(lash, made)
    assert counted(lash, made) == [(10, 10, 0)]


def test_a_refused_reception_leaves_no_trace(lash: Lash) -> None:
    """§5.3: a completed notice, a line of another one, a bundle, an unknown notice."""
    made = announced(lash, 10)
    for lines in ([{"sku": "NOPE", "quantity_good": 1}], [{"item_id": 999_999}]):
        with pytest.raises(NotFound):
            receive(lash, made, lines=lines)
    assert read_notice(lash, made)["status"] == 100
    receive(lash, made)
    for event in ("receive_shipnotice", "arrive_shipnotice"):
        with pytest.raises(Conflict):
            lash.event(event, shipnotice_id=made["id"])
    with pytest.raises(Conflict):
        lash.event("set_shipnotice_aside", shipnotice_id=made["id"], status="problem")
    with pytest.raises(NotFound):
        receive(lash, {"id": 999_999})
    late = announced(lash, 10)
    lash.send("PUT", f"/items/{lash.item(SKU)['id']}", 204, json={"is_bundle": True})
    with pytest.raises(Conflict):
        receive(lash, late)
    assert counted(lash, late) == [(10, 0, 0)]


def test_the_ledger_and_the_referee_see_shelved_units_only(lash: Lash) -> None:
    """duties.md D1: damaged units are not sellable."""
    sql = (
        "SELECT physical / 1000000 AS units FROM v_stock"
        " WHERE simulator = 'whiplash' AND sku = ? AND place = 'San Francisco'"
    )
    (before,) = lash.world(sql, SKU) or [{"units": 0}]
    made = announced(lash, 10)
    receive(lash, made, lines=[{"sku": SKU, "quantity_good": 7, "quantity_damaged": 3}])
    assert lash.world(sql, SKU) == [{"units": before["units"] + 7}]
    (row,) = lash.world("SELECT delta, after FROM ledger WHERE what = 'stock'")
    assert row == {"delta": 7_000_000, "after": (before["units"] + 7) * 1_000_000}
