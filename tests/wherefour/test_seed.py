"""What a new world holds, and what the referee sees of it.

Source: docs/reference/wherefour.md §7.
"""

from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.vendors.wherefour import SIMULATOR
from stocktake.web.sandbox import Sandbox

from .conftest import Warehouse


def stock(warehouse: Warehouse, sku: str) -> list[tuple[str, int, int]]:
    """Return place, physical and sellable of an SKU as the referee sees them."""
    rows = warehouse.sandbox.world().all(
        "SELECT place, physical, sellable FROM v_stock WHERE simulator = 'wherefour' AND sku = ?",
        (sku,),
    )
    return [(row["place"], row["physical"], row["sellable"]) for row in rows]


@pytest.mark.parametrize(
    ("seed_set", "items"), [("documented", 7), ("catalogue", 71), ("both", 78)]
)
def test_settings_are_in_every_seed_set_and_catalogue_ids_begin_at_1001(
    seed_set: str, items: int
) -> None:
    """§7: documented ids stay; the settings records are in both sets."""
    with Sandbox(SIMULATORS, seed_set=seed_set) as fresh:
        world = fresh.world()
        ids = [row["id"] for row in world.all("SELECT id FROM wherefour_inventory ORDER BY id")]
        assert len(ids) == items
        assert [i for i in ids if i <= 1000] == (
            [] if seed_set == "catalogue" else [1, 3, 4, 5, 6, 7, 56]
        )
        names = [
            row["name"] for row in world.all("SELECT name FROM wherefour_order_status ORDER BY id")
        ]
        assert names == [
            "Pending", "Open", "Partially Shipped", "On Hold", "Complete", "Invoiced", "Canceled",
            "Archived",
        ]  # fmt: skip
        methods = world.all("SELECT id, name FROM wherefour_delivery_method ORDER BY id")
        assert [row["id"] for row in methods] == [1, 3, 6]


def test_catalogue_lots_were_received_before_the_world_began(warehouse: Warehouse) -> None:
    """§5.1: received_at decides FIFO, so it must differ from created_at."""
    lot = warehouse.sandbox.world().one("SELECT * FROM wherefour_stock WHERE lot_code = 'CT001-B'")
    assert lot["created_at"] - lot["received_at"] == 55 * 86_400_000
    assert lot["expiration_date"] == "2026-06-14"


@pytest.mark.parametrize(
    ("sku", "levels"),
    [
        ("BUT-CULT-227", [("COLD", 84_000_000, 60_000_000)]),
        ("JAR-MASON-12", [("DOCK", 48_000_000, 0), ("MAIN", 26_000_000, 26_000_000)]),
        ("CHZ-WHEEL-TOMA", [("COLD", 10_000_000, 0)]),
        ("APR-LINEN-NAT", [("", 0, 0)]),
        ("SK0002", [("NORW", 0, 0)]),
    ],
)
def test_the_referee_sees_what_auto_ship_could_pick(
    warehouse: Warehouse, sku: str, levels: list[Any]
) -> None:
    """Duties D1: active, not empty, an allowed place, not Hand Pick."""
    assert sorted(stock(warehouse, sku)) == levels


def test_cases_of_all_locations_add_up(warehouse: Warehouse) -> None:
    """§5.1 "Units" and duties D1: 125 + 46 each are 14.25 cases, in whatever location."""
    assert sum(row[2] for row in stock(warehouse, "CHK-CAN-CS12")) == 14_250_000


def test_a_sku_of_two_items_sells_nothing_until_one_retires(warehouse: Warehouse) -> None:
    """§5.8: the warehouse refuses every order for it."""
    assert {row[2] for row in stock(warehouse, "TWL-PAPER-6")} == {0}
    warehouse.write(
        "UPDATE wherefour_inventory SET retired = 1 WHERE sku = 'TWL-PAPER-6'"
        " AND id NOT IN (SELECT inventory_id FROM wherefour_stock)"
    )
    assert sum(row[2] for row in stock(warehouse, "TWL-PAPER-6")) == 74_000_000


def test_the_referee_sees_orders_and_shipments_line_by_line(warehouse: Warehouse) -> None:
    """Duties D1 and D5: what was ordered, shipped and, in a canceled order, never will be."""
    order = warehouse.order({"inventory_id": 4, "count": 1200}, order_number="R3")
    warehouse.ship(order)
    world = warehouse.sandbox.world()
    [line] = world.all("SELECT * FROM v_orders WHERE reference = 'R3'")
    assert (line["ordered"], line["shipped"], line["cancelled"]) == (
        1_200_000_000,
        1_165_000_000,
        0,
    )
    [row] = world.all("SELECT * FROM v_shipments WHERE reference = 'R3'")
    assert (row["quantity"], row["order_id"]) == (1_165_000_000, order["id"])
    warehouse.write("UPDATE wherefour_order SET order_status_id = 7 WHERE id = ?", order["id"])
    [line] = world.all("SELECT * FROM v_orders WHERE reference = 'R3'")
    assert line["cancelled"] == 35_000_000


def test_the_environment_has_base_url_and_credentials(sandbox: Sandbox) -> None:
    """§1.1: base URL and the two halves of Basic."""
    environment = SIMULATOR.environment("http://127.0.0.1:8700/w/w1/wherefour")
    assert environment == {
        "WHEREFOUR_BASE_URL": "http://127.0.0.1:8700/w/w1/wherefour/api/v1",
        "WHEREFOUR_USERNAME": "tony@abcproduct.example",
        "WHEREFOUR_PASSWORD": "wherefour-demo",
    }
