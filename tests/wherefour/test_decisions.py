"""Behaviours that no source settles: each as it is decided, and as its quirk has it otherwise.

Source: docs/reference/wherefour.md §3.8, §4, §5.1 and §5.8.
"""

from typing import Any
from urllib.parse import urlencode

import pytest

from .conftest import Warehouse


def retire(warehouse: Warehouse) -> None:
    """Retire the bar, of which there are 1165."""
    warehouse.write("UPDATE wherefour_inventory SET retired = 1 WHERE id = 4")


def test_the_line_of_a_retired_item_is_skipped_by_auto_ship(warehouse: Warehouse) -> None:
    """§5.1: retired says that the good is in use no more; the rest of the order leaves."""
    warehouse.receive("SK0002", 5, "fresh")
    order = warehouse.order({"inventory_id": 4, "count": 2}, {"inventory_id": 6, "count": 3})
    retire(warehouse)
    shipment = warehouse.ship(order).json()
    assert [item["inventory_sku"] for item in shipment["shipment_items"]] == ["SK0002"]
    assert shipment["order"]["status"] == "open"
    assert warehouse.ship(order).status == 422


def test_the_line_of_a_retired_item_is_shipped_where_the_quirk_says_so(
    warehouse: Warehouse,
) -> None:
    """§5.1: the quirk retired_items."""
    warehouse.sandbox.set_quirk("wherefour.retired_items", "ship")
    order = warehouse.order({"inventory_id": 4, "count": 2})
    retire(warehouse)
    assert warehouse.ship(order).json()["order"]["status"] == "complete"


def test_a_retired_item_is_skipped_though_its_quantity_is_not_tracked(warehouse: Warehouse) -> None:
    """§5.1: the rule is of the item, not of its lots."""
    item = warehouse.item("Old service", "OLD", quantity_not_tracked=1, retired=1)
    order = warehouse.order({"inventory_id": item, "count": 1})
    assert warehouse.ship(order).status == 422


def cut(warehouse: Warehouse, **more: Any) -> Any:
    """Ship 1165 of 1200 bars and cut the order down to these; return the order."""
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    assert warehouse.ship(order).status == 200
    lines = [{"id": order["order_items"][0]["id"], "count": 1165}]
    path = f"/customers/1/orders/{order['id']}"
    return warehouse.patch(path, {"order_items_attributes": lines, **more}).json()


def test_an_order_that_is_cut_down_to_what_was_shipped_keeps_its_status(
    warehouse: Warehouse,
) -> None:
    """§5.8: only a shipment is known to move the status; nothing is left to ship."""
    order = cut(warehouse)
    assert order["status"] == "open"
    answer = warehouse.ship(order)
    assert answer.json()["errors"] == {"base": ["The order is already fully shipped"]}


def test_an_order_that_is_cut_down_is_complete_where_the_quirk_says_so(
    warehouse: Warehouse,
) -> None:
    """§5.8: the quirk cut_to_shipped; a status that the body names counts, however."""
    warehouse.sandbox.set_quirk("wherefour.cut_to_shipped", "complete")
    assert cut(warehouse)["status"] == "complete"
    warehouse.receive("SK0001", 1165, "more")
    assert cut(warehouse, status="invoiced")["status"] == "invoiced"


@pytest.mark.parametrize(("quirk", "status"), [("keep", "open"), ("complete", "complete")])
def test_staff_who_call_off_the_rest_follow_the_same_rule(
    warehouse: Warehouse, quirk: str, status: str
) -> None:
    """§5.8: a part that staff cancel is a cut too."""
    warehouse.sandbox.set_quirk("wherefour.cut_to_shipped", quirk)
    order = warehouse.order({"inventory_id": 4, "count": 1200})
    warehouse.ship(order)
    warehouse.sandbox.event(
        "wherefour", "cancel_order", order_number="R1", lines=[{"sku": "SK0001", "quantity": 35}]
    )
    assert warehouse.get(f"/orders/{order['id']}").json()["status"] == status


def test_an_order_that_was_never_shipped_is_not_completed_by_a_cut(warehouse: Warehouse) -> None:
    """§5.8: a line of zero is an order of nothing, not one that is done."""
    warehouse.sandbox.set_quirk("wherefour.cut_to_shipped", "complete")
    order = warehouse.order({"inventory_id": 4, "count": 5})
    lines = [{"id": order["order_items"][0]["id"], "count": 0}]
    changed = warehouse.patch(
        f"/customers/1/orders/{order['id']}", {"order_items_attributes": lines}
    )
    assert changed.json()["status"] == "open"


def test_every_quote_shows_a_po_number_that_is_null(warehouse: Warehouse) -> None:
    """§3.8: the key of the examples; no request can set it."""
    for path in ("/quotes/1", "/quotes", "/quotes/search?quote_number=QO1"):
        found = warehouse.get(path).json()
        quote = found[0] if isinstance(found, list) else found
        assert quote["po_number"] is None
    assert warehouse.patch("/customers/1/quotes/1", {"po_number": "P"}).json()["po_number"] is None
    warehouse.sandbox.set_quirk("wherefour.quote_po_number", "absent")
    assert "po_number" not in warehouse.get("/quotes/1").json()


@pytest.mark.parametrize(
    ("path", "name", "number"),
    [
        ("/orders/search", "order_number", "SO1"),
        ("/invoices/search", "invoice_number", "INV1"),
        ("/quotes/search", "quote_number", "QO1"),
    ],
)
def test_a_search_takes_the_example_of_its_document(
    warehouse: Warehouse, path: str, name: str, number: str
) -> None:
    """§4, operations 12, 21 and 26: JSON text as the value of the parameter, or in the body."""
    example = f'{{\n\t"{name}": "{number}"\n}}'
    asked = f"{path}?{urlencode({name: example})}"
    [found] = warehouse.get(asked).json()
    assert found[name] == number
    assert warehouse.get(path, json={name: number}).json() == [found]
    assert warehouse.get(path, json={name: example}).json() == [found]
    warehouse.sandbox.set_quirk("wherefour.json_in_query", False)
    assert warehouse.get(asked).json() == []


@pytest.mark.parametrize("text", ["{", "{}", '{"order_number": null}', '{"order_number": ["SO1"]}'])
def test_a_search_takes_other_text_with_a_brace_to_the_letter(
    warehouse: Warehouse, text: str
) -> None:
    """§4, operation 21: numbers are the client's own, and may look like anything."""
    asked = f"/orders/search?{urlencode({'order_number': text})}"
    assert warehouse.get(asked).json() == []
    order = warehouse.order({"inventory_id": 4, "count": 1}, order_number=text)
    [found] = warehouse.get(asked).json()
    assert found["id"] == order["id"]


def test_the_results_of_a_disassembly_have_a_count(warehouse: Warehouse) -> None:
    """§3.16: the document's example has count; yield_expected says the same."""
    asked = "/formulas?type=disassemblies&search_type=formula"
    [formula] = warehouse.get(asked).json()["disassemblies"]
    results = formula["disassembly_result_items"]
    assert [(line["count"], line["yield_expected"]) for line in results] == [
        ("10.0", "10.0"),
        ("1.0", "1.0"),
    ]
