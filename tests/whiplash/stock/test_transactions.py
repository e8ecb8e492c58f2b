"""Transactions, warehouse quantities, what staff do, and what the referee sees.

Source: docs/reference/whiplash.md §2.5, §2.6; docs/reference/duties.md D1.
"""

from typing import Any

import pytest
from stocktake.core.errors import Conflict, NotFound
from stocktake.vendors.whiplash.stock.rows import (
    OPENING,
    describe_added,
    describe_received,
    describe_removed,
    record_transaction,
)

from tests.whiplash.conftest import SKU, Lash

MICRO = 1_000_000


def ordered(lash: Lash, item: dict[str, Any], count: int, **columns: Any) -> int:
    """Write an order's rows as they are, without what an order does."""
    stamps = {"created_at": 0, "updated_at": 0}
    given = {"customer_id": 1, "status": 100, "warehouse_id": 1, **columns}
    order = lash.insert("order", **given, **stamps)
    lash.insert("order_item", order_id=order, item_id=item["id"], quantity=count, **stamps)
    return order


def promise(lash: Lash, sku: str) -> int:
    """What the referee says can be promised."""
    (row,) = lash.world(
        "SELECT (SELECT coalesce(sum(sellable), 0) FROM v_stock"
        " WHERE simulator = 'whiplash' AND sku = ?1)"
        " - (SELECT coalesce(sum(ordered - shipped - cancelled), 0) FROM v_orders"
        " WHERE simulator = 'whiplash' AND sku = ?1) AS free",
        sku,
    )
    return int(row["free"]) // MICRO


def test_list_item_transactions_shows_the_documented_history(lash: Lash) -> None:
    """§2.5: newest first; the quantity is the running balance (§10, 6)."""
    assert lash.get("/items/1234/transactions") == [
        {
            "change": 14, "description": "Inventory Received from Example Customer, + 14",
            "id": 1111, "item_id": 1234, "order_id": None, "quantity": 14, "shipnotice_id": 1122,
            "created_at": "2013-08-30T15:01:52-04:00", "updated_at": "2013-08-30T15:01:52-04:00",
        },
        {
            "change": 0, "description": "Opening Balance", "id": 1001, "item_id": 1234,
            "order_id": None, "quantity": 0, "shipnotice_id": None,
            "created_at": "2013-04-25T14:21:11-04:00", "updated_at": "2013-04-25T14:21:11-04:00",
        },
    ]  # fmt: skip


def test_the_transactions_of_every_item_add_up_to_its_quantity(lash: Lash) -> None:
    """§2.5: in the seed as in all that follows."""
    for item in lash.get("/items", limit=250, is_bundle="false"):
        rows = lash.transactions(item, order_by="id")
        balance = 0
        for row in rows:
            balance += row["change"]
            assert row["quantity"] == balance
        assert item["quantity"] == balance
        assert rows[0]["description"] == OPENING


def test_incoming_are_those_of_ship_notices_and_outgoing_those_of_orders(lash: Lash) -> None:
    """§2.5; both and none are all."""
    item = lash.item(SKU)
    order = ordered(lash, item, 2)
    world = lash.sandbox.world()
    with world.turn(tick=False):
        said = describe_added(order, 2)
        record_transaction(
            world, item["id"], change=-2, description=said, order_id=order
        )  # fmt: skip
    received = len(lash.transactions(item)) - 2
    for query, count in (
        ({"incoming": "true"}, received), ({"outgoing": "1"}, 1), ({"incoming": 0}, received + 2),
        ({"incoming": "true", "outgoing": "true"}, received + 2), ({"outgoing": "x"}, received + 2),
        ({"order_id": str(order)}, received + 2), ({"limit": 1, "offset": 2}, 1),
        ({"since_id": 10**6}, 0), ({"created_at_min": "2026-01-05"}, 1),
    ):  # fmt: skip
        assert len(lash.transactions(item, **query)) == count, query
    newest = lash.transactions(item)[0]
    assert newest["description"] == f"Added items to Order {order}, -2"
    assert (newest["change"], newest["order_id"]) == (-2, order)
    assert newest["quantity"] == item["quantity"] - 2


def test_the_known_texts(lash: Lash) -> None:
    """§2.5."""
    assert describe_removed(7, 3) == "Removed items from Order 7, + 3"
    assert describe_received("S", 3) == "Inventory Received from S, + 3"
    lash.event("adjust_inventory", sku=SKU, change=5)
    lash.event("adjust_inventory", sku=SKU, change=-2)
    lash.sandbox.set_quirk("whiplash.adjusted_text", "Cycle Count")
    lash.event("adjust_inventory", sku=SKU, change=1)
    said = [row["description"] for row in lash.transactions(lash.item(SKU))[:3]]
    assert said == ["Cycle Count, + 1", "Inventory Adjusted, -2", "Inventory Adjusted, + 5"]


def test_list_warehouse_quantities_shows_each_warehouse_of_the_customer(lash: Lash) -> None:
    """§2.6: an empty second line is "", places are numbers; zero rows too."""
    rows = lash.get("/items/1234/warehouse_quantities")
    assert rows[0] == {
        "id": 1, "name": "Ann Arbor", "shipping_address_1": "4657 Platt Road",
        "shipping_address_2": "", "shipping_city": "Ann Arbor", "shipping_state": "Michigan",
        "shipping_zip": "48108", "shipping_country": "United States",
        "shipping_country_iso2": "US", "email": "annarbor@whiplash.example",
        "latitude": 42.2206, "longitude": -83.6989,
        "quantity": 14, "projected_quantity": 14, "sellable_quantity": 14,
    }  # fmt: skip
    assert [(row["id"], row["quantity"]) for row in rows] == [(1, 14), (2, 0)]


def test_orders_lower_what_is_projected_and_batching_empties_the_shelf(lash: Lash) -> None:
    """§2.6: also of an order that no warehouse has; more may be sold than there is."""
    item = lash.item(SKU)
    assert lash.quantities(item) == {"Ann Arbor": (33, 33, 33), "San Francisco": (27, 27, 27)}
    ordered(lash, item, 3)
    ordered(lash, item, 30, warehouse_id=2)
    ordered(lash, item, 40, warehouse_id=None, status=95)
    ordered(lash, item, 7, status=40)
    assert lash.quantities(item) == {
        "Ann Arbor": (33, -10, -10), "San Francisco": (27, -3, -3),
    }  # fmt: skip
    ordered(lash, item, 3, batched=1, status=120)
    assert lash.quantities(item)["Ann Arbor"] == (33, -10, -10)


def test_what_is_published_of_a_notice_can_be_sold_before_it_comes(lash: Lash) -> None:
    """§2.6, §10 (9): sellable is projected and that."""
    item = lash.item("POSTER-TOUR-2026")
    assert lash.quantities(item)["San Francisco"] == (0, 0, 0)
    world = lash.sandbox.world()
    with world.turn(tick=False):
        world.run(
            "UPDATE whiplash_shipnotice_item SET include_in_published = 1, quantity_good = 20,"
            " quantity_damaged = 5 WHERE item_id = ?",
            (item["id"],),
        )
    assert lash.quantities(item)["San Francisco"] == (0, 0, 35)


def test_a_bundle_is_as_many_as_its_scarcest_component(lash: Lash) -> None:
    """§6, §2.6: rounded down, in all and in each warehouse."""
    pins = lash.item("BDL-PIN-5")
    assert pins["quantity"] == (80 + 60) // 5
    assert lash.quantities(pins) == {"Ann Arbor": (16, 16, 16), "San Francisco": (12, 12, 12)}
    lash.event("adjust_inventory", sku="TOTE-MARKET", change=-40)
    assert lash.item("BDL-PIN-5")["quantity"] == 28
    assert lash.quantities(pins)["Ann Arbor"] == (5, 5, 5)
    assert lash.ids(is_bundle="1", quantity="28") == [pins["id"]]
    assert [row["change"] for row in lash.transactions(pins)] == [0]
    hollow = lash.create(title="Hollow", is_bundle=True)
    assert hollow["quantity"] == 0
    assert lash.quantities(hollow) == {"Ann Arbor": (0, 0, 0), "San Francisco": (0, 0, 0)}


def test_a_bundle_of_oversold_components_is_rounded_down_below_zero(lash: Lash) -> None:
    """§6."""
    item = lash.item("PIN-LEAF")
    world = lash.sandbox.world()
    with world.turn(tick=False):
        record_transaction(world, item["id"], change=-141, description="Sold")
    assert lash.item("BDL-PIN-5")["quantity"] == -1


# What staff do


def test_an_adjustment_is_a_transaction_a_shelf_and_a_line_of_the_ledger(lash: Lash) -> None:
    """§2.5: in the customer's own warehouse unless one is named."""
    item = lash.item(SKU)
    done = lash.event("adjust_inventory", sku=SKU, change=-3)
    assert done == {
        "transaction_id": lash.transactions(item)[0]["id"], "item_id": item["id"], "quantity": 57,
    }  # fmt: skip
    lash.event("adjust_inventory", item_id=item["id"], change=2, warehouse="San Francisco")
    assert lash.quantities(item) == {"Ann Arbor": (30, 30, 30), "San Francisco": (29, 29, 29)}
    lines = lash.world("SELECT what, place, sku, delta, after FROM ledger ORDER BY seq")
    assert [tuple(line.values()) for line in lines] == [
        ("stock", "Ann Arbor", SKU, -3 * MICRO, 30 * MICRO),
        ("stock", "San Francisco", SKU, 2 * MICRO, 29 * MICRO),
    ]
    after = lash.item(SKU)
    assert (after["quantity"], after["updated_at"]) == (59, "2026-01-05T04:00:00-05:00")


def test_a_move_changes_two_shelves_and_no_quantity(lash: Lash) -> None:
    """§2.5, §2.6: no transaction, for the item's quantity is what it was."""
    item, history = lash.item(SKU), lash.transactions(lash.item(SKU))
    places = {"from_warehouse": "Ann Arbor", "to_warehouse": "San Francisco"}
    lash.event("move_inventory", sku=SKU, quantity=33, **places)
    assert lash.quantities(item) == {"Ann Arbor": (0, 0, 0), "San Francisco": (60, 60, 60)}
    assert (lash.item(SKU), lash.transactions(item)) == (item, history)
    deltas = [row["delta"] for row in lash.world("SELECT delta FROM ledger")]
    assert deltas == [-33 * MICRO, 33 * MICRO]


def test_staff_cannot_take_what_is_not_there(lash: Lash) -> None:
    """§2.6."""
    places = {"from_warehouse": "Ann Arbor", "to_warehouse": "San Francisco"}
    with pytest.raises(Conflict):
        lash.event("move_inventory", sku=SKU, quantity=34, **places)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku=SKU, change=-34)
    with pytest.raises(NotFound):
        lash.event("adjust_inventory", sku=SKU, change=1, warehouse="London")
    with pytest.raises(NotFound):
        lash.event("adjust_inventory", sku="NOBODY", change=1)
    with pytest.raises(NotFound):
        lash.event("set_available", available=True)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku="STKR-LOGO-3", change=1)
    with pytest.raises(Conflict):
        lash.event("adjust_inventory", sku="BDL-PIN-5", change=1)


def test_the_switch_of_an_item_is_turned(lash: Lash) -> None:
    """§2.1: `available` says whether orders are processed, not whether there is stock."""
    assert lash.event("set_available", sku=SKU, available=False)["available"] is False
    item = lash.item(SKU)
    assert (item["available"], item["quantity"]) == (False, 60)
    lash.event("set_available", item_id=item["id"], available=True)
    assert lash.item(SKU)["available"] is True


# What the referee sees


def test_the_promise_is_the_items_quantity_whatever_has_become_of_its_orders(lash: Lash) -> None:
    """D1: taken at creation; off the shelf when batched; out of the building when shipped."""
    item = lash.item(SKU)
    world = lash.sandbox.world()
    physical = (
        "SELECT sum(physical) / 1000000 AS n FROM v_stock"
        " WHERE simulator = 'whiplash' AND sku = ?"
    )  # fmt: skip

    def after(sql: str, *parameters: Any) -> tuple[int, int]:
        with world.turn(tick=False):
            world.run(sql, parameters)
        return promise(lash, SKU), lash.world(physical, SKU)[0]["n"]

    assert (promise(lash, SKU), item["quantity"]) == (60, 60)
    order = ordered(lash, item, 4)
    other = ordered(lash, item, 5, status=95, warehouse_id=None)
    assert promise(lash, SKU) == 51
    batch = "UPDATE whiplash_order SET batched = 1 WHERE id = ?"
    shelf = "UPDATE whiplash_shelf SET quantity = quantity - 4 WHERE item_id = ? AND warehouse_id=1"
    after(batch, order)
    assert after(shelf, item["id"]) == (51, 60)
    ship = "UPDATE whiplash_order SET status = 300, shipped_on = 9 WHERE id = ?"
    assert after(ship, order) == (51, 56)
    assert after("UPDATE whiplash_order SET status = 40 WHERE id = ?", other) == (56, 56)
    (shipment,) = lash.world("SELECT * FROM v_shipments WHERE simulator = 'whiplash'")
    assert (shipment["order_id"], shipment["sku"], shipment["quantity"]) == (
        str(order) if isinstance(shipment["order_id"], str) else order, SKU, 4 * MICRO,
    )  # fmt: skip


def test_the_referee_sees_every_sku_of_the_seed(lash: Lash) -> None:
    """D1, D2: every merchandise that a shop offers is in a warehouse; bundles are by components."""
    rows = lash.world("SELECT * FROM v_stock WHERE simulator = 'whiplash'")
    skus = {row["sku"] for row in rows}
    offers = {row["external_id"] for row in lash.world("SELECT external_id FROM retailcrm_offer")}
    assert skus - offers == {"TESTSKU", "PKG-MAILER-10", "BDL-CAMP-KIT", "BDL-PIN-5"}
    assert len(skus & offers) == 30
    assert {row["shown"] for row in rows} == {None}
    assert {row["place"] for row in rows} == {"", "Ann Arbor", "San Francisco"}
    assert promise(lash, "BDL-PIN-5") == 28
    for item in lash.get("/items", limit=250):
        if item["sku"] and item["sku"] != "STKR-LOGO-3":
            assert promise(lash, item["sku"]) == item["quantity"], item["sku"]


def test_an_sku_that_two_items_carry_is_promised_to_nobody(lash: Lash) -> None:
    """D3: an order with an ambiguous SKU is left; the shelf is what it is."""
    rows = lash.world(
        "SELECT sum(physical) AS p, sum(sellable) AS s FROM v_stock WHERE sku = 'STKR-LOGO-3'"
        " AND simulator = 'whiplash'"
    )
    assert rows == [{"p": 270 * MICRO, "s": 0}]


def test_three_kinds_of_goods_are_in_lots_elsewhere_too(lash: Lash) -> None:
    """D2: the same SKU in two warehouses."""
    both = lash.world(
        "SELECT DISTINCT i.sku FROM whiplash_item i JOIN wherefour_inventory w ON w.sku = i.sku"
        " ORDER BY 1"
    )
    assert [row["sku"] for row in both] == ["CNDL-BEES-2", "MUG-STONE-BLU", "WRAP-BEES-3"]


@pytest.mark.parametrize("scale", [3])
def test_a_scaled_account_has_everything_that_many_times(scale: int) -> None:
    """§2.1: documented ids stay; bundles are made of their own copies."""
    from stocktake import SIMULATORS
    from stocktake.web.sandbox import Sandbox

    with Sandbox(SIMULATORS, scale=scale, seed_set="both") as large:
        lash = Lash(large)
        assert lash.get("/items/count") == 35 * scale + 1
        assert lash.get("/items/1234")["sku"] == "TESTSKU"
        assert lash.item("BDL-PIN-5-3")["quantity"] == 28
        assert lash.item("TEE-ALDER-M-2")["title"] == "Alder Leaf Tee #2"


def test_the_documented_set_has_one_item_and_the_catalogue_the_rest(empty: Lash) -> None:
    """§2.1."""
    assert empty.ids() == [1234]
    assert empty.get("/items/inbound") == empty.get("/items/bundle_items") == []
    assert empty.create(title="First")["id"] == 2001
