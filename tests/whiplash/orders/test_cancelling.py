"""The warehouse's people cancel an order, or a part of it.

Source: docs/reference/whiplash.md §2.5, §2.6, §3.2, §3.3, §4; docs/reference/duties.md D18.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import (
    KIT,
    PINS,
    TEE,
    act,
    count,
    ledger,
    lines,
    newest_transaction,
    order,
    referee,
    reload,
)


def call_off(lash: Lash, **quantities: int) -> Any:
    """Call units off the order R1."""
    named = [{"sku": sku, "quantity": n} for sku, n in quantities.items()]
    return lash.event("cancel_order", originator_id="R1", lines=named)


def asked(lash: Lash) -> list[tuple[Any, ...]]:
    """Return what the referee sees of R1: SKU, ordered, cancelled."""
    rows = lash.world(
        "SELECT sku, ordered / 1000000 AS n, cancelled / 1000000 AS gone FROM v_orders"
        " WHERE simulator = 'whiplash' AND reference = 'R1' ORDER BY sku"
    )
    return [tuple(row.values()) for row in rows]


def test_people_cancel_an_order_and_its_stock_returns(lash: Lash) -> None:
    """§3.2, §2.5: status 40, as when a client cancels; it can be uncancelled."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    told = lash.event("cancel_order", originator_id="R1")
    assert told == {"order_id": made["id"], "status": 40, "status_name": "Cancelled"}
    assert (count(lash, SKU), referee(lash, SKU), asked(lash)) == (60, 60, [(SKU, 3, 3)])
    assert newest_transaction(lash, SKU) == (3, f"Removed items from Order {made['id']}, + 3", 60)
    assert ledger(lash, "demand") == [(None, SKU, "R1", 3), (None, SKU, "R1", -3)]
    assert act(lash, made, "uncancel") == 100


def test_people_may_close_an_order_instead(lash: Lash) -> None:
    """§3.3: 45, Closed by Originator; a client cannot uncancel that (§3.2)."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    assert lash.event("cancel_order", originator_id="R1", status="closed")["status"] == 45
    assert (count(lash, SKU), asked(lash)) == (60, [(SKU, 3, 3)])
    lash.send("PUT", f"/orders/{made['id']}/uncancel", 422)


@pytest.mark.parametrize("status", ["batched", "packed"])
def test_goods_of_a_cancelled_order_go_back_on_the_shelf(lash: Lash, status: str) -> None:
    """§2.6, §3.4: people cancel until it has shipped."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    lash.event("process_order", originator_id="R1", status=status)
    assert lash.quantities(lash.item(SKU))["Ann Arbor"][0] == 30
    lash.event("cancel_order", originator_id="R1")
    assert lash.quantities(lash.item(SKU))["Ann Arbor"] == (33, 33, 33)
    assert lash.get(f"/orders/{made['id']}/packages") == []


def test_what_has_shipped_or_ended_cannot_be_cancelled(lash: Lash) -> None:
    """§3.2: neither the whole nor a part."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    act(lash, made, "cancel")
    for _ in range(2):
        with pytest.raises(Conflict):
            lash.event("cancel_order", originator_id="R1")
        with pytest.raises(Conflict):
            call_off(lash, **{SKU: 1})
        if reload(lash, made)["status"] == 40:
            act(lash, made, "uncancel")
            lash.event("process_order", originator_id="R1", status="shipped")
    with pytest.raises(NotFound):
        lash.event("cancel_order", originator_id="R2")


def test_people_call_off_a_part_and_the_lines_fall(lash: Lash) -> None:
    """§3.2, duty D18: the newest line first; one of which nothing is left goes."""
    made = order(lash, {SKU: 3, TEE: 2}, originator_id="R1")
    more = {"order_id": made["id"], "item_id": lash.item(SKU)["id"], "quantity": 2}
    lash.send("POST", "/order_items", json=more)
    assert call_off(lash, **{SKU: 4, TEE: 1})["status"] == 100
    assert lines(reload(lash, made)) == [(SKU, 1), (TEE, 1)]
    assert (count(lash, SKU), count(lash, TEE)) == (59, 54)
    assert asked(lash) == [(SKU, 1, 0), (TEE, 1, 0)]
    assert sum(row[3] for row in ledger(lash, "demand") if row[1] == SKU) == 1


def test_an_order_without_what_was_called_off_is_evaluated_anew(lash: Lash) -> None:
    """§3.3, §2.6: a batched one is unpacked, one that was short is processed."""
    made = order(lash, {"HOOD-FOG-M": 17}, originator_id="R1")
    assert made["status"] == 95
    assert call_off(lash, **{"HOOD-FOG-M": 7})["status"] == 100
    lash.event("process_order", originator_id="R1", status="batched")
    assert call_off(lash, **{"HOOD-FOG-M": 4})["status"] == 100
    levels = lash.quantities(lash.item("HOOD-FOG-M"))
    assert levels == {"Ann Arbor": (10, 4, 4), "San Francisco": (7, 7, 7)}


def test_a_bundle_is_called_off_as_a_bundle(lash: Lash) -> None:
    """§4: its lines fall in proportion, and the referee still sees the bundle."""
    made = order(lash, {PINS: 3, KIT: 1, "PIN-LEAF": 2}, originator_id="R1")
    call_off(lash, **{PINS: 2})
    assert lines(reload(lash, made)) == [
        ("PIN-LEAF", 5), ("TOTE-MARKET", 1), (TEE, 1), (SKU, 1), ("PIN-LEAF", 2),
    ]  # fmt: skip
    assert asked(lash) == [(KIT, 1, 0), (PINS, 1, 0), ("PIN-LEAF", 2, 0)]
    call_off(lash, **{KIT: 1, "PIN-LEAF": 1})
    assert asked(lash) == [(PINS, 1, 0), ("PIN-LEAF", 1, 0)]
    assert (count(lash, "PIN-LEAF"), count(lash, PINS), referee(lash, PINS)) == (134, 26, 26)


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ([{"sku": SKU, "quantity": 4}], Conflict),
        ([{"sku": SKU, "quantity": 2}, {"sku": SKU, "quantity": 2}], Conflict),
        ([{"sku": TEE, "quantity": 1}], NotFound),
        ([{"sku": SKU, "quantity": 0}], Invalid),
        ([{"sku": SKU}], Invalid),
        ([], Invalid),
    ],
)
def test_a_part_that_is_not_in_the_order_is_refused(
    lash: Lash, named: list[Any], refusal: type[Exception]
) -> None:
    """§3.2: a refused event changes nothing."""
    made = order(lash, {SKU: 3}, originator_id="R1")
    with pytest.raises(refusal):
        lash.event("cancel_order", originator_id="R1", lines=named)
    assert (lines(reload(lash, made)), count(lash, SKU)) == ([(SKU, 3)], 57)
