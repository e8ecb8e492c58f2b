"""list_sales_orders, create_sales_order, get_sales_order, update_sales_order.

Source: docs/reference/wholecell.md §7.1, §7.2.
"""

from typing import Any

import pytest

from tests.wholecell.conftest import NO_CENTS, Cell
from tests.wholecell.sales_orders.support import (
    SKU,
    change,
    ledger,
    order,
    read,
    seen,
    stocked,
)


def test_an_order_is_created_and_read_again(cell: Cell) -> None:
    """§7.2: 201 with the order; a new customer is added, the status is the first open one."""
    stocked(cell, 1)
    made = order(
        cell, transaction_number="R17", channel="RetailCRM", customer="Ada Byron", notes="Gift",
        shipping_address={"name": "Ada", "city": "Oakland", "street2": None},
        items=[{"sku": SKU, "quantity": 2, "sale_price": 19900, "description": "Phone"}],
    )  # fmt: skip
    assert list(made) == [
        "id", "transaction_number", "channel", "status", "customer", "shipping_address",
        "billing_address", "notes", "total", "created_at", "updated_at", "shipped_at", "items",
        "inventories", "shipments",
    ]  # fmt: skip
    assert (made["status"], made["total"], made["shipped_at"]) == ("New", 39800, None)
    assert made["shipping_address"] == {"name": "Ada", "city": "Oakland", "street2": None}
    assert (made["billing_address"], made["inventories"], made["shipments"]) == (None, [], [])
    (item,) = made["items"]
    assert item.pop("product_variation")["sku"] == SKU
    assert item == {
        "id": item["id"], "sku": SKU, "description": "Phone", "quantity": 2, "sale_price": 19900,
        "committed_quantity": 0,
    }  # fmt: skip
    again = read(cell, made)
    assert again["items"][0].pop("product_variation")["product"]["model"] == "Fairphone 4"
    assert again == made
    assert ledger(cell, "demand") == [("demand", SKU, "R17", 2)]
    assert seen(cell, "R17") == [(SKU, 2, 0, 0)]


def test_the_resource_has_two_names_and_its_body_three_forms(cell: Cell) -> None:
    """§7.2: `/orders` is an alias everywhere; a body is flat or wrapped once; PUT is PATCH."""
    made = cell.send("POST", "/orders", json={"order": {"transaction_number": "R1"}}).json()
    assert made["transaction_number"] == "R1"
    body = {"sales_order": {"notes": "wrapped"}}
    assert cell.send("PUT", f"/orders/{made['id']}", json=body).json()["notes"] == "wrapped"
    assert cell.send("PATCH", f"/orders/{made['id']}", json={"notes": None}).json()["notes"] is None
    assert cell.get(f"/orders/{made['id']}").json() == read(cell, made)
    assert cell.get("/orders/", page=1).body == cell.get("/sales_orders").body
    assert cell.get(f"/orders/{made['id']}.pdf").status == 200


def test_a_body_is_unwrapped_only_once(cell: Cell) -> None:
    """§2.3, §7.2: flat or wrapped; what is wrapped twice is an unknown field, so ignored."""
    made = order(cell, sales_order={"order": {"notes": "lost"}})
    assert made["notes"] is None
    assert cell.ignored() == ["order"]


def test_a_customer_is_given_by_name_or_id(cell: Cell) -> None:
    """§7.2: alone or as the API shows it; one name is one customer."""
    ada = order(cell, customer="Ada Byron")["customer"]
    assert order(cell, customer={"name": "Ada Byron"})["customer"] == ada
    assert order(cell, customer={"id": ada["id"], "name": "somebody"})["customer"] == ada
    assert order(cell, customer=ada)["customer"] == ada
    assert order(cell, customer=" ")["customer"] is None
    refused = order(cell, 422, customer={"id": 7})
    assert refused == {"errors": {"customer": ["must exist"]}}


def test_transaction_numbers_need_not_be_unique(cell: Cell) -> None:
    """§7.2, §8.6: no source says that the API refuses one; it catches clients that repeat."""
    first, second = (order(cell, transaction_number="R5") for _ in range(2))
    rows = cell.get("/sales_orders", transaction_number="R5").json()["data"]
    assert [row["id"] for row in rows] == [second["id"], first["id"]]


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"status": "Lost"}, "status", "is not a status"),
        ({"status": "Available"}, "status", "is not a status"),
        ({"items": [{}]}, "items.0.sku", "can't be blank"),
        ({"items": [{"sku": "a"}, {"sku": " "}]}, "items.1.sku", "can't be blank"),
        ({"items": [{"product_variation_id": 7}]}, "items.0.product_variation_id", "must exist"),
        ({"items": [{"id": 7}]}, "items.0.id", "must exist"),
        ({"items": [{"sku": "a", "quantity": 0}]}, "items.0.quantity", "is invalid"),
        ({"items": [{"sku": "a", "sale_price": 9.5}]}, "items.0.sale_price", NO_CENTS),
        ({"transaction_number": 17}, "transaction_number", "is invalid"),
        ({"shipping_address": "Main St"}, "shipping_address", "is invalid"),
    ],
)
def test_invalid_values_are_refused_by_field(
    cell: Cell, body: dict[str, Any], field: str, said: str
) -> None:
    """§1.2, §7.2; nothing is saved, not even a new customer."""
    before = cell.get("/sales_orders").body
    assert order(cell, 422, customer="Nobody", **body) == {"errors": {field: [said]}}
    assert cell.get("/sales_orders").body == before
    assert cell.world("SELECT 1 FROM wholecell_organization WHERE name = 'Nobody'") == []


def test_all_errors_come_at_once(cell: Cell) -> None:
    """§1.2."""
    refused = order(
        cell, 422, status="Lost", customer={"id": 7}, items=[{}], inventories=[{"esn": "1"}]
    )
    assert set(refused["errors"]) == {"status", "customer", "items.0.sku", "inventories"}
    made = order(cell)
    assert change(cell, made, 422, status=None) == {"errors": {"status": ["can't be blank"]}}
    assert cell.send("PATCH", "/sales_orders/7", json={}).status == 404
    assert cell.get("/sales_orders/7").status == 404


def test_orders_are_listed_newest_first_and_filtered(cell: Cell) -> None:
    """§7.2, §1.3: by the filters of the reference; others are ignored."""
    ada = order(cell, channel="eBay", customer="Ada Byron", transaction_number="1")
    bob = order(cell, channel="eBay", customer="Bob", status="Draft")
    cell.sandbox.advance("1h")
    changed = change(cell, ada, notes="late")

    def ids(**query: Any) -> list[int]:
        return [row["id"] for row in cell.get("/sales_orders", **query).json()["data"]]

    everything = cell.get("/sales_orders").json()
    assert set(everything) == {"data", "page", "pages"}
    assert ids() == sorted(ids(), reverse=True)
    assert ids()[:2] == [bob["id"], ada["id"]]
    assert ids(channel="eBay") == [bob["id"], ada["id"]]
    assert ids(status="Draft") == [bob["id"]]
    assert ids(customer="Ada Byron") == ids(customer=ada["customer"]["id"]) == [ada["id"]]
    assert ids(transaction_number="1", channel="eBay") == [ada["id"]]
    assert ids(updated_at_gt=bob["created_at"]) == [ada["id"]]
    assert ids(updated_at_gteq=changed["updated_at"]) == [ada["id"]]
    assert ids(created_at_gt=ada["created_at"]) == [bob["id"]]
    assert ids(created_at_lt=ada["created_at"], channel="eBay") == []
    assert ids(channel="eBay", sort="id") == [bob["id"], ada["id"]]
    assert cell.ignored() == ["sort"]
    assert cell.get("/sales_orders", page=99).json()["data"] == []


def test_a_change_leaves_other_fields_alone(cell: Cell) -> None:
    """§7.2: and it moves `updated_at`."""
    made = order(cell, channel="eBay", notes="a", items=[{"sku": "X"}], billing_address={"a": "b"})
    changed = change(cell, made, notes="b")
    assert changed["updated_at"] > made["updated_at"]
    assert {**changed, "notes": "a", "updated_at": made["updated_at"]} == made
    assert change(cell, made, billing_address={})["billing_address"] == {}
    assert change(cell, made, billing_address=None)["billing_address"] is None


def test_orders_need_their_permissions(cell: Cell) -> None:
    """§1: an export is a read; §13 scenario 20."""
    made = order(cell)
    reader = cell.app("sales_orders:read")
    for path in ("/sales_orders", f"/orders/{made['id']}", f"/sales_orders/{made['id']}.xlsx"):
        assert reader.get(path).status == 200
        assert cell.app("inventory:read").get(path).status == 403
    assert reader.send("POST", "/sales_orders", json={}).status == 403
    assert reader.send("PUT", f"/orders/{made['id']}", json={}).status == 403


def test_a_sales_order_is_wrapped_while_the_quirk_is_on(cell: Cell) -> None:
    """§2.3: wholecell.wrapped_object."""
    cell.sandbox.set_quirk("wholecell.wrapped_object", True)
    assert order(cell, notes="x")["data"]["notes"] == "x"
