"""Where the vendor's documentation contradicts itself: what we do about it, by its number in §6.

Source: docs/reference/wherefour.md §6 and the section that each test names.
"""

from typing import Any

import pytest

from tests.wherefour.shipments.test_auto_ship import SHIPMENT_KEYS

from .conftest import Warehouse

LOT = {
    "delivery_method_id": 1, "count": 10, "lot_code": "L1", "cost": 5,
    "received_date": "11/05/2024 02:39 PM",
}  # fmt: skip
LINE = {"inventory_id": 4, "count": 1}


@pytest.mark.parametrize(
    "path",
    [
        "/categories", "/inventory", "/inventory/search?sku_list=SK0001", "/inventory/1/stocks",
        "/customers", "/customers/search?display_name=embarcadero", "/customers/1/orders",
        "/orders", "/orders/search?order_number=SO1", "/customers/1/orders/2/shipments",
        "/shipments", "/shipments/search?order_number=SO2", "/settings/delivery_methods",
        "/locations/search", "/facilities/search",
    ],
)  # fmt: skip
def test_inconsistency_1_every_list_is_an_array(warehouse: Warehouse, path: str) -> None:
    """Inconsistency 1 (§1.5): examples show one object; with one hit or none it is an array too."""
    answer = warehouse.get(path)
    assert isinstance(answer.json(), list)
    assert len(answer.json()) >= 1
    assert {"total", "per-page"} <= set(answer.headers)
    none = warehouse.get(path + ("&" if "?" in path else "?") + "page=999")
    assert (none.status, none.json()) == (200, [])


def test_inconsistencies_2_and_12_about_an_order_are_shipments(warehouse: Warehouse) -> None:
    """Inconsistency 2 and 12 (§4, 16 to 18b): declared as an order, a list described as one."""
    order = warehouse.order(LINE)
    path = f"/customers/1/orders/{order['id']}"
    shown = [
        warehouse.ship(order).json(),
        warehouse.get(f"{path}/last_shipment").json(),
        *warehouse.get(f"{path}/shipments").json(),
    ]
    assert len(shown) == 3
    for shipment in shown:
        assert set(shipment) == set(SHIPMENT_KEYS.split())


def test_inconsistency_3_the_orders_of_a_customer_are_orders(warehouse: Warehouse) -> None:
    """Inconsistency 3 (§4, 13): the seed shows a customer with addresses."""
    for order in warehouse.get("/customers/1/orders").json():
        assert order == warehouse.get(f"/orders/{order['id']}").json()


def test_inconsistency_5_a_new_item_is_shown_whole(warehouse: Warehouse) -> None:
    """Inconsistency 5 (§3.4): a skeleton of "string"; standard_cost is absent from the example."""
    created = warehouse.post("/inventory", {"name": "New", "unit_of_use": "each"}).json()
    assert set(created) == set(warehouse.get("/inventory").json()[0])
    assert (created["name"], created["standard_cost"]) == ("New", None)


def test_inconsistency_6_lots_are_listed_as_lots(warehouse: Warehouse) -> None:
    """Inconsistency 6 (§3.11b): declared with the create request; location is a whole object."""
    [lot] = warehouse.get("/inventory/7/stocks").json()
    assert not {"delivery_method_id", "received_date"} & set(lot)
    assert lot["location"]["locator_code_path"] == "MAI:NORW"


def test_inconsistency_7_the_cost_flag_has_two_names_and_the_serial_flag_two_types(
    warehouse: Warehouse,
) -> None:
    """Inconsistency 7 (§5.3): both names, a string or a boolean; the lot code is conditional."""
    for name in ("cost_entered_is_total_code", "cost_entered_is_total_cost"):
        lot = warehouse.post("/inventory/6/stocks", LOT | {name: False}).json()
        assert lot["cost"] == "50.0"
    for sent in ("true", True):
        lot = warehouse.post("/inventory/6/stocks", LOT | {"generate_serial_number": sent}).json()
        assert lot["generate_serial_number"] is True
    warehouse.sandbox.set_quirk("wherefour.automatic_lot_sequencing", True)
    assert warehouse.post("/inventory/6/stocks", LOT | {"lot_code": None}).status == 200


def test_inconsistency_8_decimals_are_strings_everywhere(warehouse: Warehouse) -> None:
    """Inconsistency 8 (§1.6): typed number here, string there, "0.00" and "" for the same thing."""
    item = warehouse.get("/inventory").json()[0]
    lot = warehouse.post("/inventory/6/stocks", LOT).json()
    order = warehouse.order(LINE, discount="0.00", tax="")
    shown = [
        item["on_hand"], item["purchase_conversion"], lot["count"], lot["cost"],
        order["subtotal"], order["discount"], order["order_items"][0]["count"],
    ]  # fmt: skip
    assert shown == ["1410.0", "1.0", "10.0", "5.0", "2.5", "0.0", "1.0"]
    assert order["tax"] is None


def test_inconsistency_9_dates_are_iso_and_read_in_three_formats(warehouse: Warehouse) -> None:
    """Inconsistency 9 (§1.6): 3/1/20 in one answer only; invoiced_at null until invoiced."""
    order = warehouse.order(LINE, order_date="2020-09-04")
    assert (order["order_date"], order["invoiced_at"]) == ("2020-09-04", None)
    lot = warehouse.post("/inventory/6/stocks", LOT | {"expiration_date": "11/05/25"}).json()
    assert lot["expiration_date"] == "2025-11-05"
    shipment = warehouse.ship(order, ship_date="2021-02-02 12:00 AM").json()
    assert shipment["ship_date"] == "2021-02-02T08:00:00.000Z"
    assert shipment["order"]["invoiced_at"] is None


def test_inconsistency_10_auto_ship_works_with_and_without_the_id_in_the_path(
    warehouse: Warehouse,
) -> None:
    """Inconsistency 10 (§4, 18): 1.0.18 has no order id, later it is in the path, undeclared."""
    first, second = (warehouse.order(LINE, order_number=number) for number in ("A", "B"))
    wish = {"delivery_method": "UPS Ground", "order_number": "A"}
    legacy = warehouse.post("/customers/1/orders/auto_ship", wish).json()
    assert legacy["order_id"] == first["id"]
    assert warehouse.ship(second).json()["order_id"] == second["id"]


def test_inconsistency_11_the_tracking_number_sent_is_kept(warehouse: Warehouse) -> None:
    """Inconsistency 11 (§5.1, point 10): sent, and null in the documented answer."""
    order = warehouse.order(LINE)
    assert warehouse.ship(order, tracking_number="123456").json()["tracking_number"] == "123456"
    assert warehouse.get("/shipments").json()[-1]["tracking_number"] == "123456"


def test_inconsistency_13_the_last_adjustment_is_of_an_item_or_of_all(
    warehouse: Warehouse,
) -> None:
    """Inconsistency 13 (§4, 5): the text names an item, 1.0.18 has no parameter."""
    warehouse.receive("SK0002", 1, "X")
    assert warehouse.get("/inventory/last_adjustment").json()["lot_code"] == "X"
    one = warehouse.get("/inventory/last_adjustment?inventory_id=7").json()
    assert (one["lot_code"], one["stock"]["inventory"]["id"]) == ("CB001", 7)
    assert one["count"] == "400.0"


def test_inconsistency_14_a_location_comes_by_the_query_under_its_right_names(
    warehouse: Warehouse,
) -> None:
    """Inconsistency 14 (§3.15 and §4, 48): no placeholder in the path; two typos in keys."""
    location = warehouse.get("/locations/show?location_id=1").json()
    assert location["allowed_for_work_order_results"] is True
    assert "allowed_for_word_order_results" not in location
    assert warehouse.get("/locations/show/1").status == 404
    assert len(warehouse.get("/locations/search?facility_id=1").json()) == 3
    assert "facility_address" in warehouse.get("/facilities/search").json()[0]


def test_inconsistency_15_a_change_requires_nothing(warehouse: Warehouse) -> None:
    """Inconsistency 15 (§4, 15): number, date, status flagged required on PATCH; dates absent."""
    order = warehouse.order(LINE)
    answer = warehouse.patch(f"/customers/1/orders/{order['id']}", {"ship_date": "2026-02-01"})
    assert (answer.status, answer.json()["ship_date"]) == (200, "2026-02-01")
    assert answer.json()["order_number"] == order["order_number"]


def test_inconsistency_16_what_no_schema_has_is_read_or_ignored(warehouse: Warehouse) -> None:
    """Inconsistency 16 (§5.6, §5.7): origin is echoed, unit_price and payment_terms ignored."""
    line = {"inventory_id": 7, "count": 1, "unit_price": 100}
    order = warehouse.order(line, origin="shop", payment_terms="Net 30")
    assert (order["origin"], order["payment_term"]) == ("shop", "")
    assert order["order_items"][0]["cost"] == "0.0"


@pytest.mark.parametrize("method", ["post", "patch"])
def test_inconsistency_20_a_customer_comes_flat_or_wrapped(
    warehouse: Warehouse, method: str
) -> None:
    """Inconsistency 20 (§1.2, §3.2): a flat schema, a wrapped example; names are strings."""
    path = "/customers" if method == "post" else "/customers/1"
    for body in ({"display_name": "Ann"}, {"customer": {"display_name": "Ann"}}):
        customer: dict[str, Any] = getattr(warehouse, method)(path, body).json()
        assert customer["display_name"] == "Ann"
        assert {"note", "custom_field_1", "payment_terms"} <= set(customer)
    terms = warehouse.get("/customers/1").json()["payment_terms"]
    assert terms == "Net 30"


def test_inconsistency_22_the_list_of_kinds_is_an_object(warehouse: Warehouse) -> None:
    """Inconsistency 22 (§4, 36): an empty object for a list."""
    assert warehouse.get("/customers/kinds").json()["retailer"] == 0


def test_inconsistency_24_an_embedded_item_has_one_width(warehouse: Warehouse) -> None:
    """Inconsistency 24 (§3.4): lines and adjustments embed the medium width."""
    line = warehouse.get("/orders/1").json()["order_items"][0]["inventory"]
    adjusted = warehouse.get("/inventory/last_adjustment").json()["stock"]["inventory"]
    assert set(line) == set(adjusted)
    assert {"pull_strategy", "waste_percentage"} <= set(line)


def test_inconsistency_27_pull_strategies_are_read_in_any_case(warehouse: Warehouse) -> None:
    """Inconsistency 27 (§4, 3): fifo in old requests, FIFO and Hand Pick in answers."""
    for sent, shown in (("fifo", "FIFO"), ("HAND PICK", "Hand Pick"), ("Lifo", "LIFO")):
        body = {"name": sent, "unit_of_use": "each", "pull_strategy": sent}
        assert warehouse.post("/inventory", body).json()["pull_strategy"] == shown


def test_inconsistency_28_an_item_has_the_keys_of_the_example_too(warehouse: Warehouse) -> None:
    """Inconsistency 28 (§3.4): 29 keys that the table of fields lacks."""
    item = warehouse.get("/inventory").json()[0]
    assert {"upc", "standard_cost", "public_name", "show_hold_amounts"} <= set(item)
    assert len([key for key in item if key.startswith("receive_")]) == 20
