"""Reporting shipments: docs/reference/warehouse-module.md §7.6, §9 scenarios 2 to 7."""

from typing import Any

import pytest

from tests.retailcrm.support import SKU, Crm, expect_refusal

NOT_LOADED = "Order is not loaded"
DISABLED = {"shipped": "Shipped is not available when the external warehouse system is disabled"}
DATE = {"shipmentDate": "Change the shipment date is prohibited for shipped order."}
STORE = {"shipmentStore": "Change the shipment store is prohibited for shipped order."}
SHIPMENT: dict[str, Any] = {
    "shipped": True,
    "shipmentStore": "wherefour",
    "shipmentDate": "2026-01-05",
}


@pytest.fixture
def order_id(crm: Crm) -> int:
    """An order of two, externalId A-1."""
    return int(crm.create({"externalId": "A-1"}).json()["id"])


@pytest.fixture
def shipped_id(crm: Crm, order_id: int) -> int:
    """The same order, shipped."""
    crm.register()
    assert crm.edit(order_id, **SHIPMENT).status == 200
    return order_id


def test_nothing_ships_before_a_warehouse_is_registered(crm: Crm, order_id: int) -> None:
    """§9 scenario 2: the order is unchanged, there is no history of it."""
    before, records = crm.order(order_id), crm.history()
    expect_refusal(crm.edit(order_id, **SHIPMENT), 400, NOT_LOADED, DISABLED)
    assert crm.order(order_id) == before
    assert crm.history() == records


def test_a_shipment_is_reported_by_external_id(crm: Crm) -> None:
    """§9 scenario 4: the three fields show, status and leftovers are untouched."""
    crm.register()
    crm.put(SKU, 9)
    crm.create({"externalId": "A-1"})
    answer = crm.edit("A-1", by="externalId", **SHIPMENT)
    assert answer.status == 200
    order = answer.json()["order"]
    assert {name: order[name] for name in SHIPMENT} == SHIPMENT
    assert (order["status"], order["items"][0]["status"]) == ("new", "new")
    assert crm.leftover(SKU)["quantity"] == 9


def test_a_shipment_writes_three_records_of_who_made_it(crm: Crm, shipped_id: int) -> None:
    """§7.8, §9 scenario 4: store, date, shipped, in this order; current per key."""
    mine, theirs = crm.history(since=1), crm.second.history(since=1)
    assert [(r["field"], r["oldValue"], r["newValue"]) for r in mine] == [
        ("shipment_store", None, {"code": "wherefour"}),
        ("shipment_date", None, "2026-01-05"),
        ("shipped", False, True),
    ]
    assert [record["apiKey"]["current"] for record in mine] == [True] * 3
    assert [record["apiKey"]["current"] for record in theirs] == [False] * 3
    assert mine[0]["order"] == {
        "id": shipped_id, "externalId": "A-1", "site": "shop-us", "status": "new",
    }  # fmt: skip


def test_the_same_shipment_again_changes_nothing(crm: Crm, shipped_id: int) -> None:
    """§9 scenario 5."""
    records = crm.history()
    assert crm.edit(shipped_id, **SHIPMENT).status == 200
    assert crm.edit(shipped_id, shipped="true", shipmentDate="2026-01-05 00:00:00").status == 200
    assert crm.history() == records


def test_date_and_store_of_a_shipped_order_cannot_change(crm: Crm, shipped_id: int) -> None:
    """§7.6, §9 scenario 5; equal values pass."""
    expect_refusal(crm.edit(shipped_id, shipmentDate="2026-01-06"), 400, NOT_LOADED, DATE)
    expect_refusal(crm.edit(shipped_id, shipmentDate=None), 400, NOT_LOADED, DATE)
    expect_refusal(crm.edit(shipped_id, shipmentStore="whiplash"), 400, NOT_LOADED, STORE)
    both = crm.edit(shipped_id, shipped=True, shipmentDate="2026-01-06", shipmentStore="whiplash")
    expect_refusal(both, 400, NOT_LOADED, DATE | STORE)
    assert crm.edit(shipped_id, shipmentStore="wherefour").status == 200


def test_an_order_is_unshipped_with_a_new_date_and_store(crm: Crm, shipped_id: int) -> None:
    """§7.6: 1C sends shipped:false when it cancels."""
    sent: dict[str, Any] = {
        "shipped": False, "shipmentDate": "2026-01-07", "shipmentStore": "whiplash",
        "status": "cancel-other",
    }  # fmt: skip
    order = crm.edit(shipped_id, **sent).json()["order"]
    assert {name: order[name] for name in sent} == sent


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"active": "false"}, {"integrations": {}}, {"integrations": []}],
)
def test_an_inactive_module_prevents_shipping_again(
    crm: Crm, shipped_id: int, change: dict[str, Any]
) -> None:
    """§2.1, §9 scenario 6: for un-shipping too; a value that does not change passes."""
    path = "/v5/integration-modules/wh-1/edit"
    assert crm.post(path, integrationModule=change).status == 200
    expect_refusal(crm.edit(shipped_id, shipped=False), 400, NOT_LOADED, DISABLED)
    assert crm.edit(shipped_id, shipped=True).status == 200
    other = crm.create().json()["id"]
    assert crm.edit(other, shipped=False).status == 200
    assert crm.edit(other, shipmentStore="whiplash", shipmentDate="2026-01-09").status == 200


def test_another_active_warehouse_still_allows_shipping(crm: Crm, order_id: int) -> None:
    """§8 point 7."""
    crm.register()
    crm.register("wh-2")
    crm.register("wh-1", active=False)
    assert crm.edit(order_id, **SHIPMENT).status == 200


def test_an_order_created_as_shipped_passes_the_same_checks(crm: Crm) -> None:
    """§7.4: so does 1C."""
    sent = {**SHIPMENT, "status": "complete"}
    expect_refusal(crm.create(sent), 400, NOT_LOADED, DISABLED)
    crm.register()
    order = crm.create(sent).json()["order"]
    assert (order["shipped"], order["status"]) == (True, "complete")


def test_shipped_alone_is_enough(crm: Crm, order_id: int) -> None:
    """§7.6: the date stays empty."""
    crm.register()
    order = crm.edit(order_id, shipped=True).json()["order"]
    assert order["shipped"] is True
    assert "shipmentDate" not in order


@pytest.mark.parametrize(
    "text", ["2026-02-30", "tomorrow", "05.01.2026", "2026-1-5", 5, "0000-01-01"]
)
def test_an_invalid_date_is_refused(crm: Crm, order_id: int, text: Any) -> None:
    """§7.6."""
    errors = {"shipmentDate": "This value is not valid."}
    expect_refusal(
        crm.edit(order_id, shipmentDate=text), 400, "Errors in the entity format", errors
    )


def test_a_shipment_may_take_stock_out_of_its_store(crm: Crm) -> None:
    """§7.6: quirk retailcrm.stock_falls_on_shipment; un-shipping puts it back."""
    crm.sandbox.set_quirk("retailcrm.stock_falls_on_shipment", True)
    crm.register()
    crm.put(SKU, 9)
    order_id = crm.create().json()["id"]
    crm.edit(order_id, **SHIPMENT)
    assert crm.leftover(SKU)["quantity"] == 7
    crm.edit(order_id, shipped=False)
    assert crm.leftover(SKU)["quantity"] == 9
    crm.create(SHIPMENT)
    assert crm.leftover(SKU)["quantity"] == 7
