"""list_customer_credits, create_credit and update_credit.

Source: docs/reference/wherefour.md §3.9, §4 and §5.6 to §5.8.
"""

from typing import Any

import pytest

from tests.wherefour.conftest import Warehouse

KEYS = """
id organization_id user_id customer_id order_id salesperson_id credit_number credit_date
credit_from_address_id status total customer_message created_at updated_at user customer order
salesperson credit_from_address credit_items custom_line_items
"""
PLAIN = {"credit_number": "CRED1", "credit_date": "2026-01-05", "status": "active"}
BARS = {"inventory_id": 4, "count": 4, "override_unit_price": 2.5}
FREIGHT = {"custom_line_definition_id": 1, "count": 3, "force_subtotal": 10}


def credit(warehouse: Warehouse, **more: Any) -> dict[str, Any]:
    """Write a credit for the documented customer; return it."""
    answer = warehouse.post("/customers/1/credits", PLAIN | more)
    assert answer.status == 200, answer.text
    created: dict[str, Any] = answer.json()
    assert created in warehouse.get("/customers/1/credits").json()
    return created


def test_create_credit_shows_every_key(warehouse: Warehouse) -> None:
    """§3.9: who wrote it, an order in its own width, a salesperson as an object, a UPC."""
    warehouse.write("UPDATE wherefour_inventory SET upc = '0815' WHERE id = 4")
    created = credit(
        warehouse, order_id=1, invoice_id=1, salesperson_id=2, customer_message="Sorry",
        internal_notes="Hush", credit_items_attributes=[BARS],
        custom_line_items_attributes=[FREIGHT],
    )  # fmt: skip
    assert set(created) == set(KEYS.split())
    assert created["credit_date"] == "2026-01-05T00:00:00.000Z"
    assert created["user"] == {
        "id": 1,
        "organization_name": "ABC Product Co.",
        "email": "tony@abcproduct.example",
    }
    assert created["salesperson"] == {"id": 2, "name": "Greg Stevenson"}
    assert (created["order"]["order_number"], created["order"]["invoiced"]) == ("SO1", True)
    assert "customer" not in created["order"]
    assert created["credit_items"][0]["upc"] == "0815"
    assert created["custom_line_items"][0]["unit_price"] == "3.333333"
    assert (created["total"], created["customer_message"]) == ("20.0", "Sorry")


def test_create_credit_needs_one_item_or_one_custom_line(warehouse: Warehouse) -> None:
    """§4, operation 45: either suffices, neither is 422; wrapped as `credit` too."""
    assert credit(warehouse, credit_items_attributes=[BARS])["total"] == "10.0"
    assert credit(warehouse, custom_line_items_attributes=[FREIGHT])["total"] == "10.0"
    answer = warehouse.post("/customers/1/credits", {"credit": PLAIN})
    assert list(answer.json()["errors"]) == ["credit_items_attributes"]
    wrapped = {"credit": PLAIN | {"credit_items_attributes": [BARS]}}
    assert warehouse.post("/customers/1/credits", wrapped).status == 200


def test_create_credit_has_the_total_that_a_client_sent_only_with_legacy_totals(
    warehouse: Warehouse,
) -> None:
    """§4 and §5.6: computed; an earlier revision took the client's."""
    assert credit(warehouse, credit_items_attributes=[BARS], total=99.99)["total"] == "10.0"
    warehouse.sandbox.set_quirk("wherefour.legacy_totals", True)
    assert credit(warehouse, credit_items_attributes=[BARS], total=99.99)["total"] == "99.99"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"credit_number": None}, "credit_number"),
        ({"credit_date": "soon"}, "credit_date"),
        ({"status": ""}, "status"),
        ({"order_id": 77}, "order_id"),
        ({"invoice_id": 77}, "invoice_id"),
        ({"salesperson_id": 1}, "salesperson_id"),
        ({"credit_from_address_id": 99}, "credit_from_address_id"),
        ({"credit_items_attributes": [{"count": 1}]}, "credit_items_attributes.0.inventory_id"),
        (
            {"credit_items_attributes": [{"inventory_id": 2, "count": 1}]},
            "credit_items_attributes.0.inventory_id",
        ),
    ],
)
def test_create_credit_refuses_an_invalid_body(
    warehouse: Warehouse, body: dict[str, Any], field: str
) -> None:
    """§1.3: 422 names the field; nothing is stored."""
    sent = PLAIN | {"credit_items_attributes": [BARS]} | body
    answer = warehouse.post("/customers/1/credits", sent)
    assert (answer.status, list(answer.json()["errors"])) == (422, [field])
    assert [row["id"] for row in warehouse.get("/customers/1/credits").json()] == [1]


def test_create_credit_refers_only_to_documents_of_the_same_customer(warehouse: Warehouse) -> None:
    """§4: what belongs to another customer does not exist for this one."""
    other = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    body = PLAIN | {"credit_items_attributes": [BARS], "order_id": 1}
    assert warehouse.post(f"/customers/{other}/credits", body).status == 422
    assert warehouse.post("/customers/99/credits", body).status == 404


def test_create_credit_may_come_from_a_facility(warehouse: Warehouse) -> None:
    """§4, operation 45: credit_from_address_id is a facility's address."""
    warehouse.write("UPDATE wherefour_facility SET address_id = 40 WHERE id = 1")
    created = credit(warehouse, credit_from_address_id=40, credit_items_attributes=[BARS])
    assert created["credit_from_address"]["line1"] == "144 S. Broadway"


def test_update_credit_changes_what_the_body_names(warehouse: Warehouse) -> None:
    """§4, operation 46 and §5.8: nothing is required; lines by id, without, and _destroy."""
    before = credit(
        warehouse,
        order_id=1,
        credit_items_attributes=[BARS],
        custom_line_items_attributes=[FREIGHT],
    )
    [item] = before["credit_items"]
    [custom] = before["custom_line_items"]
    path = f"/customers/1/credits/{before['id']}"
    body: dict[str, Any] = {
        "order_id": None, "customer_message": "Sorry",
        "credit_items_attributes": [{"id": item["id"], "_destroy": True}],
        "custom_line_items_attributes": [{"id": custom["id"], "count": 6}],
    }  # fmt: skip
    after = warehouse.patch(path, body).json()
    assert (after["order"], after["credit_items"]) == (None, [])
    assert (after["customer_message"], after["total"]) == ("Sorry", "20.0")
    last = {"custom_line_items_attributes": [{"id": custom["id"], "_destroy": True}]}
    assert warehouse.patch(path, last).status == 422
    assert warehouse.patch(path, {"credit_date": "02/03/26"}).json()["credit_date"] == (
        "2026-02-03T00:00:00.000Z"
    )


def test_update_credit_refuses_other_customers_credits(warehouse: Warehouse) -> None:
    """§4: another customer's credit, and another credit's line, are 404."""
    mine = credit(warehouse, credit_items_attributes=[BARS])
    other = credit(warehouse, credit_items_attributes=[BARS])
    customer = warehouse.post("/customers", {"display_name": "X"}).json()["id"]
    assert warehouse.patch(f"/customers/{customer}/credits/{mine['id']}", {}).status == 404
    assert warehouse.patch("/customers/1/credits/99", {}).status == 404
    body = {"credit_items_attributes": [{"id": other["credit_items"][0]["id"], "count": 1}]}
    assert warehouse.patch(f"/customers/1/credits/{mine['id']}", body).status == 404
    assert warehouse.patch(f"/customers/1/credits/{mine['id']}", {"status": ""}).status == 422


def test_list_customer_credits_shows_those_of_one_customer(warehouse: Warehouse) -> None:
    """§4, operation 44: by id; 404 for an unknown customer."""
    ids = [credit(warehouse, credit_items_attributes=[BARS])["id"] for _ in range(3)]
    assert [row["id"] for row in warehouse.get("/customers/1/credits").json()] == [1, *ids]
    assert warehouse.get("/customers/99/credits").status == 404
