"""Bodies as clients spell them: numbers as text, forms in place of JSON.

Source: docs/reference/wholecell.md §1.4, §2.3, §7.2.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from stocktake.web.sandbox import Response

from tests.wholecell.conftest import DEVICE, NO_CENTS, SKU, Cell

Pairs = list[tuple[str, str]]
KINDS = ("form", "multipart")


def pairs_of(body: Mapping[str, Any], *, numbered: bool = False) -> Pairs:
    """Return a body as Rails' forms spell it; `numbered` gives lists positions with gaps."""

    def spell(name: str, value: Any) -> Pairs:
        if isinstance(value, dict):
            return [pair for key, v in value.items() for pair in spell(f"{name}[{key}]", v)]
        if isinstance(value, list):
            keys = [str(7 + 3 * place) if numbered else "" for place in range(len(value))]
            return [
                pair
                for key, each in zip(keys, value, strict=True)
                for pair in spell(f"{name}[{key}]", each)
            ]
        return [(name, "" if value is None else str(value))]

    return [pair for name, value in body.items() for pair in spell(name, value)]


def post(cell: Cell, kind: str, path: str, pairs: Pairs, method: str = "POST") -> Response:
    """Send pairs as a form of one of the two kinds."""
    return cell.send(method, path, **{kind: pairs})


def without_stamps(shown: Any) -> Any:
    """Leave out ids, labels and times, which no two records share."""
    own = ("id", "hex_id", "order_item_id", "created_at", "updated_at", "esn")
    if isinstance(shown, dict):
        return {name: without_stamps(v) for name, v in shown.items() if name not in own}
    return [without_stamps(each) for each in shown] if isinstance(shown, list) else shown


def as_text(value: Any) -> Any:
    """Return a body with every number in it as text."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return f" {value} " if isinstance(value, int) else value


def unit_body(cell: Cell, esn: str) -> dict[str, Any]:
    """Return a unit with a number in each of its number fields."""
    variation = cell.units(sku=SKU)[0]["product_variation"]["id"]
    return {
        "purchase_order_id": cell.purchase_order(), "product_variation_id": variation, "esn": esn,
        "sale_price": 19900, "initial_price_paid": 9000, "total_price_paid": 9500,
        "custom_field_values": {"id": "7", "quantity": ""}, "location": "Ready Room",
    }  # fmt: skip


def order_body(cell: Cell) -> dict[str, Any]:
    """Return an order with two items, a committed unit, an address, a number in each field."""
    unit = cell.create()
    customer = cell.ask("POST", "/sales_orders", 201, json={"customer": "Zoë"})["customer"]["id"]
    return {
        "customer": {"id": customer}, "transaction_number": "0017",
        "items": [
            {"sku": SKU, "quantity": 2, "sale_price": 1250},
            # Without brackets of its own an element of a form begins where a name comes again.
            {"sku": None, "product_variation_id": unit["product_variation"]["id"], "quantity": 1},
        ],
        "inventories": [{"id": unit["id"], "sale_price": 1300}],
        "shipping_address": {"line1": "1 Main St", "id": "007"},
    }  # fmt: skip


def test_numbers_as_text_receive_the_same_unit(cell: Cell) -> None:
    """§1.4: ids and prices in a unit; what custom fields hold stays text."""
    number = cell.create(**unit_body(cell, "A1"))
    text = cell.create(**as_text(unit_body(cell, "A2")))
    assert without_stamps(text) == without_stamps(number)
    assert text["custom_field_values"] == {"id": "7", "quantity": ""}
    changed = cell.change(text, order_id="", sale_price="0019950", total_price_paid="1")
    assert (changed["sale_price"], changed["total_price_paid"]) == (19950, 1)
    assert cell.change(text, sale_price="")["sale_price"] is None


def test_numbers_as_text_make_the_same_purchase_order(cell: Cell) -> None:
    """§1.4, §6."""
    vendor = cell.ask("POST", "/purchase_orders", 201, json={"vendor": "Trade-ins"})["vendor"]
    body = {
        "vendor": {"id": vendor["id"]}, "number": "0042",
        "expected_inventory_count": 3, "expected_total_price_paid": 28500,
    }  # fmt: skip
    number = cell.ask("POST", "/purchase_orders", 201, json=body)
    text = cell.ask("POST", "/purchase_orders", 201, json=as_text(body))
    assert without_stamps(text) == without_stamps(number)
    assert (text["vendor"], text["number"], text["expected_inventory_count"]) == (vendor, "0042", 3)


def test_numbers_as_text_make_and_change_the_same_sales_order(cell: Cell) -> None:
    """§1.4, §7.2: quantities, prices, ids of items, units, variations and customers."""
    number = cell.ask("POST", "/sales_orders", 201, json=order_body(cell))
    text = cell.ask("POST", "/sales_orders", 201, json=as_text(order_body(cell)))
    assert without_stamps(text["items"]) == without_stamps(number["items"])
    assert [item["quantity"] for item in text["items"]] == [2, 1]
    assert (text["total"], text["shipping_address"]["id"]) == (2500, "007")
    item = text["items"][0]
    body = {"items": [{"id": str(item["id"]), "quantity": "5"}, {"id": text["items"][1]["id"]}]}
    changed = cell.ask("PATCH", f"/sales_orders/{text['id']}", json=body)
    assert [row["quantity"] for row in changed["items"]] == [5, 1]
    assert [row["id"] for row in changed["items"]] == [row["id"] for row in text["items"]]


def test_numbers_as_text_are_read_in_paths_and_queries(cell: Cell) -> None:
    """§1.3, §2.2: there everything is text."""
    unit = cell.units()[0]
    assert cell.get(f"/inventories/0{unit['id']}").json() == unit
    assert cell.units(purchase_order_id=f"0{unit['purchase_order_id']}")
    assert cell.get("/inventories", page="02").json()["page"] == 2


@pytest.mark.parametrize("price", ["12.50", 12.5, "-1", "1e3", "12,50", "9" * 19, "9" * 40])
def test_a_price_that_is_no_whole_number_of_cents_is_refused_and_says_so(
    cell: Cell, price: Any
) -> None:
    """§1.4: a text means what the number means, so dollars are as wrong in both."""
    for path, body, field in (
        ("/sales_orders", {"items": [{"sku": SKU, "sale_price": price}]}, "items.0.sale_price"),
        ("/purchase_orders", {"expected_total_price_paid": price}, "expected_total_price_paid"),
    ):
        refused = cell.ask("POST", path, 422, json=body)
        assert refused == {"errors": {field: [NO_CENTS]}}


@pytest.mark.parametrize("quantity", ["two", "0", "-1", "2.5", "1_0", "٣", "10001"])
def test_a_text_that_is_no_whole_quantity_is_refused_by_its_field(
    cell: Cell, quantity: str
) -> None:
    """§1.2, §1.4."""
    body = {"items": [{"sku": SKU, "quantity": quantity}]}
    refused = cell.ask("POST", "/sales_orders", 422, json=body)
    assert refused == {"errors": {"items.0.quantity": ["is invalid"]}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrapper", ["", "inventory"])
def test_a_form_receives_a_unit_as_json_does(cell: Cell, kind: str, wrapper: str) -> None:
    """§2.3: with a described product, conditions and custom fields, flat or wrapped."""
    described = {**DEVICE, "conditions": ["Frame Dings", "Broken LCD"]}
    body: dict[str, Any] = {
        "purchase_order_id": cell.purchase_order(), "esn": "35 1", "initial_price_paid": 9000,
        "product_variation": described, "custom_field_values": {"Battery Health": "GOOD"},
        "location": {"name": "Ready Room"}, "order_id": None,
    }  # fmt: skip
    plain = cell.create(**body)
    again = {**body, "esn": "35 2"}
    made = post(cell, kind, "/inventories", pairs_of({wrapper: again} if wrapper else again))
    assert made.status == 201, made.text
    assert without_stamps(made.json()) == without_stamps(plain)
    assert [c["title"] for c in made.json()["product_variation"]["conditions"]] == [
        "Frame Dings", "Broken LCD",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("numbered", [False, True], ids=["brackets", "positions"])
def test_a_form_makes_an_order_with_items_and_units_as_json_does(
    cell: Cell, kind: str, numbered: bool
) -> None:
    """§7.2: `items[][sku]` and Rails' nested attributes, whose positions have gaps."""
    plain = cell.ask("POST", "/sales_orders", 201, json=order_body(cell))
    pairs = pairs_of({"sales_order": order_body(cell)}, numbered=numbered)
    made = post(cell, kind, "/orders", pairs)
    assert made.status == 201, made.text
    assert without_stamps(made.json()["items"]) == without_stamps(plain["items"])
    assert len(made.json()["inventories"]) == 1
    assert made.json()["shipping_address"] == plain["shipping_address"]


def test_positions_of_a_form_decide_the_order_of_its_items(cell: Cell) -> None:
    """§7.2: not the order in which they come."""
    pairs = [("items[12][sku]", "C"), ("items[2][sku]", "A"), ("items[10][sku]", "B")]
    made = post(cell, "form", "/sales_orders", pairs).json()
    assert [item["sku"] for item in made["items"]] == ["A", "B", "C"]


def test_a_form_empties_a_list_with_blank_brackets_and_leaves_it_alone_when_blank(
    cell: Cell,
) -> None:
    """§7.2: `items[]=` is Rails' empty list, and may stand before others; `items=` is none."""
    made = cell.ask("POST", "/sales_orders", 201, json={"items": [{"sku": "A"}]})
    path = f"/sales_orders/{made['id']}"

    def skus(pairs: Pairs) -> list[str]:
        answer = post(cell, "form", path, pairs, "PATCH")
        assert answer.status == 200, answer.text
        return [item["sku"] for item in answer.json()["items"]]

    assert skus([("items", ""), ("shipping_address", ""), ("notes", "seen")]) == ["A"]
    assert skus([("items[]", ""), ("items[][sku]", "B"), ("items[][sku]", "C")]) == ["B", "C"]
    assert skus([("items[]", "")]) == []


def test_a_form_without_a_content_type_is_read_too(cell: Cell) -> None:
    """§2.3."""
    data = f"esn=35+9&sku={SKU}&purchase_order_id={cell.purchase_order()}&conditions=".encode()
    answer = cell.send("POST", "/inventories", data=data)
    assert (answer.status, answer.json()["esn"]) == (201, "35 9")


def test_a_form_asks_for_a_report_of_some_statuses(cell: Cell) -> None:
    """§5."""
    made = post(cell, "form", "/stock_levels_reports", [("inventory_statuses[]", "Inbound")])
    assert made.status == 201, made.text
    (kept,) = cell.world("SELECT inventory_statuses AS titles FROM wholecell_stock_levels_report")
    assert kept == {"titles": '["Inbound"]'}


def test_what_is_wrong_in_a_form_is_refused_by_field_as_in_json(cell: Cell) -> None:
    """§1.2."""
    pairs = [("items[4][sku]", "A"), ("items[9][quantity]", "two"), ("customer[id]", "x")]
    answer = post(cell, "form", "/sales_orders", pairs)
    assert (answer.status, answer.json()) == (
        422, {"errors": {"customer": ["is invalid"], "items.1.quantity": ["is invalid"]}},
    )  # fmt: skip


@pytest.mark.parametrize("body", [{"items": ""}, {"items": {"0": {"sku": "A"}}}, {"notes": 7}])
def test_json_takes_none_of_a_forms_habits(cell: Cell, body: dict[str, Any]) -> None:
    """§7.2: there a list is a list."""
    assert cell.send("POST", "/sales_orders", json=body).status == 422
