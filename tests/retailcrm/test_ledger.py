"""What the referee reads: the ledger and the three views (docs/reference/duties.md D1 to D5)."""

from typing import Any

from stocktake.rules.quantity import MICRO

from tests.retailcrm.support import BOTH, SKU, Crm

SHIPMENT: dict[str, Any] = {
    "shipped": True,
    "shipmentStore": "wherefour",
    "shipmentDate": "2026-01-05",
}


def lines(crm: Crm) -> list[tuple[Any, ...]]:
    rows = crm.sandbox.world().all("SELECT * FROM ledger WHERE simulator = 'retailcrm'")
    names = ("what", "place", "sku", "reference", "delta", "after")
    return [tuple(row[name] for name in names) for row in rows]


def test_a_shown_number_is_in_the_ledger_when_it_changes(crm: Crm) -> None:
    """D1; an equal number leaves no line."""
    crm.put(SKU, 5)
    crm.put(SKU, 5)
    crm.put(SKU, 2)
    assert lines(crm) == [
        ("shown", "wherefour", SKU, None, 5 * MICRO, 5 * MICRO),
        ("shown", "wherefour", SKU, None, -3 * MICRO, 2 * MICRO),
    ]


def test_demand_follows_the_order(crm: Crm) -> None:
    """D1, D5: created, grown, moved to another store, cancelled, reopened."""
    order = crm.create({"shipmentStore": "wherefour"}).json()["order"]
    item = {"id": order["items"][0]["id"], "quantity": 3}
    crm.edit(order["id"], items=[item])
    crm.edit(order["id"], shipmentStore="whiplash")
    crm.sandbox.event("retailcrm", "cancel_order", id=order["id"])
    crm.edit(order["id"], status="new")
    reference = "R1001"
    assert lines(crm) == [
        ("demand", "wherefour", SKU, reference, 2 * MICRO, None),
        ("demand", "wherefour", SKU, reference, 1 * MICRO, None),
        ("demand", "wherefour", SKU, reference, -3 * MICRO, None),
        ("demand", "whiplash", SKU, reference, 3 * MICRO, None),
        ("demand", "whiplash", SKU, reference, -3 * MICRO, None),
        ("demand", "whiplash", SKU, reference, 3 * MICRO, None),
    ]


def test_shipments_and_their_reversals_are_in_the_ledger(crm: Crm) -> None:
    """D4."""
    crm.register()
    order_id = crm.create({"shipmentStore": "wherefour"}).json()["id"]
    crm.edit(order_id, **SHIPMENT)
    crm.edit(order_id, **SHIPMENT)
    crm.edit(order_id, shipped=False)
    assert lines(crm)[1:] == [
        ("shipment", "wherefour", SKU, "R1001", 2 * MICRO, None),
        ("shipment", "wherefour", SKU, "R1001", -2 * MICRO, None),
    ]


def test_a_refused_request_leaves_no_line(crm: Crm) -> None:
    """A refusal leaves no trace in any table."""
    crm.create({"shipped": True})
    crm.create({"status": "x"})
    crm.upload([{"externalId": SKU, "stores": [{"code": "x", "available": 1}]}])
    assert lines(crm) == []


def test_the_stock_view_has_a_row_for_each_offer_and_store(crm: Crm) -> None:
    """D1: a number that was never uploaded is shown as 0."""
    crm.put(BOTH, 5, site="shop-eu")
    rows = crm.sandbox.world().all(
        "SELECT place, physical, sellable, shown FROM v_stock"
        " WHERE simulator = 'retailcrm' AND sku = ? ORDER BY place, shown",
        (BOTH,),
    )
    empty = {"physical": None, "sellable": None}
    assert rows == [
        {"place": "wherefour", **empty, "shown": 0},
        {"place": "wherefour", **empty, "shown": 5 * MICRO},
        *[{"place": place, **empty, "shown": 0} for place in ("whiplash",) * 2],
        *[{"place": place, **empty, "shown": 0} for place in ("wholecell",) * 2],
    ]


def test_the_order_and_shipment_views_show_what_is_out(crm: Crm) -> None:
    """D3, D4: two lines of one SKU are one row of the orders, an unknown SKU shows its text."""
    crm.register()
    offer = {"externalId": SKU}
    items = [
        {"offer": offer},
        {"offer": offer, "quantity": 2},
        {"productName": "Wrap"},
    ]
    crm.create({"items": items, **SHIPMENT})
    cancelled = crm.create().json()["id"]
    crm.sandbox.event("retailcrm", "cancel_order", id=cancelled)
    world = crm.sandbox.world()
    orders = world.all("SELECT * FROM v_orders WHERE simulator = 'retailcrm' ORDER BY id, sku")
    assert [tuple(row.values())[1:] for row in orders] == [
        ("1001", "R1001", SKU, 3 * MICRO, 3 * MICRO, 0, "1003", "wherefour", "1013", "2026-01-05"),
        ("1001", "R1001", "Wrap", MICRO, MICRO, 0, None, "wherefour", "1013", "2026-01-05"),
        ("1002", "R1002", SKU, 2 * MICRO, 0, 2 * MICRO, "1003", None, "1014", None),
    ]
    shipments = world.all("SELECT * FROM v_shipments WHERE simulator = 'retailcrm' ORDER BY id")
    assert [(row["order_id"], row["sku"], row["quantity"]) for row in shipments] == [
        ("1001", SKU, MICRO),
        ("1001", SKU, 2 * MICRO),
        ("1001", "Wrap", MICRO),
    ]
    assert all(row["at"] for row in shipments)
