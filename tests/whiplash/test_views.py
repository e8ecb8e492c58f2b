"""What the referee sees of stock, orders and shipments.

Source: docs/reference/duties.md D1 to D3; docs/reference/whiplash.md §2.4 to §2.6.
"""

from typing import Any

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import insert_order, referee

MICRO = 1_000_000


def test_free_units_equal_the_items_quantity_in_every_status_of_an_order(lash: Lash) -> None:
    """D1: stock is taken at creation, leaves the shelf when batched, the building when shipped."""
    item = lash.item(SKU)
    world = lash.sandbox.world()
    physical = (
        "SELECT sum(physical) / 1000000 AS n FROM v_stock"
        " WHERE simulator = 'whiplash' AND sku = ?"
    )  # fmt: skip

    def after(sql: str, *parameters: Any) -> tuple[int, int]:
        with world.turn(tick=False):
            world.run(sql, parameters)
        return referee(lash, SKU), lash.world(physical, SKU)[0]["n"]

    assert (referee(lash, SKU), item["quantity"]) == (60, 60)
    order = insert_order(lash, item, 4)
    other = insert_order(lash, item, 5, status=95, warehouse_id=None)
    assert referee(lash, SKU) == 51
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
    """D1, D2: everything that a shop offers is in a warehouse; one bundle is offered."""
    rows = lash.world("SELECT * FROM v_stock WHERE simulator = 'whiplash'")
    skus = {row["sku"] for row in rows}
    offers = {row["external_id"] for row in lash.world("SELECT external_id FROM retailcrm_offer")}
    assert skus - offers == {"TESTSKU", "PKG-MAILER-10", "BDL-CAMP-KIT"}
    assert len(skus & offers) == 32
    assert {row["shown"] for row in rows} == {None}
    assert {row["place"] for row in rows} == {"", "Ann Arbor", "San Francisco"}
    assert referee(lash, "BDL-PIN-5") == 28
    for item in lash.get("/items", limit=250):
        if item["sku"] and item["sku"] != "STKR-LOGO-3":
            assert referee(lash, item["sku"]) == item["quantity"], item["sku"]


def test_nothing_is_sellable_of_an_sku_that_two_items_share(lash: Lash) -> None:
    """D3: an engine leaves an order with an ambiguous SKU; physical stock is unchanged."""
    rows = lash.world(
        "SELECT sum(physical) AS p, sum(sellable) AS s FROM v_stock WHERE sku = 'STKR-LOGO-3'"
        " AND simulator = 'whiplash'"
    )
    assert rows == [{"p": 270 * MICRO, "s": 0}]


def test_three_skus_are_also_in_wherefours_lots(lash: Lash) -> None:
    """D2: the same SKU in two warehouses."""
    both = lash.world(
        "SELECT DISTINCT i.sku FROM whiplash_item i JOIN wherefour_inventory w ON w.sku = i.sku"
        " ORDER BY 1"
    )
    assert [row["sku"] for row in both] == ["CNDL-BEES-2", "MUG-STONE-BLU", "WRAP-BEES-3"]
