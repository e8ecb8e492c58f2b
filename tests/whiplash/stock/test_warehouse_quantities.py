"""Quantities of items and bundles in each warehouse.

Source: docs/reference/whiplash.md §2.6, §6.
"""

from stocktake.vendors.whiplash.stock.rows import record_transaction

from tests.whiplash.conftest import SKU, Lash
from tests.whiplash.support import insert_order


def test_list_warehouse_quantities_shows_each_warehouse_of_the_customer(lash: Lash) -> None:
    """§2.6: an empty second line is "", coordinates are numbers; no stock is shown as 0."""
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


def test_addresses_are_those_of_the_vendors_own_fixtures(lash: Lash) -> None:
    """§2.6: every warehouse that is known, the second line and the coordinates too."""
    other = lash.other_merchant()
    for warehouse_id in (1, 3, 4, 5, 6, 32):
        lash.insert("customer_warehouse", customer_id=2, warehouse_id=warehouse_id)
    item = other.create(title="Mug")
    names = (
        "id", "shipping_address_1", "shipping_address_2", "shipping_city", "latitude", "longitude",
    )  # fmt: skip
    rows = other.get(f"/items/{item['id']}/warehouse_quantities")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (1, "4657 Platt Road", "", "Ann Arbor", 42.2206, -83.6989),
        (2, "1334 San Mateo Avenue", "", "South San Francisco", 37.6432, -122.41),
        (3, "19 Alston drive", "Bradwell Abbey", "Milton Keynes", 52.0464, -0.798371),
        (4, "291 Airport Industrial Drive", "", "Ypsilanti", 42.2404, -83.5708),
        (5, "10731 Walker Street", "Suite B", "Cypress", 33.8074, -118.038),
        (6, "6620 Rue Abrams", "", "Saint Laurent", 45.4893, -73.757),
        (32, "5026 Chino Hills Parkway", "Building 17", "Chino", 33.9848, -117.695),
    ]


def test_orders_lower_projected_and_batching_lowers_the_shelf(lash: Lash) -> None:
    """§2.6: also for an order without a warehouse; more may be sold than there is."""
    item = lash.item(SKU)
    assert lash.quantities(item) == {"Ann Arbor": (33, 33, 33), "San Francisco": (27, 27, 27)}
    insert_order(lash, item, 3)
    insert_order(lash, item, 30, warehouse_id=2)
    insert_order(lash, item, 40, warehouse_id=None, status=95)
    insert_order(lash, item, 7, status=40)
    assert lash.quantities(item) == {
        "Ann Arbor": (33, -10, -10), "San Francisco": (27, -3, -3),
    }  # fmt: skip
    insert_order(lash, item, 3, batched=1, status=120)
    assert lash.quantities(item)["Ann Arbor"] == (33, -10, -10)


def test_published_units_of_a_notice_are_sellable_before_they_arrive(lash: Lash) -> None:
    """§2.6, §10 (9): sellable is projected plus those."""
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


def test_a_bundle_has_the_quantities_of_its_scarcest_component(lash: Lash) -> None:
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
