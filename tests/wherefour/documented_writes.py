"""The thirteen request bodies of the vendor's document, and where each is sent.

Source: docs/reference/wherefour.md §0 and §4, version 1.0.25.
"""

from typing import Any

NULLS = (
    "line2", "line3", "line4", "line5", "city", "country_subdivision_code", "postal_code",
    "country",
)  # fmt: skip
NEW_LINES: list[dict[str, Any]] = [
    {"inventory_id": 4, "count": 10, "unit_price": 100, "override_unit_price": 0},
    {"inventory_id": 6, "count": 5, "unit_price": 0, "override_unit_price": 0},
]
CHANGED_LINES = [NEW_LINES[0] | {"id": 2, "_destroy": False}, NEW_LINES[1]]
NEW_CUSTOM_LINES: list[dict[str, Any]] = [
    {"custom_line_definition_id": 1, "count": 10, "force_subtotal": 100},
    {"custom_line_definition_id": 2, "count": 10, "force_subtotal": 100},
]


def changed_custom_lines(line_id: int) -> list[dict[str, Any]]:
    """Return the custom lines of an update: one that is changed, and a new one."""
    return [NEW_CUSTOM_LINES[0] | {"id": line_id, "_destroy": False}, NEW_CUSTOM_LINES[1]]


def customer(name: str) -> dict[str, Any]:
    """Return the customer of both customer examples, who differ in the name."""
    lines = dict.fromkeys(NULLS)
    return {
        "customer": {
            "first_name": "John", "middle_name": None, "last_name": "Smith", "display_name": name,
            "email": "test@example.com", "phone": "555-1212", "mobile": "555-2222",
            "fax": "555-3333", "website": "https://website.com",
            "note": "This is a customer note.",
            **{f"custom_field_{number}": None for number in range(1, 5)},
            "business_license_number": "123", "block_shipments": False, "sales_channel_id": 1,
            "salesperson_id": 2,
            "billing_address_attributes": {"line1": "123 Main", **lines},
            "shipping_address_attributes": {"line1": "555 Main", **lines},
        }
    }  # fmt: skip


ITEM = {
    "name": "Whole milk", "category_id": 1,
    **{f"unit_of_{use}": "gallon" for use in ("use", "purchase", "order", "invoice")},
    "unit_of_pick_and_ship": "gallon", "unit_of_weight": None, "unit_of_dimension": None,
    "purchase_conversion": 1, "property": "raw_material", "sku": None, "pull_strategy": "FIFO",
    "reorder_point": 50, "lead_time": 1, "retired": False, "waste_percentage": 0,
    "quantity_not_tracked": False, "standard_cost": "0.0", "weight": None, "height": None,
    "width": None, "length": None,
}  # fmt: skip
LOT = {
    "delivery_method_id": 1, "location_id": 1, "vendor_id": 1, "lot_code": "1234",
    "stock_description": "New stock", "count": 100, "cost": 100,
    "cost_entered_is_total_cost": True, "status": "active", "expiration_date": "11/05/25",
    "received_date": "11/05/2024 02:39 PM",
}  # fmt: skip
_PLAIN = {
    "payment_term_id": None, "status": "open", "salesperson_id": None, "delivery_method_id": 1,
    "instructions": None, "discount": 0, "tax": 0, "shipping": 0,
}  # fmt: skip
_ORDER = _PLAIN | {
    "order_number": "SO100", "order_date": "2020-09-04", "deliver_date": "2020-09-04",
    "produce_date": "2020-09-04", "po_number": "12345", "origin": "wherefour",
    "internal_notes": None,
}  # fmt: skip
_INVOICE = _PLAIN | {
    "invoice_number": "INV100", "invoice_date": "2020-09-04", "subtotal": 100, "total": 0,
}  # fmt: skip
_QUOTE = _PLAIN | {
    "quote_number": "QO100", "quote_date": "2020-09-04", "expiration_date": "2020-09-04",
}  # fmt: skip
_CREDIT = {
    "order_id": 1, "invoice_id": 1, "salesperson_id": 2, "credit_from_address_id": 1,
    "credit_number": "CRED100", "credit_date": "2020-09-04", "status": "active",
    "customer_message": None, "internal_notes": None,
}  # fmt: skip

WRITES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "create_inventory_item": ("POST", "/inventory", ITEM),
    "add_stock_lot": ("POST", "/inventory/4/stocks", LOT),
    "create_customer": ("POST", "/customers", customer("John Smith")),
    "update_customer": ("PATCH", "/customers/1", customer("John A Smith")),
    "create_order": (
        "POST", "/customers/1/orders",
        _ORDER | {
            "order_items_attributes": NEW_LINES, "custom_line_items_attributes": NEW_CUSTOM_LINES,
        },
    ),
    "update_order": (
        "PATCH", "/customers/1/orders/1",
        _ORDER | {
            "order_items_attributes": CHANGED_LINES,
            "custom_line_items_attributes": changed_custom_lines(1),
        },
    ),
    "auto_pick_and_ship": (
        "POST", "/customers/1/orders/1/auto_ship",
        {"tracking_number": "123456", "delivery_method": "UPS Ground", "location_id": 1},
    ),
    "create_invoice": (
        "POST", "/customers/1/invoices",
        _INVOICE | {
            "invoice_items_attributes": NEW_LINES, "custom_line_items_attributes": NEW_CUSTOM_LINES,
        },
    ),
    "update_invoice": (
        "PATCH", "/customers/1/invoices/1",
        _INVOICE | {
            "payment_terms": None, "invoice_items_attributes": CHANGED_LINES,
            "custom_line_items_attributes": changed_custom_lines(1),
        },
    ),
    "create_quote": (
        "POST", "/customers/1/quotes",
        _QUOTE | {
            "payment_terms": None, "subtotal": 100, "total": 0,
            "quote_items_attributes": NEW_LINES,
        },
    ),
    "update_quote": (
        "PATCH", "/customers/1/quotes/1", _QUOTE | {"quote_items_attributes": CHANGED_LINES},
    ),
    "create_credit": (
        "POST", "/customers/1/credits",
        _CREDIT | {
            "credit_items_attributes": NEW_LINES, "custom_line_items_attributes": NEW_CUSTOM_LINES,
        },
    ),
    "update_credit": (
        "PATCH", "/customers/1/credits/1",
        _CREDIT | {
            "total": 0, "credit_items_attributes": CHANGED_LINES,
            "custom_line_items_attributes": changed_custom_lines(2),
        },
    ),
}  # fmt: skip
