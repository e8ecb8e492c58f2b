"""Statuses of orders and what they allow. Source: docs/reference/whiplash.md §3.2, §3.3."""

import pytest

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import TEE, UNRELEASED, act, count, order, reload, statuses


def levels(lash: Lash, sku: str) -> dict[str, int]:
    return {place: level[0] for place, level in lash.quantities(lash.item(sku)).items()}


def test_an_unavailable_item_holds_an_order_whatever_its_stock(lash: Lash) -> None:
    """§3.3: 80 before 95; once the item is available, 95 or 100."""
    short, enough = order(lash, {TEE: 9999}), order(lash, {TEE: 1})
    lash.event("set_available", sku=TEE, available=False)
    assert statuses(lash, short, enough) == [80, 80]
    assert order(lash, {UNRELEASED: 1})["status_name"] == "Pre-Order"
    item = lash.item(TEE)
    lash.send("PUT", f"/items/{item['id']}", 204, json={"available": True})
    assert statuses(lash, short, enough) == [95, 100]


def test_one_warehouse_must_fill_the_whole_order(lash: Lash) -> None:
    """§3.3: 33 in Ann Arbor and 27 in San Francisco do not make 34."""
    assert levels(lash, SKU) == {"Ann Arbor": 33, "San Francisco": 27}
    assert order(lash, {SKU: 34})["status"] == 95
    first, second = order(lash, {SKU: 10}), order(lash, {SKU: 24})
    assert (first["warehouse_id"], second["warehouse_id"]) == (1, 2)
    assert order(lash, {SKU: 24})["status"] == 95


def test_the_two_renamed_statuses_have_both_names(lash: Lash) -> None:
    """§3.3, §10.8: the quirk whiplash.status_names says which are shown."""
    made = order(lash, {SKU: 9999})
    assert made["status_name"] == "Insufficient Inventory"
    lash.sandbox.set_quirk("whiplash.status_names", "older")
    assert reload(lash, made)["status_name"] == "Unassignable"
    assert order(lash, {UNRELEASED: 1})["status_name"] == "Items Unavailable"
    assert lash.ids("/orders/status/Insufficient%20Inventory") == [made["id"]]


def test_new_stock_goes_to_the_oldest_waiting_order(lash: Lash) -> None:
    """§3.3: statuses are worked out again when stock comes, oldest order first."""
    lash.create(sku="RARE")
    made = [order(lash, {"RARE": n}) for n in (3, 2, 2)]
    lash.event("adjust_inventory", sku="RARE", change=5)
    assert statuses(lash, *made) == [100, 100, 95]
    lash.event("adjust_inventory", sku="RARE", change=-1)
    assert statuses(lash, *made) == [100, 95, 95]


def test_stock_of_a_cancelled_order_goes_to_the_oldest_waiting_order(lash: Lash) -> None:
    """§3.3: an uncancelled order waits behind the others."""
    lash.create(sku="RARE")
    lash.event("adjust_inventory", sku="RARE", change=2)
    made = [order(lash, {"RARE": 2}) for _ in range(3)]
    assert statuses(lash, *made) == [100, 95, 95]
    act(lash, made[0], "cancel")
    assert statuses(lash, *made) == [40, 100, 95]
    assert act(lash, made[0], "uncancel") == 95


def test_changed_lines_give_the_order_its_status_anew(lash: Lash) -> None:
    """§3.3: fewer units can be filled, more cannot."""
    made = order(lash, {SKU: 40})
    line = made["order_items"][0]["id"]
    lash.send("PUT", f"/order_items/{line}", 204, json={"quantity": 4})
    assert statuses(lash, made) == [100]
    lash.send("PUT", f"/order_items/{line}", 204, json={"quantity": 50})
    assert statuses(lash, made) == [95]
    lash.send("DELETE", f"/order_items/{line}", 204)
    assert statuses(lash, made) == [100]


def test_stock_moved_to_another_warehouse_can_fill_an_order(lash: Lash) -> None:
    """§3.3: no single warehouse, then one."""
    made = order(lash, {SKU: 40})
    lash.event(
        "move_inventory", sku=SKU, quantity=7,
        from_warehouse="San Francisco", to_warehouse="Ann Arbor",
    )  # fmt: skip
    assert statuses(lash, made) == [100]


def test_a_paused_order_keeps_its_stock(lash: Lash) -> None:
    """§2.6, §3.2: units on open orders are reserved."""
    lash.create(sku="RARE")
    lash.event("adjust_inventory", sku="RARE", change=2)
    made, other = order(lash, {"RARE": 2}), order(lash, {"RARE": 1})
    assert act(lash, made, "pause") == 90
    assert (statuses(lash, other), count(lash, "RARE")) == ([95], -1)
    assert act(lash, made, "release") == 100


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ([], "release"), ([], "uncancel"), (["pause"], "uncancel"), (["cancel"], "pause"),
        (["cancel"], "release"),
    ],
)  # fmt: skip
def test_an_action_that_the_status_does_not_allow_is_refused(
    lash: Lash, before: list[str], verb: str
) -> None:
    """§3.2: 422, in `errors.base`."""
    made = order(lash, {SKU: 1})
    for each in before:
        act(lash, made, each)
    stock = count(lash, SKU)
    answer = lash.send("PUT", f"/orders/{made['id']}/{verb}", 422).json()
    assert list(answer["errors"]) == ["base"]
    assert count(lash, SKU) == stock


@pytest.mark.parametrize("verb", ["pause", "cancel"])
def test_pausing_or_cancelling_twice_changes_nothing(lash: Lash, verb: str) -> None:
    """§3.2 does not list it as illegal: a repeated call is 204."""
    made = order(lash, {SKU: 1})
    status = act(lash, made, verb)
    seen, stock = reload(lash, made), count(lash, SKU)
    assert act(lash, made, verb) == status
    assert (reload(lash, made), count(lash, SKU)) == (seen, stock)


@pytest.mark.parametrize("verb", ["pause", "cancel"])
@pytest.mark.parametrize(("status", "strict"), [("shipped", False), ("packed", True)])
def test_a_shipped_order_cannot_be_paused_or_cancelled(
    lash: Lash, verb: str, status: str, strict: bool
) -> None:
    """§3.2: from status 300 on, in strict mode (whiplash.strict) from 150 on."""
    lash.sandbox.set_quirk("whiplash.strict", strict)
    made = order(lash, {SKU: 1})
    lash.event("process_order", order_id=made["id"], status=status)
    left = reload(lash, made)
    assert act(lash, made, verb, 422) == left["status"]


def test_goods_of_a_cancelled_packed_order_return_to_the_shelf(lash: Lash) -> None:
    """§3.2, §2.6: below status 300; the packages are removed."""
    made, before = order(lash, {SKU: 3}), levels(lash, SKU)
    lash.event("process_order", order_id=made["id"], status="packed")
    assert levels(lash, SKU)["Ann Arbor"] == before["Ann Arbor"] - 3
    assert act(lash, made, "cancel") == 40
    seen = reload(lash, made)
    assert (levels(lash, SKU), seen["batched"]) == (before, False)
    assert [(row["packed"], row["package_id"]) for row in seen["order_items"]] == [(0, None)]
    assert act(lash, made, "uncancel") == 100
