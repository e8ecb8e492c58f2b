"""A PATCH that changes nothing leaves `updated_at` alone, in every resource that has one.

Source: docs/reference/wherefour.md §1.7 and §5.8.
"""

from typing import Any

import pytest

from .conftest import Warehouse

# Where a record is changed, and where it is shown.
RECORDS = {
    "customer": ("/customers/1", "/customers/1"),
    "order": ("/customers/1/orders/6", "/orders/6"),
    "invoice": ("/customers/1/invoices/2", "/invoices/2"),
    "quote": ("/customers/1/quotes/1", "/quotes/1"),
    "credit": ("/customers/1/credits/1", "/customers/1/credits"),
}
CHANGES: dict[str, dict[str, Any]] = {
    "customer": {"note": "new"},
    "order": {"po_number": "new"},
    "invoice": {"instructions": "new"},
    "quote": {"instructions": "new"},
    "credit": {"customer_message": "new"},
}


def shown(warehouse: Warehouse, kind: str) -> dict[str, Any]:
    """Return a record as it is shown; a credit only in its list."""
    found = warehouse.get(RECORDS[kind][1]).json()
    record: dict[str, Any] = found[0] if isinstance(found, list) else found
    return record


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_that_is_sent_back_as_it_is_shown_keeps_its_updated_at(
    warehouse: Warehouse, kind: str
) -> None:
    """§5.8: every key of the answer, wrapped and flat; the totals are computed, not stored."""
    before = shown(warehouse, kind)
    warehouse.sandbox.advance("1h")
    for body in ({}, before, {kind: before}):
        answer = warehouse.patch(RECORDS[kind][0], body)
        assert (answer.status, answer.json()) == (200, before), answer.text
    assert shown(warehouse, kind) == before


@pytest.mark.parametrize("kind", ["order", "invoice", "quote", "credit"])
def test_lines_that_are_sent_back_as_they_are_keep_theirs_too(
    warehouse: Warehouse, kind: str
) -> None:
    """§5.8: by id, with the count and price that they have; nothing to destroy is no change."""
    before = shown(warehouse, kind)
    warehouse.sandbox.advance("1h")
    lines = [
        {"id": line["id"], "count": line["count"], "override_unit_price": line["cost"]}
        for line in before[f"{kind}_items"]
    ]
    body = {f"{kind}_items_attributes": [*lines, {"_destroy": True}]}
    assert warehouse.patch(RECORDS[kind][0], body).json() == before


@pytest.mark.parametrize("kind", RECORDS)
def test_one_field_that_differs_moves_updated_at(warehouse: Warehouse, kind: str) -> None:
    """§1.7: who asks for what changed must see it; the same change again is none."""
    before = shown(warehouse, kind)
    warehouse.sandbox.advance("1h")
    after = warehouse.patch(RECORDS[kind][0], CHANGES[kind]).json()
    assert after["updated_at"] > before["updated_at"]
    warehouse.sandbox.advance("1h")
    assert warehouse.patch(RECORDS[kind][0], CHANGES[kind]).json() == after


@pytest.mark.parametrize("kind", ["order", "invoice", "credit"])
def test_a_changed_line_or_custom_line_moves_the_document_too(
    warehouse: Warehouse, kind: str
) -> None:
    """§5.8, and the lines of order 1 that came at its updated_at."""
    path = RECORDS[kind][0]
    for key in (f"{kind}_items_attributes", "custom_line_items_attributes"):
        before = shown(warehouse, kind)
        warehouse.sandbox.advance("1h")
        line = {"inventory_id": 4, "custom_line_definition_id": 1, "count": 1}
        after = warehouse.patch(path, {key: [line]}).json()
        assert after["updated_at"] > before["updated_at"]
        entry = {"id": after[key.removesuffix("_attributes")][-1]["id"]}
        warehouse.sandbox.advance("1h")
        assert warehouse.patch(path, {key: [entry]}).json() == after
        gone = warehouse.patch(path, {key: [entry | {"_destroy": True}]}).json()
        assert gone["updated_at"] > after["updated_at"]


def test_an_address_that_stays_keeps_its_updated_at_and_its_customers(warehouse: Warehouse) -> None:
    """§3.1: one that changes moves both."""
    before = shown(warehouse, "customer")
    warehouse.sandbox.advance("1h")
    same = {"billing_address_attributes": {"line1": before["billing_address"]["line1"]}}
    assert warehouse.patch("/customers/1", same).json() == before
    after = warehouse.patch("/customers/1", {"billing_address_attributes": {"line1": "2 B"}}).json()
    assert after["updated_at"] > before["updated_at"]
    assert after["billing_address"]["updated_at"] > before["billing_address"]["updated_at"]
    assert after["shipping_address"] == before["shipping_address"]


def test_an_unchanged_order_is_not_in_the_list_of_what_changed(warehouse: Warehouse) -> None:
    """§1.7: the filter `updated_at` is how clients poll."""
    warehouse.sandbox.advance("1h")
    warehouse.patch("/customers/1/orders/6", {"status": "open"})
    assert warehouse.get("/orders?updated_at=2026-01-05T09:30:00.000Z").json() == []


def test_sent_totals_are_a_change_only_where_they_are_echoed(warehouse: Warehouse) -> None:
    """§5.6: from 1.0.23 on they are not accepted."""
    before = shown(warehouse, "quote")
    assert warehouse.patch("/customers/1/quotes/1", {"subtotal": 1, "total": 2}).json() == before
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    after = warehouse.patch("/customers/1/quotes/1", {"subtotal": 1, "total": 2}).json()
    assert (after["subtotal"], after["total"]) == ("1.0", "2.0")
    assert after["updated_at"] > before["updated_at"]
