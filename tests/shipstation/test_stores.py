"""Stores, warehouses, carriers. Source: docs/reference/channels.md §4.3, §14.4.

list_stores, refresh_store, list_warehouses, list_carriers.
"""

from tests.shipstation.conftest import Ship


def test_stores_are_an_array_and_amazon_is_marketplace_2(ship: Ship) -> None:
    """§4.3, §14.4."""
    stores = ship.get("/stores")
    assert [(row["storeId"], row["marketplaceId"]) for row in stores] == [(11, 0), (12, 2)]
    assert [row["storeId"] for row in ship.get("/stores", marketplaceId=2)] == [12]


def test_dates_of_stores_have_two_digits_or_three(ship: Ship) -> None:
    """§4.3: a reader with one fixed form fails on the other."""
    dates = [row[name] for row in ship.get("/stores") for name in ("createDate", "modifyDate")]
    assert {len(date.rpartition(".")[2]) for date in dates} == {2}
    assert ship.get("/stores")[1]["refreshDate"] == "2014-08-13T10:45:31.373"


def test_a_store_that_is_switched_off_is_shown_when_it_is_asked_for(ship: Ship) -> None:
    """§4.3."""
    ship.event("switch_store", store_id=12, active=False)
    assert [row["storeId"] for row in ship.get("/stores")] == [11]
    rows = ship.get("/stores", showInactive="true")
    assert [(row["storeId"], row["active"]) for row in rows] == [(11, True), (12, False)]


def test_a_store_is_refreshed_by_query_by_body_or_with_all_others(ship: Ship) -> None:
    """§4.3."""
    ship.post("/stores/refreshstore?storeId=12")
    first, second = ship.get("/stores")
    assert (first["refreshDate"], second["refreshDate"]) == (None, "2026-03-02T01:00:00.001")
    ship.post("/stores/refreshstore", storeId=11)
    assert ship.get("/stores")[0]["lastRefreshAttempt"] == "2026-03-02T01:00:00.003"
    ship.send("POST", "/stores/refreshstore")
    assert {row["refreshDate"] for row in ship.get("/stores")} == {"2026-03-02T01:00:00.005"}
    ship.send("POST", "/stores/refreshstore?storeId=99", 404)


def test_warehouses_have_seven_digits_and_an_address_of_origin(ship: Ship) -> None:
    """§4.3."""
    (row,) = ship.get("/warehouses")
    assert row["createDate"] == "2014-10-21T08:11:43.8800000"
    assert (row["isDefault"], row["originAddress"]["city"]) == (True, "Oakland")


def test_carriers_have_codes_of_shipstations_own(ship: Ship) -> None:
    """§4.2: no channel's names."""
    rows = ship.get("/carriers")
    assert [row["code"] for row in rows][:3] == ["stamps_com", "ups", "fedex"]
    assert rows[0]["balance"] == 246.27
