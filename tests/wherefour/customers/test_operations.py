"""create_customer, get_customer and search_customers.

Source: docs/reference/wherefour.md §3.2 and §4.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

KEYS = """
id first_name last_name display_name email phone mobile fax website note kind sales_channel
sales_channel_id origin created_at updated_at custom_field_1 custom_field_2 custom_field_3
custom_field_4 business_license_number payment_terms salesperson salesperson_id delivery_method
delivery_method_id default_special_instructions block_shipments billing_address shipping_address
delivery_driver delivery_vehicle addresses
"""


def test_the_documented_customer_shows_every_key(warehouse: Warehouse) -> None:
    """§3.2 and §7: names of terms and methods as strings, addresses 1 and 2."""
    customer = warehouse.get("/customers/1").json()
    assert set(customer) == set(KEYS.split())
    assert customer["display_name"] == "Embarcadero Distribution"
    assert customer["payment_terms"] == "Net 30"
    assert customer["delivery_method"] == "Route: Embarcadero North"
    assert [address["id"] for address in customer["addresses"]] == [1, 2]
    assert customer["billing_address"]["descriptive_name"] == "Default Billing"
    assert customer["shipping_address"]["line3"] == "Apt. G"


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_new_customer_is_stored_and_can_be_read(warehouse: Warehouse, wrapped: bool) -> None:
    """§4, operation 33, and §1.2: flat or wrapped as `customer`; unknown keys are ignored."""
    body: dict[str, Any] = {
        "display_name": "Ann Lee (R7)", "first_name": "Ann", "middle_name": "B", "email": "a@b.co",
        "salesperson_id": 2, "sales_channel_id": "1", "block_shipments": "true", "unknown": [1],
        "billing_address_attributes": {"line1": "1 Main", "city": "Oslo", "postal_code": "0150"},
    }  # fmt: skip
    answer = warehouse.post("/customers", {"customer": body} if wrapped else body)
    assert answer.status == 200
    customer = answer.json()
    assert customer["id"] > 1000
    assert (customer["salesperson"], customer["sales_channel"]) == (
        "Greg Stevenson",
        "Direct/Google",
    )
    assert customer["block_shipments"] is True
    assert customer["billing_address"]["city"] == "Oslo"
    assert customer["shipping_address"] is None
    assert "middle_name" not in customer
    assert warehouse.get(f"/customers/{customer['id']}").json() == customer


def test_unset_fields_are_null_except_four_that_are_blank(warehouse: Warehouse) -> None:
    """§1.6: null, except first_name, last_name, mobile and fax."""
    customer = warehouse.post("/customers", {"display_name": "X", "fax": None}).json()
    blank = [customer[name] for name in ("first_name", "last_name", "mobile", "fax")]
    assert blank == ["", "", "", ""]
    assert customer["email"] is None
    assert customer["note"] is None
    assert customer["addresses"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "display_name"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "X", "kind": "pirate"}, "kind"),
        ({"display_name": "X", "salesperson_id": 77}, "salesperson_id"),
        ({"display_name": "X", "sales_channel_id": 2**62}, "sales_channel_id"),
        ({"display_name": "X", "billing_address_attributes": "here"}, "billing_address_attributes"),
    ],
)
def test_an_invalid_customer_is_refused_and_stores_nothing(
    warehouse: Warehouse, body: Any, field: str
) -> None:
    """§1.3: 422 names the field; nothing is stored."""
    world = warehouse.sandbox.world()
    before = world.value("SELECT count(*) FROM wherefour_customer")
    answer = warehouse.post("/customers", body)
    assert answer.status == 422
    assert list(answer.json()["errors"]) == [field]
    assert world.value("SELECT count(*) FROM wherefour_customer") == before


def test_an_unknown_customer_is_not_found(warehouse: Warehouse) -> None:
    """§4: unknown ids are 404."""
    assert warehouse.get("/customers/2").status == 404


def test_a_search_finds_parts_of_display_names_in_any_case(warehouse: Warehouse) -> None:
    """§4, operation 37; names may repeat, and are not patterns."""
    for name in ("Åse Öst (R12)", "Åse Öst (R12)", "100% (R1)"):
        warehouse.post("/customers", {"display_name": name})

    def names(**body: Any) -> list[str]:
        return [row["display_name"] for row in warehouse.get("/customers/search", json=body).json()]

    assert names(display_name="öst (r12)") == ["Åse Öst (R12)"] * 2
    assert names(display_name="(R1)") == ["100% (R1)"]
    assert names(display_name="%") == ["100% (R1)"]
    assert names(display_name="nobody") == names(display_name="") == names() == []
    [row] = warehouse.get("/customers/search?display_name=embarcadero").json()
    assert row["id"] == 1
