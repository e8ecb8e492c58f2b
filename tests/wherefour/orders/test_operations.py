"""create_order, get_order and search_orders.

Source: docs/reference/wherefour.md §3.7, §4, §5.6 to §5.8.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

KEYS = """
id order_date produce_date deliver_date ship_date po_number status order_status_id origin invoiced
salesperson_id salesperson_name delivery_method_id instructions internal_notes subtotal discount
tax shipping total order_number payment_term_id created_at updated_at invoiced_at customer
delivery_method salesperson payment_term order_items custom_line_items billing_address
shipping_address ship_from_address sales_channel
"""
DOCUMENTED = {
    "order_number": "SO100", "order_date": "2020-09-04", "deliver_date": "2020-09-04",
    "produce_date": "2020-09-04", "po_number": "12345", "payment_term_id": None, "status": "open",
    "origin": "wherefour", "salesperson_id": None, "payment_terms": None, "delivery_method_id": 1,
    "instructions": None, "subtotal": 100, "discount": 0, "tax": 0, "shipping": 0, "total": 0,
    "order_items_attributes": [
        {"inventory_id": 4, "count": 10, "unit_price": 100, "override_unit_price": 0},
        {"inventory_id": 6, "count": 5, "unit_price": 0, "override_unit_price": 0},
    ],
}  # fmt: skip


def test_the_documented_create_is_answered_as_documented(warehouse: Warehouse) -> None:
    """§4, operation 14, §3.7, §5.6: the override wins even when 0, unit_price is ignored."""
    answer = warehouse.post("/customers/1/orders", DOCUMENTED)
    assert answer.status == 200
    order = answer.json()
    assert set(order) == set(KEYS.split())
    assert [line["cost"] for line in order["order_items"]] == ["0.0", "0.0"]
    assert [line["count"] for line in order["order_items"]] == ["10.0", "5.0"]
    assert order["order_items"][0]["inventory"]["pull_strategy"] == "FEFO"
    assert (order["status"], order["order_status_id"], order["invoiced_at"]) == ("open", 2, None)
    assert (order["subtotal"], order["discount"], order["total"]) == ("0.0", "0.0", "0.0")
    assert (order["instructions"], order["salesperson"], order["payment_term"]) == ("", "", "")
    assert order["delivery_method"]["name"] == "UPS Ground"
    assert order["customer"] == warehouse.get("/customers/1").json()
    assert warehouse.get(f"/orders/{order['id']}").json() == order


def test_legacy_totals_echo_what_the_client_sent(warehouse: Warehouse) -> None:
    """§5.6: up to 1.0.22 subtotal and total were echoed unverified."""
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    order = warehouse.post("/customers/1/orders", DOCUMENTED).json()
    assert (order["subtotal"], order["total"]) == ("100.0", "0.0")
    computed = warehouse.order({"inventory_id": 4, "count": 2})
    assert (computed["subtotal"], computed["total"]) == ("5.0", "5.0")


def test_totals_are_those_of_the_worked_checks(warehouse: Warehouse) -> None:
    """§8: 300 - 10 + 25 = 315; 424.4875 is not rounded before the total 424.49."""
    order = warehouse.order(
        {"inventory_id": 4, "count": 20, "override_unit_price": 2.5},
        {"inventory_id": 6, "count": "10", "override_unit_price": "25.0"},
        discount=10,
        shipping="25",
    )
    assert (order["subtotal"], order["tax"], order["total"]) == ("300.0", None, "315.0")
    order = warehouse.order(
        {"inventory_id": 7, "count": 1000, "override_unit_price": 0.25},
        {"inventory_id": 1, "count": 58.75, "override_unit_price": 2.97},
    )
    assert (order["subtotal"], order["total"]) == ("424.4875", "424.49")


def test_a_line_without_a_price_has_the_price_of_its_item(warehouse: Warehouse) -> None:
    """§5.6: without an override the warehouse's own price counts, else 0.0."""
    order = warehouse.order({"inventory_id": 4, "count": 1}, {"inventory_id": 7, "count": 1})
    assert [line["cost"] for line in order["order_items"]] == ["2.5", "0.0"]


def test_a_custom_line_counts_with_its_whole_amount(warehouse: Warehouse) -> None:
    """§3.6 and §5.6: force_subtotal is the line's amount, unit_price that by count."""
    order = warehouse.order(
        {"inventory_id": 4, "count": 2},
        custom_line_items_attributes=[
            {"custom_line_definition_id": 1, "count": 4, "force_subtotal": 10}
        ],
    )
    [line] = order["custom_line_items"]
    assert (line["count"], line["unit_price"]) == ("4.0", "2.5")
    assert line["custom_line_definition"]["name"] == line["name"]
    assert order["subtotal"] == "15.0"


def test_a_line_may_name_its_item_by_sku(warehouse: Warehouse) -> None:
    """§5.8: the SKU must match exactly one item, whole and in this case."""
    order = warehouse.order({"sku": "SK0001", "count": 1}, {"sku": "000417", "count": 0})
    assert [line["sku"] for line in order["order_items"]] == ["SK0001", "000417"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"order_number": ""}, "order_number"),
        ({"order_number": None}, "order_number"),
        ({"order_date": "soon"}, "order_date"),
        ({"order_date": "2020-02-30"}, "order_date"),
        ({"deliver_date": "31/12/2020"}, "deliver_date"),
        ({"status": "shiny"}, "status"),
        ({"order_status_id": 99}, "order_status_id"),
        ({"delivery_method_id": 2}, "delivery_method_id"),
        ({"payment_term_id": 2}, "payment_term_id"),
        ({"salesperson_id": 1}, "salesperson_id"),
        ({"sales_channel_id": 5}, "sales_channel_id"),
        ({"ship_from_address_id": 99}, "ship_from_address_id"),
        ({"discount": "much"}, "discount"),
        ({"tax": 1e30}, "tax"),
        ({"order_items_attributes": []}, "order_items_attributes"),
        ({"order_items_attributes": [{"inventory_id": 4}]}, "order_items_attributes.0.count"),
        (
            {"order_items_attributes": [{"inventory_id": 4, "count": -1}]},
            "order_items_attributes.0.count",
        ),
        ({"order_items_attributes": [{"count": 1}]}, "order_items_attributes.0.inventory_id"),
        (
            {"order_items_attributes": [{"inventory_id": 2, "count": 1}]},
            "order_items_attributes.0.inventory_id",
        ),
        (
            {"order_items_attributes": [{"sku": "sk0001", "count": 1}]},
            "order_items_attributes.0.sku",
        ),
        (
            {"order_items_attributes": [{"sku": "TWL-PAPER-6", "count": 1}]},
            "order_items_attributes.0.sku",
        ),
        (
            {
                "order_items_attributes": [
                    {"inventory_id": 4, "count": 1e9, "override_unit_price": 1e9}
                ]
            },
            "total",
        ),
        (
            {"custom_line_items_attributes": [{"custom_line_definition_id": 9, "count": 1}]},
            "custom_line_items_attributes.0.custom_line_definition_id",
        ),
    ],
)
def test_an_invalid_order_is_refused_and_stores_nothing(
    warehouse: Warehouse, change: dict[str, Any], field: str
) -> None:
    """§1.3, §4 and §5.8: 422 names the field; no table has a new row."""
    tables = "wherefour_order wherefour_order_item wherefour_address ledger"
    warehouse.assert_refused("/customers/1/orders", DOCUMENTED | change, field=field, tables=tables)


def test_a_sku_that_a_retired_twin_shares_is_not_ambiguous(warehouse: Warehouse) -> None:
    """§5.8: a retired item is out of the choice; alone it is not found by its SKU."""
    warehouse.item("Old good B", "SK0001", retired=1)
    [line] = warehouse.order({"sku": "SK0001", "count": 1})["order_items"]
    assert line["inventory_id"] == 4


def test_the_status_may_come_as_a_name_an_id_or_not_at_all(warehouse: Warehouse) -> None:
    """§5.2 and §4: names in any case, 1.0.25 sends the id, new orders are pending."""
    line = {"inventory_id": 4, "count": 1}
    assert warehouse.order(line, status="INVOICED")["order_status_id"] == 6
    assert warehouse.order(line, status=None, order_status_id=4)["status"] == "on hold"
    assert warehouse.order(line, status=None)["status"] == "pending"


def test_an_invoiced_order_was_invoiced_today_at_midnight(warehouse: Warehouse) -> None:
    """§5.7: invoiced_at is today 00:00 UTC."""
    order = warehouse.order({"inventory_id": 4, "count": 1}, invoiced=True)
    assert (order["invoiced"], order["invoiced_at"]) == (True, "2026-01-05T00:00:00.000Z")


def test_a_new_order_has_its_own_copy_of_the_customers_addresses(warehouse: Warehouse) -> None:
    """§5.7: it copies the customer's; the customer has no new ones."""
    order = warehouse.order({"inventory_id": 4, "count": 1})
    assert order["billing_address"]["line1"] == "1142 Main Street"
    assert order["shipping_address"]["id"] not in (1, 2)
    assert len(order["customer"]["addresses"]) == 2


def test_order_numbers_may_repeat_and_a_search_finds_all_of_them(warehouse: Warehouse) -> None:
    """§5.7 and §4, operation 21: the whole number, in query or body; all matches."""
    for number in ("R5", "R5", "R55"):
        warehouse.order({"inventory_id": 4, "count": 1}, order_number=number)
    assert len(warehouse.get("/orders/search", json={"order_number": "R5"}).json()) == 2
    assert len(warehouse.get("/orders/search?order_number=R55").json()) == 1
    assert warehouse.get("/orders/search?order_number=r5").json() == []
    assert warehouse.get("/orders/search").json() == []
    assert warehouse.get("/orders/search?order_number=").status == 422


def test_the_documented_orders_are_there(warehouse: Warehouse) -> None:
    """§7: SO1 as in the search example, SO2 with its shipment text, SO100 as id 6."""
    first = warehouse.get("/orders/1").json()
    assert (first["order_number"], first["subtotal"], first["total"]) == ("SO1", "300.0", "315.0")
    assert warehouse.get("/orders/2").json()["total"] == "1400.0"
    [sixth] = warehouse.get("/orders/search?order_number=SO100").json()
    assert [line["id"] for line in sixth["order_items"]] == [10, 11]


def test_one_order_may_show_its_dates_as_the_user_writes_them(warehouse: Warehouse) -> None:
    """§1.6: one documented example does; a switch, for that operation alone."""
    assert warehouse.get("/orders/2").json()["order_date"] == "2020-09-10"
    warehouse.sandbox.set_quirk("wherefour.order_show_user_dates", True)
    assert warehouse.get("/orders/2").json()["order_date"] == "9/10/20"
    assert warehouse.get("/orders/search?order_number=SO2").json()[0]["order_date"] == "2020-09-10"


def test_dates_are_read_in_iso_and_as_the_user_writes_them(warehouse: Warehouse) -> None:
    """§1.6: order examples use ISO, the user's format is MM/DD/YY."""
    order = warehouse.order(
        {"inventory_id": 4, "count": 1}, order_date="09/04/20", deliver_date="12/31/2020"
    )
    assert (order["order_date"], order["deliver_date"]) == ("2020-09-04", "2020-12-31")


def test_a_wrapped_or_form_encoded_order_is_the_same_order(warehouse: Warehouse) -> None:
    """§1.2: wrapped as `order`; form-encoded as a courtesy."""
    assert warehouse.post("/customers/1/orders", {"order": DOCUMENTED}).status == 200
    form = {
        "order[order_number]": "F1", "order[order_date]": "2020-09-04",
        "order[order_items_attributes][0][inventory_id]": "4",
        "order[order_items_attributes][0][count]": "2.5",
    }  # fmt: skip
    answer = warehouse.post("/customers/1/orders", form=form)
    assert answer.status == 200, answer.text
    assert answer.json()["order_items"][0]["count"] == "2.5"


@pytest.mark.parametrize("path", ["/customers/99/orders", "/customers/x/orders"])
def test_an_order_of_an_unknown_customer_is_not_found(warehouse: Warehouse, path: str) -> None:
    """§4: unknown ids are 404."""
    assert warehouse.post(path, DOCUMENTED).status == 404


@pytest.mark.parametrize("identifier", ["3", "0", "-1", "abc", "9" * 30])
def test_an_unknown_order_is_not_found(warehouse: Warehouse, identifier: str) -> None:
    """§4: unknown ids are 404."""
    assert warehouse.get(f"/orders/{identifier}").status == 404


def test_an_order_is_demand_in_the_ledger(warehouse: Warehouse) -> None:
    """Duties D1: an order is demand, line by line."""
    warehouse.order({"inventory_id": 4, "count": 3}, order_number="R9")
    rows = warehouse.sandbox.world().all("SELECT * FROM ledger WHERE what = 'demand'")
    assert [(row["sku"], row["reference"], row["delta"]) for row in rows] == [
        ("SK0001", "R9", 3_000_000)
    ]
