"""update_order. Source: docs/reference/wherefour.md §4, §5.2, §5.6 to §5.8."""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

BARS = {"inventory_id": 4, "count": 10, "override_unit_price": 2.5}
CASES = {"inventory_id": 6, "count": 4, "override_unit_price": 25}


def change(warehouse: Warehouse, order: dict[str, Any], **body: Any) -> Any:
    """Patch an order of the documented customer; return the changed order."""
    answer = warehouse.patch(f"/customers/1/orders/{order['id']}", body)
    assert answer.status == 200, answer.text
    assert warehouse.get(f"/orders/{order['id']}").json() == answer.json()
    return answer.json()


def refused(warehouse: Warehouse, order: dict[str, Any], **body: Any) -> list[str]:
    """Patch an order, which is refused; return the fields that the refusal names."""
    before = warehouse.get(f"/orders/{order['id']}").json()
    answer = warehouse.patch(f"/customers/1/orders/{order['id']}", body)
    assert answer.status == 422, answer.text
    assert warehouse.get(f"/orders/{order['id']}").json() == before
    return list(answer.json()["errors"])


def demands(warehouse: Warehouse) -> list[tuple[str, str, int]]:
    """Return SKU, reference and change of every demand in the ledger, in units."""
    rows = warehouse.sandbox.world().all("SELECT * FROM ledger WHERE what = 'demand'")
    return [(row["sku"], row["reference"], row["delta"] // 1_000_000) for row in rows]


def lines(order: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return SKU, count and price of an order's lines."""
    return [(line["sku"], line["count"], line["cost"]) for line in order["order_items"]]


def test_fields_that_a_body_leaves_out_stay(warehouse: Warehouse) -> None:
    """§4, operation 15: nothing is required; dates and po_number are taken though undeclared."""
    order = warehouse.order(BARS, po_number="PO7", delivery_method_id=1, deliver_date="2020-10-01")
    warehouse.sandbox.advance("1h")
    changed = change(warehouse, order, ship_date="2020-09-30", instructions="Ring twice")
    kept = set(order) - {"ship_date", "instructions", "updated_at"}
    assert {key: changed[key] for key in kept} == {key: order[key] for key in kept}
    assert (changed["ship_date"], changed["instructions"]) == ("2020-09-30", "Ring twice")
    assert changed["updated_at"] > order["updated_at"]


def test_every_field_of_an_order_can_be_changed(warehouse: Warehouse) -> None:
    """§4, operation 15: as create; also wrapped as `order` (§1.2)."""
    order = warehouse.order(BARS)
    body = {
        "order_number": "R2", "order_date": "01/02/26", "produce_date": "2026-01-03",
        "deliver_date": "2026-01-04", "ship_date": "2026-01-05", "po_number": "PO8",
        "salesperson_id": 2, "payment_term_id": 3, "delivery_method_id": 3, "sales_channel_id": 1,
        "internal_notes": "Hush", "origin": "shop", "discount": 1, "tax": "2", "shipping": 3.5,
        "quote_id": 5,
    }  # fmt: skip
    answer = warehouse.patch(f"/customers/1/orders/{order['id']}", {"order": body})
    changed = answer.json()
    assert (changed["order_number"], changed["order_date"]) == ("R2", "2026-01-02")
    assert (changed["salesperson"], changed["payment_term"]) == ("Greg Stevenson", "Net 15")
    assert (changed["delivery_method"]["name"], changed["sales_channel"]) == (
        "Pickup",
        "Direct/Google",
    )
    assert (changed["internal_notes"], changed["origin"]) == ("Hush", "shop")
    assert (changed["subtotal"], changed["total"]) == ("25.0", "29.5")


def test_null_clears_optional_fields(warehouse: Warehouse) -> None:
    """§1.6: explicit nulls are legal in requests; instructions are "" when empty."""
    order = warehouse.order(
        BARS, po_number="P", instructions="Ring", discount=5, payment_term_id=1, tax=1,
        deliver_date="2020-10-01",
    )  # fmt: skip
    changed = change(
        warehouse, order, po_number=None, instructions=None, discount=None, payment_term_id=None,
        deliver_date=None, status=None,
    )  # fmt: skip
    assert (changed["po_number"], changed["instructions"]) == (None, "")
    assert (changed["discount"], changed["tax"], changed["total"]) == (None, "1.0", "26.0")
    assert (changed["payment_term"], changed["deliver_date"]) == ("", None)
    assert changed["status"] == "open"


def test_a_line_with_an_id_is_changed_and_one_without_is_added(warehouse: Warehouse) -> None:
    """§5.8, and the evidence of order 1: lines 12 and 13 came a day later, at its updated_at."""
    order = warehouse.order(BARS, CASES)
    first, second = order["order_items"]
    warehouse.sandbox.advance("1d")
    changed = change(
        warehouse,
        order,
        order_items_attributes=[
            {"id": first["id"], "count": "12"},
            {"sku": "SK0002", "count": 1},
        ],
    )
    assert lines(changed) == [
        ("SK0001", "12.0", "2.5"),
        ("SK0002", "4.0", "25.0"),
        ("SK0002", "1.0", "25.0"),
    ]
    moments = [line["updated_at"] for line in changed["order_items"]]
    assert moments == [changed["updated_at"], second["updated_at"], changed["updated_at"]]
    assert changed["order_items"][2]["created_at"] == changed["updated_at"]
    assert (changed["subtotal"], changed["total"]) == ("155.0", "155.0")
    assert demands(warehouse)[2:] == [("SK0001", "R1", 2), ("SK0002", "R1", 1)]


def test_a_line_changes_its_price_or_its_item(warehouse: Warehouse) -> None:
    """§5.6 and §5.8: the override counts, also 0; another item brings its own price."""
    order = warehouse.order(BARS, CASES)
    ids = [line["id"] for line in order["order_items"]]
    changed = change(
        warehouse,
        order,
        order_items_attributes=[
            {"id": ids[0], "override_unit_price": 0, "unit_price": 100},
            {"id": ids[1], "sku": "SK0001"},
        ],
    )
    assert lines(changed) == [("SK0001", "10.0", "0.0"), ("SK0001", "4.0", "2.5")]
    assert demands(warehouse)[2:] == [("SK0002", "R1", -4), ("SK0001", "R1", 4)]


@pytest.mark.parametrize("flag", [True, "1", 1, "true"])
def test_destroy_removes_a_line(warehouse: Warehouse, flag: Any) -> None:
    """§5.8: `_destroy` as true, "1" or 1; without an id there is nothing to remove."""
    order = warehouse.order(BARS, CASES)
    first = order["order_items"][0]["id"]
    changed = change(
        warehouse,
        order,
        order_items_attributes=[{"id": first, "_destroy": flag}, {"_destroy": flag}],
    )
    assert lines(changed) == [("SK0002", "4.0", "25.0")]
    assert demands(warehouse)[2:] == [("SK0001", "R1", -10)]


def test_custom_lines_change_in_the_same_way(warehouse: Warehouse) -> None:
    """§5.6 and §5.8: force_subtotal is the amount; a new count keeps the price of one."""
    custom = {"custom_line_definition_id": 1, "count": 4, "force_subtotal": 10}
    order = warehouse.order(BARS, custom_line_items_attributes=[custom, custom])
    first, second = (line["id"] for line in order["custom_line_items"])
    attributes = [{"id": first, "count": 2}, {"id": second, "_destroy": True}, custom]
    changed = change(warehouse, order, custom_line_items_attributes=attributes)
    assert [(line["count"], line["unit_price"]) for line in changed["custom_line_items"]] == [
        ("2.0", "2.5"),
        ("4.0", "2.5"),
    ]
    assert changed["subtotal"] == "40.0"
    raised = [{"id": first, "force_subtotal": 8}]
    assert change(warehouse, order, custom_line_items_attributes=raised)["subtotal"] == "43.0"


@pytest.mark.parametrize("key", ["order_items_attributes", "custom_line_items_attributes"])
def test_a_line_of_another_order_is_not_found(warehouse: Warehouse, key: str) -> None:
    """§5.8: the id of another document is 404."""
    order = warehouse.order(BARS)
    for identifier in (1, 10**15):
        path = f"/customers/1/orders/{order['id']}"
        assert warehouse.patch(path, {key: [{"id": identifier, "count": 1}]}).status == 404


def test_an_order_keeps_at_least_one_line(warehouse: Warehouse) -> None:
    """§5.8: no line at all is 422; a custom line is not enough for an order."""
    custom = {"custom_line_definition_id": 1, "count": 1, "force_subtotal": 1}
    order = warehouse.order(BARS, custom_line_items_attributes=[custom])
    gone = [{"id": order["order_items"][0]["id"], "_destroy": True}]
    answer = warehouse.patch(f"/customers/1/orders/{order['id']}", {"order_items_attributes": gone})
    assert answer.status == 422
    assert "at least one line is needed" in answer.json()["message"]
    replaced = change(warehouse, order, order_items_attributes=[*gone, CASES])
    assert lines(replaced) == [("SK0002", "4.0", "25.0")]


def test_a_shipped_quantity_cannot_be_removed_from_an_order(warehouse: Warehouse) -> None:
    """§5.8: a line already shipped is not removed; nor made less, nor another item's."""
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    assert warehouse.ship(order).status == 200
    line = order["order_items"][0]["id"]
    for change_of_it, field in (
        ({"_destroy": True}, "order_items_attributes.1"),
        ({"inventory_id": 6}, "order_items_attributes.1.inventory_id"),
        ({"count": 1164}, "order_items_attributes.1.count"),
    ):
        entry = {"id": line, **change_of_it}
        assert refused(warehouse, order, order_items_attributes=[CASES, entry]) == [field]
    attributes = [{"id": line, "count": 1165, "inventory_id": 4, "override_unit_price": 3}]
    changed = change(warehouse, order, order_items_attributes=attributes)
    assert lines(changed) == [("SK0001", "1165.0", "3.0")]
    assert warehouse.ship(order).status == 422


def test_an_increased_line_ships_exactly_what_is_left_of_a_case(warehouse: Warehouse) -> None:
    """§5.1 "Units": what shipments recorded adds up to the line, however often it changed."""
    order = warehouse.order({"sku": "CHK-CAN-CS12", "count": "0.333333"})
    line = order["order_items"][0]["id"]
    for count in ("0.333333", "1.1", "2"):
        change(
            warehouse, order, order_items_attributes=[{"id": line, "count": count}], status="open"
        )
        assert warehouse.ship(order).json()["order"]["status"] == "complete"
    [row] = warehouse.sandbox.world().all("SELECT * FROM v_orders WHERE sku = 'CHK-CAN-CS12'")
    assert row["ordered"] == row["shipped"] == 2_000_000
    rows = warehouse.sandbox.world().all("SELECT * FROM v_shipments WHERE sku = 'CHK-CAN-CS12'")
    assert sum(row["quantity"] for row in rows) == 2_000_000


@pytest.mark.parametrize("by", [{"status": "CANCELED"}, {"order_status_id": 7}])
def test_a_canceled_order_withdraws_its_demand(warehouse: Warehouse, by: Any) -> None:
    """§5.2: a status flagged order_canceled_status; what was shipped stays shipped (D1)."""
    order = warehouse.order({"inventory_id": 4, "count": 1200}, CASES)
    warehouse.ship(order)
    assert change(warehouse, order, **by)["status"] == "canceled"
    assert demands(warehouse)[2:] == [("SK0001", "R1", -35), ("SK0002", "R1", -4)]
    rows = warehouse.sandbox.world().all("SELECT * FROM v_orders WHERE reference = 'R1'")
    assert [row["cancelled"] for row in rows] == [35_000_000, 4_000_000]
    assert warehouse.ship(order).status == 422
    assert change(warehouse, order, status="Open")["order_status_id"] == 2
    assert demands(warehouse)[4:] == [("SK0001", "R1", 35), ("SK0002", "R1", 4)]


def test_a_status_cancels_by_its_flag_not_by_its_name(warehouse: Warehouse) -> None:
    """§5.2: names are the organization's own."""
    warehouse.write("UPDATE wherefour_order_status SET name = 'Scrapped' WHERE id = 7")
    order = warehouse.order(BARS)
    assert change(warehouse, order, status="scrapped")["order_status_id"] == 7
    assert demands(warehouse) == [("SK0001", "R1", 10), ("SK0001", "R1", -10)]
    change(warehouse, order, order_items_attributes=[CASES])
    assert len(demands(warehouse)) == 2


def test_a_changed_order_number_moves_the_demand(warehouse: Warehouse) -> None:
    """§5.7: order numbers are the client's."""
    order = warehouse.order(BARS)
    change(warehouse, order, order_number="R9")
    assert demands(warehouse)[1:] == [("SK0001", "R1", -10), ("SK0001", "R9", 10)]


def test_an_invoiced_order_keeps_its_date_when_invoiced_again(warehouse: Warehouse) -> None:
    """§5.7: invoiced sets invoiced_at to today 00:00 UTC."""
    order = warehouse.order(BARS)
    assert change(warehouse, order, invoiced=True)["invoiced_at"] == "2026-01-05T00:00:00.000Z"
    warehouse.sandbox.advance("3d")
    assert change(warehouse, order, invoiced=True)["invoiced_at"] == "2026-01-05T00:00:00.000Z"
    assert change(warehouse, order, invoiced=False)["invoiced_at"] is None


def test_legacy_totals_echo_a_change_too(warehouse: Warehouse) -> None:
    """§5.6: up to 1.0.22 subtotal and total were echoed."""
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    order = warehouse.order(BARS, subtotal=100, total=0)
    changed = change(warehouse, order, total=99)
    assert (changed["subtotal"], changed["total"]) == ("100.0", "99.0")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"order_number": ""}, "order_number"),
        ({"order_number": None}, "order_number"),
        ({"order_date": None}, "order_date"),
        ({"order_date": "soon"}, "order_date"),
        ({"ship_date": "31/12/2020"}, "ship_date"),
        ({"status": "shiny"}, "status"),
        ({"order_status_id": 99}, "order_status_id"),
        ({"delivery_method_id": 2}, "delivery_method_id"),
        ({"ship_from_address_id": 99}, "ship_from_address_id"),
        ({"tax": "much"}, "tax"),
        ({"order_items_attributes": [{"count": 1}]}, "order_items_attributes.0.inventory_id"),
        ({"order_items_attributes": [{"inventory_id": 4}]}, "order_items_attributes.0.count"),
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
            {"custom_line_items_attributes": [{"count": 1}]},
            "custom_line_items_attributes.0.custom_line_definition_id",
        ),
    ],
)
def test_an_invalid_change_is_refused_and_stores_nothing(
    warehouse: Warehouse, body: dict[str, Any], field: str
) -> None:
    """§1.3, §4 and §5.8: 422 names the field; the order is as it was."""
    order = warehouse.order(BARS)
    assert refused(warehouse, order, po_number="not kept", **body) == [field]


@pytest.mark.parametrize(
    "path", ["/customers/1/orders/3", "/customers/9/orders/1", "/customers/1/orders/x"]
)
def test_an_order_of_another_customer_is_not_found(warehouse: Warehouse, path: str) -> None:
    """§4: unknown ids, and a child of another parent, are 404."""
    assert warehouse.patch(path, {"po_number": "1"}).status == 404
