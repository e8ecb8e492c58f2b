"""add_stock_lot. Source: docs/reference/wherefour.md §3.11, §4, §5.3 and §8."""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

KEYS = """
id user_id inventory_id location_id lot_code status barcode details note count cost vendor_id
expiration_date created_at updated_at base_count rate purchase_id global_identifier organization_id
expiration_notified_at weight height width length serial_number generate_barcode generate_lot_code
generate_serial_number custom_field_values
"""
DOCUMENTED = {
    "delivery_method_id": 1, "count": 100, "lot_code": "1234", "vendor_id": 1, "location_id": 1,
    "received_date": "11/05/2024 02:39 PM", "cost": 100, "cost_entered_is_total_cost": True,
    "expiration_date": "11/05/25", "stock_description": "New stock", "vendor_reference": "VR1",
    "vendor_item_number": "VI1", "barcode": "", "status": "active",
}  # fmt: skip
PATH = "/inventory/4/stocks"


def on_hand(warehouse: Warehouse) -> str:
    """Return what there is of the item of SKU SK0001."""
    [item] = warehouse.get("/inventory/search?sku_list=SK0001").json()
    return str(item["on_hand"])


def test_the_documented_lot_is_answered_as_documented(warehouse: Warehouse) -> None:
    """§3.11a and §8: details, expiration date, the cost of the whole lot; created without ms."""
    warehouse.sandbox.advance("1d")
    answer = warehouse.post(PATH, DOCUMENTED)
    assert answer.status == 200
    lot = answer.json()
    assert set(lot) == set(KEYS.split())
    assert (lot["details"], lot["note"], lot["status"]) == ("New stock", "", "active")
    assert (lot["expiration_date"], lot["cost"]) == ("2025-11-05", "100.0")
    assert (lot["count"], lot["base_count"]) == ("100.0", "100.0")
    assert (lot["barcode"], lot["serial_number"], lot["rate"]) == (None, None, None)
    assert (lot["user_id"], lot["organization_id"], lot["vendor_id"]) == (1, 1, 1)
    assert (lot["generate_barcode"], lot["generate_lot_code"]) == (False, False)
    assert lot["created_at"].endswith(":00:00.000Z")
    assert on_hand(warehouse) == "1265.0"


def test_a_new_lot_is_listed_and_updates_its_item(warehouse: Warehouse) -> None:
    """§5.3 "Effects": the item counts as updated."""
    warehouse.sandbox.advance("1h")
    lot = warehouse.post(PATH, DOCUMENTED).json()
    listed = warehouse.get(PATH).json()[-1]
    assert (listed["id"], listed["location"]["name"]) == (lot["id"], "North Warehouse")
    [item] = warehouse.get("/inventory?updated_at=2026-01-05T09:30:00Z").json()
    assert item["id"] == 4


def test_a_receipt_records_an_adjustment_effective_at_the_date_received(
    warehouse: Warehouse,
) -> None:
    """§5.3: reason purchase, cost of the lot; effective when received, in the user's zone."""
    lot = warehouse.post(PATH, DOCUMENTED).json()
    adjustment = warehouse.get("/inventory/last_adjustment?inventory_id=4").json()
    assert (adjustment["reason"], adjustment["change"]) == ("purchase", "100.0")
    assert (adjustment["cost"], adjustment["stock"]["id"]) == ("100.0", lot["id"])
    row = warehouse.sandbox.world().one(
        "SELECT s.received_at, a.effective_at FROM wherefour_stock s"
        " JOIN wherefour_adjustment a ON a.stock_id = s.id WHERE s.id = ?", (lot["id"],)
    )  # fmt: skip
    assert row == {"received_at": 1730846340000, "effective_at": 1730846340000}
    [line] = warehouse.sandbox.world().all("SELECT * FROM ledger")
    assert (line["what"], line["place"], line["delta"]) == ("stock", "NORW", 100_000_000)


@pytest.mark.parametrize(
    ("received", "expires"),
    [
        ("11/05/2024 02:39 PM", "11/05/25"),
        ("11/05/24 02:39 PM", "11/05/2025"),
        ("2024-11-05T14:39:00-08:00", "2025-11-05"),
        ("2024-11-05T22:39:00Z", "2025-11-05"),
        ("2024-11-05 02:39 PM", "2025-11-05"),
    ],
)
def test_dates_are_read_in_the_users_format_and_in_iso(
    warehouse: Warehouse, received: str, expires: str
) -> None:
    """§1.6 and §5.3: MM/DD/YYYY hh:mm AM in California, MM/DD/YY with two or four digits, ISO."""
    body = DOCUMENTED | {"received_date": received, "expiration_date": expires}
    lot = warehouse.post(PATH, body).json()
    assert lot["expiration_date"] == "2025-11-05"
    query = "SELECT received_at FROM wherefour_stock WHERE id = ?"
    assert warehouse.sandbox.world().value(query, (lot["id"],)) == 1730846340000


@pytest.mark.parametrize(
    ("flags", "cost"),
    [
        ({"cost_entered_is_total_cost": True}, "100.0"),
        ({"cost_entered_is_total_cost": False}, "10000.0"),
        ({"cost_entered_is_total_code": True}, "100.0"),
        ({"cost_entered_is_total_code": "false"}, "10000.0"),
        ({"cost_entered_is_total_cost": None}, "100.0"),
        ({"cost_entered_is_total_code": False, "cost_entered_is_total_cost": True}, "100.0"),
    ],
)
def test_the_cost_of_the_whole_lot_is_stored_whichever_was_sent(
    warehouse: Warehouse, flags: dict[str, Any], cost: str
) -> None:
    """§5.3: both spellings of the flag; false is the cost of one unit."""
    body = {k: v for k, v in DOCUMENTED.items() if k != "cost_entered_is_total_cost"} | flags
    assert warehouse.post(PATH, body).json()["cost"] == cost


def test_without_the_flag_the_item_decides_what_the_cost_means(warehouse: Warehouse) -> None:
    """§5.3: the item's receive_default_to_total_cost."""
    body = {k: v for k, v in DOCUMENTED.items() if k != "cost_entered_is_total_cost"}
    warehouse.write("UPDATE wherefour_inventory SET receive_default_to_total_cost = 0 WHERE id = 4")
    assert warehouse.post(PATH, body).json()["cost"] == "10000.0"


def test_only_four_fields_of_a_new_lot_need_a_value(warehouse: Warehouse) -> None:
    """§5.3: details are the item's name, the status the item's default or active."""
    least = {
        "delivery_method_id": "1", "count": "2.5", "lot_code": "L", "cost": "0",
        "received_date": "11/05/2024 02:39 PM",
    }  # fmt: skip
    lot = warehouse.post(PATH, {"stock": least}).json()
    assert (lot["details"], lot["status"]) == ("Finished good B", "active")
    assert (lot["location_id"], lot["vendor_id"], lot["expiration_date"]) == (None, None, None)
    warehouse.write(
        "UPDATE wherefour_inventory SET receive_default_stock_status = 'on_hold' WHERE id = 4"
    )
    assert warehouse.post(PATH, {"active_stock": least}).json()["status"] == "on_hold"


def test_lot_codes_may_repeat_but_barcodes_and_serial_numbers_not(warehouse: Warehouse) -> None:
    """§5.3: the same lot in two places; duplicates of the others are 422."""
    once = DOCUMENTED | {"barcode": "B1", "serial_number": "S1"}
    assert warehouse.post(PATH, once).status == 200
    for field, other in (("barcode", "serial_number"), ("serial_number", "barcode")):
        answer = warehouse.post("/inventory/6/stocks", once | {other: None})
        assert (answer.status, list(answer.json()["errors"])) == (422, [field])
    assert warehouse.post(PATH, DOCUMENTED).status == 200


def test_a_lot_code_is_required_unless_the_organization_numbers_its_lots(
    warehouse: Warehouse,
) -> None:
    """§5.3: sequencing on and generate_lot_code not false; else 422. A code that comes counts."""
    body = {key: value for key, value in DOCUMENTED.items() if key != "lot_code"}
    for flag in (True, False, None):
        answer = warehouse.post(PATH, body | {"generate_lot_code": flag})
        assert (answer.status, list(answer.json()["errors"])) == (422, ["lot_code"])
    warehouse.sandbox.set_quirk("wherefour.automatic_lot_sequencing", True)
    assert warehouse.post(PATH, body).json()["lot_code"] == "L000001"
    generated = warehouse.post(PATH, body | {"generate_lot_code": True}).json()
    assert (generated["lot_code"], generated["generate_lot_code"]) == ("L000002", True)
    assert warehouse.post(PATH, body | {"generate_lot_code": False}).status == 422
    assert warehouse.post(PATH, DOCUMENTED).json()["lot_code"] == "1234"


def test_barcodes_and_serial_numbers_are_generated_when_asked_for(warehouse: Warehouse) -> None:
    """§5.3: B-000001 and S-000001, counting on, past those in use."""
    flags = {"generate_barcode": True, "generate_serial_number": "true"}
    codes = []
    assert warehouse.post(PATH, DOCUMENTED | {"barcode": "B-000002"}).status == 200
    for _ in range(2):
        lot = warehouse.post(PATH, DOCUMENTED | flags).json()
        codes.append((lot["barcode"], lot["serial_number"]))
    assert codes == [("B-000001", "S-000001"), ("B-000003", "S-000002")]
    assert (lot["generate_barcode"], lot["generate_serial_number"]) == (True, True)


@pytest.mark.parametrize(
    ("insists", "field"),
    [
        ("receive_require_barcode", "barcode"),
        ("receive_require_serial_number", "serial_number"),
        ("receive_require_location", "location_id"),
        ("receive_require_expiration_date", "expiration_date"),
    ],
)
def test_an_item_can_require_more_fields(warehouse: Warehouse, insists: str, field: str) -> None:
    """§5.3: a flag of the item is true and the field missing: 422."""
    warehouse.write(f"UPDATE wherefour_inventory SET {insists} = 1 WHERE id = 4")
    more = {"barcode": "B", "serial_number": "S", "location_id": 5, "expiration_date": "1/2/27"}
    assert warehouse.post(PATH, DOCUMENTED | more).status == 200
    answer = warehouse.post(PATH, DOCUMENTED | {"lot_code": "2"} | {field: None})
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": "many"}, "count"),
        ({"count": None}, "count"),
        ({"count": 1e12}, "count"),
        ({"cost": None}, "cost"),
        ({"cost": -5}, "cost"),
        ({"count": 1e9, "cost": 1e9, "cost_entered_is_total_cost": False}, "cost"),
        ({"delivery_method_id": None}, "delivery_method_id"),
        ({"delivery_method_id": 2}, "delivery_method_id"),
        ({"location_id": 2}, "location_id"),
        ({"vendor_id": 9}, "vendor_id"),
        ({"received_date": "yesterday"}, "received_date"),
        ({"received_date": None}, "received_date"),
        ({"received_date": "13/05/2024 02:39 PM"}, "received_date"),
        ({"expiration_date": "2025-02-30"}, "expiration_date"),
        ({"expiration_date": "25/11/05"}, "expiration_date"),
        ({"status": "lost"}, "status"),
        ({"lot_code": ""}, "lot_code"),
    ],
)
def test_an_invalid_lot_is_refused_and_stores_nothing(
    warehouse: Warehouse, change: dict[str, Any], field: str
) -> None:
    """§5.3 and §1.3: 422 names the field; no lot, no adjustment, no ledger line."""
    tables = "wherefour_stock wherefour_adjustment ledger"
    warehouse.assert_refused(PATH, DOCUMENTED | change, field=field, tables=tables)


@pytest.mark.parametrize("missing", ["delivery_method_id", "count", "received_date", "cost"])
def test_four_fields_are_required(warehouse: Warehouse, missing: str) -> None:
    """§4, operation 4: the fields that the vendor marks, beside the lot code."""
    body = {key: value for key, value in DOCUMENTED.items() if key != missing}
    assert list(warehouse.post(PATH, body).json()["errors"]) == [missing]


def test_a_lot_of_an_unknown_item_is_not_found(warehouse: Warehouse) -> None:
    """§4: an unknown id is 404."""
    assert warehouse.post("/inventory/2/stocks", DOCUMENTED).status == 404


def test_fifo_goes_by_the_date_received_not_by_the_date_entered(warehouse: Warehouse) -> None:
    """§5.1: FIFO goes by the date received, not by the date entered."""
    for lot, received in (("new", "11/05/2024 02:39 PM"), ("old", "11/04/2024 02:39 PM")):
        body = DOCUMENTED | {"lot_code": lot, "received_date": received}
        assert warehouse.post("/inventory/6/stocks", body).status == 200
    shipment = warehouse.ship(warehouse.order({"inventory_id": 6, "count": 1})).json()
    assert shipment["shipment_items"][0]["auto_ship"][0]["lot_code"] == "old"
