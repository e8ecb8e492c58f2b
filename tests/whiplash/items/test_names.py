"""SKUs change, and goods stay the same; what a bundle consists of; another key.

Source: docs/reference/whiplash.md §1.1, §2.2 to §2.4, §4, §6; docs/reference/duties.md D21.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import KIT, PINS, TEE, lines, order, reload


def names(lash: Lash) -> list[tuple[Any, ...]]:
    """Return the ledger's notes of new names: good and SKU."""
    rows = lash.world("SELECT good, sku, delta FROM ledger WHERE what = 'renamed' ORDER BY seq")
    return [tuple(row.values()) for row in rows]


def test_a_renamed_item_is_the_same_good(lash: Lash) -> None:
    """§2.2, duty D21: it is found by the new SKU, seen as changed, and noted by its id."""
    item = lash.item(SKU)
    assert lash.event("rename_item", sku=SKU, to="MUG-12") == {
        "item_id": item["id"], "sku": "MUG-12",
    }  # fmt: skip
    now = lash.item("MUG-12")
    assert (now["id"], now["quantity"]) == (item["id"], 60)
    assert (now["updated_at"], lash.ids()[0]) == ("2026-01-05T04:00:00-05:00", item["id"])
    assert lash.get(f"/items/sku/{SKU}") == []
    assert names(lash) == [(str(item["id"]), "MUG-12", None)]


def test_a_line_keeps_the_sku_that_it_was_made_with(lash: Lash) -> None:
    """§4: a line has an SKU of its own beside its item's id; parts go by either."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    lash.event("rename_item", sku=SKU, to="MUG-12")
    assert lines(reload(lash, made)) == [(SKU, 3)]
    for sku in (SKU, "MUG-12"):
        named = [{"sku": sku, "quantity": 1}]
        lash.event("cancel_order", originator_id="R1", lines=named)
    lash.event("process_order", originator_id="R1", status="shipped")
    good = str(lash.item("MUG-12")["id"])
    rows = lash.world("SELECT good, shipped FROM v_orders WHERE simulator = 'whiplash'")
    assert [tuple(row.values()) for row in rows] == [(good, 1_000_000)]


def test_every_new_name_of_an_item_is_noted(lash: Lash) -> None:
    """§2.3, §2.4: made, changed by a client, deactivated; what changes nothing is not noted."""
    made = lash.create(title="Thing", sku="THING")
    path, good = f"/items/{made['id']}", str(made["id"])
    for body in ({"sku": "THING-2"}, {"sku": "THING-2"}, {"title": "A thing"}):
        lash.send("PUT", path, 204, json=body)
    for _ in range(2):
        lash.send("DELETE", path, 204)
    lash.send("PUT", path, 204, json={"sku": "THING-3"})
    assert names(lash) == [(good, "THING", None), (good, "THING-2", None), (good, None, None)]


def test_a_bundle_can_be_renamed_and_an_sku_must_name_one_item(lash: Lash) -> None:
    """§2.2: SKUs may repeat, and a rename may make them."""
    lash.event("rename_item", sku=PINS, to="PINS")
    assert lash.item("PINS")["quantity"] == 28
    with pytest.raises(NotFound):
        lash.event("rename_item", sku=PINS, to="X")
    with pytest.raises(Conflict):
        lash.event("rename_item", sku="STKR-LOGO-3", to="X")
    lash.event("rename_item", sku=SKU, to=TEE)
    with pytest.raises(Conflict):
        lash.event("rename_item", sku=TEE, to="X")


def test_twins_are_two_goods(lash: Lash) -> None:
    """Duty D21: case counts, in the path and in a filter."""
    small, large = lash.item(TEE.lower()), lash.item(TEE)
    assert (small["quantity"], large["quantity"]) == (11, 55)
    assert lash.ids(sku=TEE.lower()) == [small["id"]] != [large["id"]]


def test_the_referee_knows_what_a_bundle_consists_of(lash: Lash) -> None:
    """§6, duty D21: as it is today; an item that is no bundle any more has no parts."""
    goods = {row["good"]: row["sku"] for row in lash.world("SELECT good, sku FROM v_stock")}

    def parts() -> list[tuple[Any, ...]]:
        rows = lash.world("SELECT * FROM v_parts ORDER BY rowid")
        return [
            (row["simulator"], goods[row["bundle"]], goods[row["part"]], row["count"])
            for row in rows
        ]

    pins = [("whiplash", PINS, "PIN-LEAF", 5), ("whiplash", PINS, "TOTE-MARKET", 1)]
    kit = [("whiplash", KIT, TEE, 1), ("whiplash", KIT, SKU, 1)]
    assert sorted(parts()) == sorted(kit + pins)
    lash.send("PUT", f"/items/{lash.item(KIT)['id']}", 204, json={"is_bundle": False})
    assert sorted(parts()) == pins


def test_another_key_of_the_merchant_is_as_good_as_the_first(lash: Lash) -> None:
    """§1.1: both see and change the same account."""
    keys = [lash.event("issue_api_key")["api_key"] for _ in range(2)]
    assert len({*keys, lash.key}) == 3
    staff = Lash(lash.sandbox, keys[0])
    made = order(staff, {SKU: 1}, originator_id="R1")
    assert lash.get("/orders/originator/R1")["id"] == made["id"]
    assert staff.ids() == lash.ids()
    Lash(lash.sandbox, "no-key").send("GET", "/items", 401)
