"""What a new account holds, and what the referee sees of it.

Source: docs/reference/wholecell.md §1.4, §2; docs/reference/duties.md D1, D2.
"""

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.wholecell.conftest import SKU, Cell


@pytest.mark.parametrize(
    ("seed_set", "units"), [("documented", 1), ("catalogue", 260), ("both", 261)]
)
def test_every_seed_set_has_the_app_and_the_settings(seed_set: str, units: int) -> None:
    """§2: the documented unit keeps its id; no other id ends in 00 or 01."""
    with Sandbox(SIMULATORS, seed_set=seed_set) as fresh:
        cell = Cell(fresh)
        ids = [row["id"] for row in cell.pull()]
        assert len(ids) == units
        assert [i for i in ids if i % 100 < 2] == ([25600001] if seed_set != "catalogue" else [])
        assert len(cell.world("SELECT 1 FROM wholecell_status")) == 18


def test_every_sku_of_the_catalogue_is_an_offer_of_the_shop(cell: Cell) -> None:
    """D2: externalId of an offer = SKU; the warehouse's store is `wholecell`."""
    skus = {
        row["sku"]
        for row in cell.world("SELECT sku FROM wholecell_product_variation WHERE sku IS NOT NULL")
    }
    offers = {row["external_id"] for row in cell.world("SELECT external_id FROM retailcrm_offer")}
    assert len(skus) == 31
    assert skus < offers
    assert not skus & {row["sku"] for row in cell.world("SELECT sku FROM wherefour_inventory")}


def test_the_referee_sees_every_sku_even_without_units(cell: Cell) -> None:
    """D1: available and uncommitted units sell; only the shop knows what is shown."""
    rows = cell.world("SELECT * FROM v_stock WHERE simulator = 'wholecell'")
    assert len({row["sku"] for row in rows}) == 31
    assert {row["shown"] for row in rows} == {None}
    assert [row for row in rows if row["sku"] == "IPADPRO11-128-SG-A"] == [
        {
            "simulator": "wholecell", "place": "", "sku": "IPADPRO11-128-SG-A", "physical": 0,
            "sellable": 0, "shown": None, "good": "5550123", "why": None,
            "retired": 0,
        }
    ]  # fmt: skip
    available = [
        row for row in cell.pull(status="Available") if row["product_variation"]["sku"] == SKU
    ]
    sellable = sum(row["sellable"] for row in rows if row["sku"] == SKU)
    assert sellable == len(available) * 1_000_000


def test_sold_units_are_shipped_and_nothing_is_owed(cell: Cell) -> None:
    """D1: nothing is ordered but not shipped."""
    orders = cell.world("SELECT * FROM v_orders WHERE simulator = 'wholecell'")
    assert len(orders) == 20
    assert all((o["shipped"], o["cancelled"]) == (o["ordered"], 0) for o in orders)
    assert len(cell.world("SELECT * FROM v_shipments WHERE simulator = 'wholecell'")) == 20


def test_a_committed_unit_counts_until_its_order_is_shipped(cell: Cell) -> None:
    """D1: sellable - (ordered - shipped - cancelled) always is on hand less outstanding."""
    kept = cell.world("SELECT * FROM wholecell_standing WHERE sku = ? AND physical", SKU)
    unit = next(row for row in kept if row["status"] == "Available")

    def promise() -> int:
        (row,) = cell.world(
            "SELECT (SELECT sum(sellable) FROM v_stock WHERE simulator = 'wholecell' AND sku = ?1)"
            " - (SELECT coalesce(sum(ordered - shipped - cancelled), 0) FROM v_orders"
            " WHERE simulator = 'wholecell' AND sku = ?1) AS free",
            SKU,
        )
        return int(row["free"]) // 1_000_000

    before = promise()
    status = "(SELECT id FROM wholecell_status WHERE kind = 'SalesOrder' AND title = ?)"
    cell.write(
        "INSERT INTO wholecell_sales_order (id, status_id, created_at, updated_at)"
        f" VALUES (7, {status}, 0, 0)",
        "New",
    )
    cell.write(
        "INSERT INTO wholecell_sales_order_item (id, sales_order_id, position, sku,"
        " product_variation_id, quantity) SELECT 7, 7, 1, ?, product_variation_id, 1"
        " FROM wholecell_inventory WHERE id = ?",
        SKU, unit["id"],
    )  # fmt: skip
    assert promise() == before - 1
    cell.write(
        "UPDATE wholecell_inventory SET order_id = 7, order_item_id = 7, status_id ="
        " (SELECT sold_status_id FROM wholecell_account) WHERE id = ?",
        unit["id"],
    )
    assert promise() == before - 1
    cell.write("UPDATE wholecell_sales_order SET shipped_at = 9")
    assert promise() == before - 1
    physical = "SELECT physical FROM wholecell_standing WHERE id = ?"
    assert cell.world(physical, unit["id"]) == [{"physical": 0}]


def test_a_scaled_account_holds_every_unit_that_many_times() -> None:
    """§1.4: with serials, labels and ids of their own."""
    with Sandbox(SIMULATORS, scale=3, seed_set="catalogue") as large:
        rows = Cell(large).pull()
    assert len(rows) == len({row["id"] for row in rows}) == 780
    assert len({row["hex_id"] for row in rows}) == 780
    serials = [row["esn"] for row in rows if row["esn"]]
    assert len(serials) == len(set(serials)) == 3 * 254
    skus = {row["product_variation"]["sku"] for row in rows}
    assert {SKU, f"{SKU}-2", f"{SKU}-3"} <= skus
