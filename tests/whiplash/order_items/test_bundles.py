"""Bundles in orders. Source: docs/reference/whiplash.md §2.5, §4; docs/reference/duties.md D1."""

from typing import Any

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import (
    KIT,
    PINS,
    TEE,
    TEE_L,
    count,
    ledger,
    lines,
    newest_transaction,
    order,
    referee,
    reload,
)


def asked(lash: Lash, made: dict[str, Any]) -> dict[str, int]:
    """Return the units by SKU that an order demands, as the referee sees them."""
    rows = lash.world(
        "SELECT sku, ordered / 1000000 AS n FROM v_orders WHERE simulator = 'whiplash' AND id = ?",
        made["id"],
    )
    return {row["sku"]: row["n"] for row in rows}


def test_a_bundle_becomes_lines_of_its_components(lash: Lash) -> None:
    """§4, §2.5: transactions are of components, none is of the bundle."""
    before = {sku: count(lash, sku) for sku in (TEE, SKU, KIT)}
    rows = len(lash.transactions(lash.item(KIT)))
    made = order(lash, {KIT: 3, SKU: 2})
    assert lines(made) == [(TEE, 3), (SKU, 3), (SKU, 2)]
    assert (count(lash, TEE), count(lash, SKU)) == (before[TEE] - 3, before[SKU] - 5)
    assert newest_transaction(lash, SKU)[0] == -5
    assert len(lash.transactions(lash.item(KIT))) == rows
    assert count(lash, KIT) == min(before[TEE] - 3, before[SKU] - 5)


def test_a_later_change_of_the_bundle_changes_no_order(lash: Lash) -> None:
    """§4."""
    made = order(lash, {PINS: 1})
    kit = lash.item(PINS)["id"]
    part = lash.item(TEE)["id"]
    lash.insert("bundle_item", bundle_id=kit, item_id=part, quantity=1, created_at=0, updated_at=0)
    assert reload(lash, made) == made
    assert len(order(lash, {PINS: 1})["order_items"]) == len(made["order_items"]) + 1


def test_an_empty_bundle_cannot_be_ordered(lash: Lash) -> None:
    """§4 leaves it open; an order that silently lacks a line would be worse."""
    item = lash.create(sku="VOID", is_bundle=True)
    answer = lash.send("POST", "/orders", 422, json={"order_items": [{"item_id": item["id"]}]})
    assert list(answer.json()["errors"]) == ["base"]


def test_the_referee_sees_the_bundle_that_was_ordered(lash: Lash) -> None:
    """D1: the free units of each SKU are its `quantity`, ordered as a bundle or not."""
    made = order(lash, {KIT: 2, SKU: 1}, originator_id="R9")
    assert asked(lash, made) == {KIT: 2, SKU: 1}
    free = {sku: count(lash, sku) for sku in (KIT, SKU, TEE)}
    assert {sku: referee(lash, sku) for sku in free} == free
    for status in ("batched", "packed", "shipped"):
        lash.event("process_order", order_id=made["id"], status=status)
        assert {sku: referee(lash, sku) for sku in free} == free
        assert {sku: count(lash, sku) for sku in free} == free
    assert sorted(ledger(lash, "demand")) == [(None, KIT, "R9", 2), (None, SKU, "R9", 1)]
    assert sorted(ledger(lash, "shipment")) == [(None, KIT, "R9", 2), (None, SKU, "R9", 1)]


def test_a_bundle_with_a_changed_line_counts_as_its_components(lash: Lash) -> None:
    """§4, D1: sending an order back unchanged changes nothing."""
    made = order(lash, {KIT: 2, TEE_L: 1})
    lash.send("PUT", f"/orders/{made['id']}", 204, json=made)
    assert asked(lash, made) == {KIT: 2, TEE_L: 1}
    lash.send("DELETE", f"/order_items/{made['order_items'][0]['id']}", 204)
    assert asked(lash, made) == {SKU: 2, TEE_L: 1}
    assert referee(lash, KIT) == count(lash, KIT)
