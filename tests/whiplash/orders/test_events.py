"""Staff process orders, carriers deliver them. Source: docs/reference/whiplash.md §3.4, §2.6."""

import json

import pytest
from stocktake.core.errors import Conflict, Invalid, NotFound

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import (
    TEE,
    act,
    count,
    ledger,
    newest_transaction,
    order,
    referee,
    reload,
)

MAILER = "PKG-MAILER-10"


def test_an_order_is_batched_packed_shipped_and_delivered(lash: Lash) -> None:
    """§3.4: under the vendor's own names."""
    made = order(lash, {SKU: 1}, originator_id="R3")
    seen = []
    for status in ("batched", "packed", "shipped"):
        told = lash.event("process_order", originator_id="R3", status=status)
        seen.append((told["order_id"], told["status"], told["status_name"]))
    told = lash.event("deliver_order", order_id=made["id"])
    names = [(120, "Printed"), (160, "Packed"), (300, "Shipped")]
    assert seen == [(made["id"], *each) for each in names]
    assert (told["status_name"], reload(lash, made)["status"]) == ("Delivered", 350)


def test_batching_takes_goods_off_the_shelf_and_nothing_else(lash: Lash) -> None:
    """§2.6: the shelf falls, projected does not; stock in the building stays."""
    made = order(lash, {SKU: 3})
    item, free = lash.item(SKU), referee(lash, SKU)
    rows = lash.transactions(item)
    assert lash.quantities(item)["Ann Arbor"] == (33, 30, 30)
    lash.event("process_order", order_id=made["id"], status="batched")
    assert lash.quantities(item)["Ann Arbor"] == (30, 30, 30)
    assert (reload(lash, made)["batched"], lash.transactions(item)) == (True, rows)
    assert (ledger(lash, "stock"), referee(lash, SKU)) == ([], free)


def test_a_packed_order_has_packages(lash: Lash) -> None:
    """§3.2, §3.4: list_order_packages; lines show their package and how many are packed."""
    made = order(lash, {SKU: 2, TEE: 1})
    assert lash.get(f"/orders/{made['id']}/packages") == []
    lash.event("process_order", order_id=made["id"], status="packed", packages=2)
    packages = lash.get(f"/orders/{made['id']}/packages")
    assert [(each["weight"], each["tracking"]) for each in packages] == [
        ("1.4", None), ("0.39", None),
    ]  # fmt: skip
    rows = reload(lash, made)["order_items"]
    assert [(row["package_id"], row["packed"]) for row in rows] == [
        (packages[0]["id"], 2), (packages[1]["id"], 1),
    ]  # fmt: skip


def test_a_shipped_order_has_its_tracking_and_its_packing_material(lash: Lash) -> None:
    """§3.4: tracking and links are lists; each package adds a line of material."""
    made = order(lash, {SKU: 2, TEE: 1}, originator_id="R4")
    mailers = count(lash, MAILER)
    lash.event("process_order", order_id=made["id"], status="shipped", packages=2)
    seen = reload(lash, made)
    assert (seen["shipped_on"], seen["ship_method"]) == (seen["updated_at"], "USPS Priority Mail")
    assert len(seen["tracking"]) == len(seen["tracking_links"]) == 2
    assert all(n in link for n, link in zip(seen["tracking"], seen["tracking_links"], strict=True))
    assert (seen["ship_actual_cost"], seen["approximate_delivery_date"]) == ("10.2", "2026-01-08")
    rows = [(row["sku"], row["quantity"], row["packaging"]) for row in seen["order_items"]]
    assert rows == [(SKU, 2, False), (TEE, 1, False), (MAILER, 1, True), (MAILER, 1, True)]
    packages = lash.get(f"/orders/{made['id']}/packages")
    assert [each["tracking"] for each in packages] == seen["tracking"]
    assert newest_transaction(lash, MAILER) == (
        -2,
        f"Added items to Order {made['id']}, -2",
        mailers - 2,
    )


def test_shipping_lowers_stock_in_the_building_not_the_items_quantity(lash: Lash) -> None:
    """§2.5, §10.7: it was taken when the order was created, so there is no new transaction."""
    made = order(lash, {SKU: 3}, originator_id="R4")
    rows, free = lash.transactions(lash.item(SKU)), count(lash, SKU)
    lash.event("process_order", order_id=made["id"], status="shipped", packaging=MAILER)
    assert (lash.transactions(lash.item(SKU)), count(lash, SKU)) == (rows, free)
    assert ledger(lash, "shipment") == [(None, SKU, "R4", 3)]
    assert ledger(lash, "stock") == [
        ("Ann Arbor", SKU, "R4", -3), ("Ann Arbor", MAILER, "R4", -1),
    ]  # fmt: skip
    shipments = lash.world("SELECT * FROM v_shipments WHERE simulator = 'whiplash'")
    assert [(row["reference"], row["sku"], row["quantity"]) for row in shipments] == [
        ("R4", SKU, 3_000_000)
    ]
    assert referee(lash, SKU) == free


def test_orders_without_lines_or_material_ship_too(empty: Lash) -> None:
    """§3.2, §3.3: orders without items are allowed and processed."""
    made = order(empty)
    empty.event("process_order", order_id=made["id"], status="shipped", ship_method="UPS Ground")
    seen = reload(empty, made)
    assert (seen["status"], seen["ship_method"], seen["order_items"]) == (300, "UPS Ground", [])


def test_a_waiting_or_ended_order_is_not_processed(lash: Lash) -> None:
    """§3.4: from status 100 on, and only forwards."""
    short, paused, gone = order(lash, {SKU: 99}), order(lash), order(lash)
    act(lash, paused, "pause")
    act(lash, gone, "cancel")
    for made in (short, paused, gone):
        with pytest.raises(Conflict):
            lash.event("process_order", order_id=made["id"], status="shipped")
    made = order(lash, {TEE: 1})
    lash.event("process_order", order_id=made["id"], status="packed")
    with pytest.raises(Conflict):
        lash.event("process_order", order_id=made["id"], status="batched")
    with pytest.raises(Conflict):
        lash.event("deliver_order", order_id=made["id"])


def test_an_event_with_unknown_arguments_is_refused(lash: Lash) -> None:
    """§3.4: an unknown order, material or status; more packages than lines."""
    made = order(lash, {TEE: 1})
    with pytest.raises(NotFound):
        lash.event("process_order", originator_id="nobody", status="shipped")
    with pytest.raises(NotFound):
        lash.event("process_order", order_id=made["id"], status="shipped", packaging=TEE)
    with pytest.raises(Conflict):
        lash.event("process_order", order_id=made["id"], status="shipped", packages=2)
    with pytest.raises(Invalid):
        lash.event("process_order", order_id=made["id"], status="delivered")
    assert reload(lash, made) == made


def test_shipping_calls_the_web_hooks(lash: Lash) -> None:
    """§8.1, §8.3: order.shipped with the order as it is now; item.inventory_changed as well."""
    for name in ("order.shipped", "item.inventory_changed"):
        body = {"url": "http://shop.example/hook", "format": "json", "event_name": name}
        lash.send("POST", "/web_hooks", json=body)
    made = order(lash, {SKU: 1})
    lash.event("process_order", order_id=made["id"], status="packed")
    lash.event("process_order", order_id=made["id"], status="shipped")
    told = [
        json.loads(row["body"])
        for row in lash.world("SELECT body FROM outbox WHERE tries = 0 ORDER BY id")
    ]
    changes = [each["item"]["sku"] for each in told if "item" in each]
    assert changes == [SKU, MAILER]
    assert [each["order"] for each in told if "order" in each] == [reload(lash, made)]
