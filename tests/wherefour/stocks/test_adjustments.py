"""get_last_stock_lot_change. Source: docs/reference/wherefour.md §3.12, §4, §5.5."""

from tests.wherefour.conftest import Warehouse

KEYS = """
id user_id user_first_name user_last_name reason lot_code old_lot_code barcode old_barcode details
rate cost count change absolute_change note work_order expiration_date created_at updated_at stock
"""
STOCK_KEYS = """
id name lot_code status barcode details note count cost expiration_date created_at updated_at
inventory location vendor purchase
"""


def test_an_adjustment_shows_the_lot_as_it_was_and_as_it_is_now(warehouse: Warehouse) -> None:
    """§5.5: expiration date and note of then, and those of now."""
    warehouse.write("DELETE FROM wherefour_adjustment WHERE stock_id IN (2, 3, 4)")
    adjustment = warehouse.get("/inventory/last_adjustment?inventory_id=1").json()
    assert set(adjustment) == set(KEYS.split())
    assert set(adjustment["stock"]) == set(STOCK_KEYS.split())
    assert (adjustment["expiration_date"], adjustment["note"]) == ("2020-05-31", "buy lot 1")
    stock = adjustment["stock"]
    assert (stock["expiration_date"], stock["note"]) == ("2020-10-11", "buy lot WM001")
    assert (adjustment["count"], adjustment["change"]) == ("100.0", "100.0")
    assert (adjustment["user_first_name"], adjustment["user_last_name"]) == ("Tony", "Fiorello")
    assert stock["location"] == {"id": 1, "name": "North Warehouse"}
    assert (stock["inventory"]["name"], stock["name"]) == ("Raw material A", "Raw material A")
    assert (stock["purchase"], adjustment["work_order"]) == (None, None)


def test_the_vendor_of_a_lot_is_shown_without_addresses(warehouse: Warehouse) -> None:
    """§3.3: embedded, mobile and fax null."""
    vendor = warehouse.get("/inventory/last_adjustment?inventory_id=1").json()["stock"]["vendor"]
    assert (vendor["display_name"], vendor["mobile"]) == ("Pacific Supply Co.", None)
    assert not {"billing_address", "payment_term", "delivery_method"} & set(vendor)


def test_the_newest_adjustment_is_that_of_the_item_or_of_the_organization(
    warehouse: Warehouse,
) -> None:
    """§4, operation 5: greatest created_at, then id."""
    warehouse.sandbox.event("wherefour", "cycle_count", lot_code="SC-00000", count=60)
    newest = warehouse.get("/inventory/last_adjustment").json()
    assert (newest["lot_code"], newest["reason"]) == ("SC-00000", "cycle count")
    assert (newest["change"], newest["absolute_change"], newest["count"]) == ("-5.0", "5.0", "5.0")
    assert newest["stock"]["count"] == "60.0"
    warehouse.receive("SK0002", 1, "X")
    assert warehouse.get("/inventory/last_adjustment").json()["lot_code"] == "X"
    assert warehouse.get("/inventory/last_adjustment?inventory_id=4").json() == newest
    assert warehouse.get("/inventory/last_adjustment", json={"inventory_id": 4}).json() == newest


def test_a_shipment_is_an_adjustment(warehouse: Warehouse) -> None:
    """§5.1 "After shipping" and §5.5: reason shipment, the change negative."""
    shipment = warehouse.ship(warehouse.order({"inventory_id": 4, "count": 3})).json()
    [taken] = shipment["shipment_items"][0]["auto_ship"]
    newest = warehouse.get("/inventory/last_adjustment").json()
    assert (newest["id"], newest["reason"]) == (taken["adjustment_id"], "shipment")
    assert newest["change"] == taken["change"] == "-3.0"


def test_without_any_adjustment_the_answer_is_not_found(warehouse: Warehouse) -> None:
    """§4, operation 5: none, or an unknown item: 404; what is no number: 422."""
    for wanted in ("5", "2", "0", "-1"):
        path = f"/inventory/last_adjustment?inventory_id={wanted}"
        assert warehouse.get(path).status == 404
    assert warehouse.get("/inventory/last_adjustment?inventory_id=x").status == 422
    warehouse.write("DELETE FROM wherefour_adjustment")
    assert warehouse.get("/inventory/last_adjustment").status == 404
