"""Lines of invoices and quotes, and the documents written."""

from typing import Any

from tests.wherefour.conftest import Warehouse

BARS = {"inventory_id": 4, "count": 20, "override_unit_price": 2.5}
CASES = {"inventory_id": 6, "count": 10, "override_unit_price": 25}
DOCUMENTED_LINES = [
    {"inventory_id": 4, "count": 10, "unit_price": 100, "override_unit_price": 0},
    {"inventory_id": 6, "count": 5, "unit_price": 0, "override_unit_price": 0},
]
DOCUMENTED_TERMS = {
    "payment_term_id": None, "status": "open", "salesperson_id": None, "payment_terms": None,
    "delivery_method_id": 1, "instructions": None, "subtotal": 100, "discount": 0, "tax": 0,
    "shipping": 0, "total": 0,
}  # fmt: skip


def write(warehouse: Warehouse, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write one of the documented customer's `invoices` or `quotes`; return it."""
    answer = warehouse.post(f"/customers/1/{kind}", body)
    assert answer.status == 200, answer.text
    created: dict[str, Any] = answer.json()
    assert warehouse.get(f"/{kind}/{created['id']}").json() == created
    return created
