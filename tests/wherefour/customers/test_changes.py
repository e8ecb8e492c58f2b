"""get_customers, update_customer and get_customer_kinds.

Source: docs/reference/wherefour.md §1.7, §3.2 and §4.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

FULL = {
    "display_name": "Ann Lee", "first_name": "Ann", "last_name": "Lee", "email": "a@b.co",
    "note": "VIP", "salesperson_id": 2, "sales_channel_id": 1, "block_shipments": True,
    "kind": "wholesaler", "fax": "1", "custom_field_1": "x",
    "billing_address_attributes": {"line1": "1 Main", "city": "Oslo"},
}  # fmt: skip


def customer(warehouse: Warehouse) -> dict[str, Any]:
    """Add a customer with everything set; return it."""
    created: dict[str, Any] = warehouse.post("/customers", FULL).json()
    return created


def test_all_customers_are_listed_whole_in_the_order_of_their_ids(warehouse: Warehouse) -> None:
    """§4, operation 32: the documented one and the catalogue's twelve."""
    answer = warehouse.get("/customers")
    assert answer.json()[0] == warehouse.get("/customers/1").json()
    ids = [row["id"] for row in answer.json()]
    assert ids == sorted(ids)
    assert (answer.headers["total"], len(ids)) == ("13", 13)


def test_customers_are_filtered_by_updated_at_and_paged(warehouse: Warehouse) -> None:
    """§1.7: updated_at is inclusive; §1.4: pages."""
    warehouse.sandbox.advance("1h")
    changed = warehouse.patch("/customers/1", {"note": "n"}).json()
    path = f"/customers?updated_at={changed['updated_at']}"
    assert [row["id"] for row in warehouse.get(path).json()] == [1]
    assert warehouse.get("/customers?updated_at=2026-01-06").json() == []
    assert warehouse.get("/customers?updated_at=never").status == 422
    page = warehouse.get("/customers?per_page=5&page=3")
    assert (len(page.json()), page.headers["total"]) == (3, "13")


def test_fields_that_a_body_leaves_out_stay_and_null_clears(warehouse: Warehouse) -> None:
    """§4, operation 35: omitted = unchanged, explicit null = cleared."""
    before = customer(warehouse)
    body = {"email": None, "phone": "555", "salesperson_id": None, "fax": None}
    answer = warehouse.patch(f"/customers/{before['id']}", body)
    assert answer.status == 200
    after = answer.json()
    assert (after["email"], after["phone"], after["fax"]) == (None, "555", "")
    assert (after["salesperson"], after["salesperson_id"]) == (None, None)
    kept = set(before) - {*body, "salesperson", "updated_at"}
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert after == warehouse.get(f"/customers/{before['id']}").json()


def test_fields_that_are_never_null_are_cleared_to_their_defaults(warehouse: Warehouse) -> None:
    """§1.6 and §4, operation 35: the kind of a new customer, no block, blank names."""
    before = customer(warehouse)
    body = {"kind": None, "block_shipments": None, "first_name": None, "middle_name": "B"}
    after = warehouse.patch(f"/customers/{before['id']}", {"customer": body}).json()
    assert (after["kind"], after["block_shipments"], after["first_name"]) == ("retailer", False, "")


def test_a_search_finds_a_customer_by_the_new_name(warehouse: Warehouse) -> None:
    """§4, operations 35 and 37."""
    before = customer(warehouse)
    warehouse.patch(f"/customers/{before['id']}", {"display_name": "ÅSE"})
    [found] = warehouse.get("/customers/search?display_name=%C3%A5s").json()
    assert (found["id"], found["display_name"]) == (before["id"], "ÅSE")


def test_addresses_can_be_changed_added_and_removed(warehouse: Warehouse) -> None:
    """§3.1 and §4, operation 35: the same rule for what is inside an address."""
    before = customer(warehouse)
    body = {
        "billing_address_attributes": {"city": "Bergen", "line2": "Floor 2"},
        "shipping_address_attributes": {"line1": "2 Dock"},
    }
    after = warehouse.patch(f"/customers/{before['id']}", body).json()
    billing = after["billing_address"]
    assert billing["id"] == before["billing_address"]["id"]
    assert (billing["line1"], billing["line2"], billing["city"]) == ("1 Main", "Floor 2", "Bergen")
    assert after["shipping_address"]["descriptive_name"] == "Default Shipping"
    assert len(after["addresses"]) == 2
    gone = warehouse.patch(f"/customers/{before['id']}", {"billing_address_attributes": None})
    assert gone.json()["billing_address"] is None
    assert gone.json()["addresses"] == [after["shipping_address"]]


def test_an_order_keeps_the_address_it_was_placed_with(warehouse: Warehouse) -> None:
    """§5.7: a new order copies the customer's addresses."""
    order = warehouse.order({"inventory_id": 4, "count": 1})
    warehouse.patch("/customers/1", {"billing_address_attributes": {"line1": "Elsewhere"}})
    shown = warehouse.get(f"/orders/{order['id']}").json()
    assert shown["billing_address"]["line1"] == "1142 Main Street"
    assert shown["customer"]["billing_address"]["line1"] == "Elsewhere"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": None}, "display_name"),
        ({"kind": "pirate"}, "kind"),
        ({"salesperson_id": 77}, "salesperson_id"),
        ({"sales_channel_id": 2**62}, "sales_channel_id"),
        ({"shipping_address_attributes": "here"}, "shipping_address_attributes"),
        ({"block_shipments": "perhaps"}, "block_shipments"),
    ],
)
def test_an_invalid_change_is_refused_and_stores_nothing(
    warehouse: Warehouse, body: dict[str, Any], field: str
) -> None:
    """§1.3: 422 names the field; the customer is as it was."""
    before = warehouse.get("/customers/1").json()
    answer = warehouse.patch("/customers/1", {"note": "not kept", **body})
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])
    assert warehouse.get("/customers/1").json() == before


def test_an_unknown_customer_is_not_changed(warehouse: Warehouse) -> None:
    """§4: unknown ids are 404; an empty body changes nothing of a known one."""
    assert warehouse.patch("/customers/2", {"note": "x"}).status == 404
    before = warehouse.get("/customers/1").json()
    after = warehouse.patch("/customers/1", {}).json()
    assert {**before, "updated_at": ""} == {**after, "updated_at": ""}


def test_block_shipments_stops_shipments_until_it_is_cleared(warehouse: Warehouse) -> None:
    """§5.1: customer.block_shipments."""
    order = warehouse.order({"inventory_id": 4, "count": 1})
    warehouse.patch("/customers/1", {"block_shipments": True})
    assert warehouse.ship(order).status == 422
    warehouse.patch("/customers/1", {"block_shipments": False})
    assert warehouse.ship(order).status == 200


def test_customer_kinds_are_an_object_of_numbers(warehouse: Warehouse) -> None:
    """§4, operation 36: the declared type is kept; every kind can be written."""
    answer = warehouse.get("/customers/kinds")
    assert answer.json() == {
        "retailer": 0, "wholesaler": 1, "distributor": 2, "consumer": 3, "other": 4,
    }  # fmt: skip
    assert "total" not in answer.headers
    for kind in answer.json():
        assert warehouse.patch("/customers/1", {"kind": kind.upper()}).json()["kind"] == kind
