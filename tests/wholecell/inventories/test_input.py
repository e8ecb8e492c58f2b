"""create_inventory and update_inventory. Source: docs/reference/wholecell.md §2.3, §6."""

from typing import Any

import pytest

from tests.wholecell.conftest import DEVICE, NO_CENTS, SKU, Cell


def errors(refused: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = refused["errors"]
    return found


def test_a_unit_is_received_on_its_purchase_order(cell: Cell) -> None:
    """§2.3: 201 with the unit; status Available; the total price begins as the paid price."""
    order = cell.purchase_order()
    unit = cell.create(esn="356938035643809", initial_price_paid=9000, location="Ready Room")
    assert (unit["esn"], unit["status"], unit["purchase_order_id"]) == (
        "356938035643809", "Available", order,
    )  # fmt: skip
    assert (unit["initial_price_paid"], unit["total_price_paid"]) == (9000, 9000)
    assert (unit["order_id"], unit["sale_price"]) == (None, None)
    assert unit["product_variation"]["sku"] == SKU
    assert unit["location"] == {"name": "Ready Room"}
    assert unit["warehouse"] == {"name": "Oakland Serialized Goods"}
    assert unit["created_at"] == unit["updated_at"] == "2026-01-05T01:00:00.001-08:00"
    assert cell.units()[0] == unit


def test_a_body_may_be_wrapped(cell: Cell) -> None:
    """§2.3: flat or under `inventory`; and PUT does what PATCH does."""
    body = {"purchase_order_id": cell.purchase_order(), "sku": SKU, "esn": "A1"}
    answer = cell.send("POST", "/inventories", json={"inventory": body})
    assert (answer.status, answer.json()["esn"]) == (201, "A1")
    path = f"/inventories/{answer.json()['id']}"
    for method, esn in (("PUT", "A2"), ("PATCH", "A3")):
        changed = cell.send(method, path, json={"inventory": {"esn": esn}})
        assert (changed.status, changed.json()["esn"]) == (200, esn)


def test_a_unit_may_have_no_serial_no_location_and_no_price(cell: Cell) -> None:
    """§2.1: accounts keep such units."""
    unit = cell.create(esn="")
    assert (unit["esn"], unit["initial_price_paid"], unit["total_price_paid"]) == (None, None, 0)
    assert unit["location"] == unit["warehouse"] == {"name": None}
    assert cell.create(esn=None)["esn"] is None


def test_unknown_attributes_add_a_product_and_a_variation(cell: Cell) -> None:
    """§2.3: as adding inventory does in the UI."""
    first = cell.create(product_variation={**DEVICE, "conditions": ["Frame Dings"], "sku": "FP4-B"})
    variation = first["product_variation"]
    assert variation["sku"] == "FP4-B"
    assert variation["product"]["model"] == "Fairphone 4"
    assert [each["title"] for each in variation["conditions"]] == ["Frame Dings"]
    again = cell.create(product_variation={**DEVICE, "conditions": [variation["conditions"][0]]})
    assert again["product_variation"] == variation
    bare = cell.create(product_variation=DEVICE)["product_variation"]
    assert bare["id"] != variation["id"]
    assert bare["product"] == variation["product"]
    assert bare["sku"] is None
    by_id = cell.create(product_variation_id=bare["id"])
    assert by_id["product_variation"] == bare


@pytest.mark.parametrize("name", sorted(DEVICE))
@pytest.mark.parametrize("value", ["", "  ", None])
def test_a_blank_attribute_is_refused(cell: Cell, name: str, value: str | None) -> None:
    """§2.1, §2.3: the catalog tells its users to write "unknown"."""
    if value is None:
        device = {key: text for key, text in DEVICE.items() if key != name}
    else:
        device = {**DEVICE, name: value}
    refused = cell.create(422, product_variation=device)
    assert errors(refused) == {f"product_variation.{name}": ["can't be blank"]}


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"status": "available"}, "status", "is not a status"),
        ({"status": "Ready to Ship"}, "status", "is not a status"),
        ({"location": "Nowhere"}, "location", "is not a location"),
        ({"sku": "nobody's"}, "sku", "must exist"),
        ({"sku": "IPHONESE2A227564GBWHTAB"}, "sku", "is carried by 2 variations"),
        ({"product_variation_id": 7}, "product_variation_id", "must exist"),
        ({"product_variation": {**DEVICE, "conditions": ["Wet"]}}, "conditions",
         "Wet is not a condition"),
        ({"product_variation": None}, "product_variation", "must exist"),
        ({"purchase_order_id": 7}, "purchase_order_id", "must exist"),
        ({"order_id": 7}, "order_id", "is set by committing the unit to a sales order"),
        ({"initial_price_paid": -1}, "initial_price_paid", NO_CENTS),
        ({"initial_price_paid": 95.5}, "initial_price_paid", NO_CENTS),
        ({"esn": "C9", "location": 7}, "location", "is invalid"),
    ],
)  # fmt: skip
def test_invalid_values_are_refused_by_field(
    cell: Cell, body: dict[str, Any], field: str, said: str
) -> None:
    """§1.2, §2.3; nothing is saved."""
    before = cell.get("/inventories").body
    assert errors(cell.create(422, **body)) == {field: [said]}
    assert cell.get("/inventories").body == before


def test_a_purchase_order_is_required_and_all_errors_come_at_once(cell: Cell) -> None:
    """§2.3: a unit always has one."""
    answer = cell.send("POST", "/inventories", json={"sku": SKU})
    assert answer.json() == {"errors": {"purchase_order_id": ["can't be blank"]}}
    refused = cell.create(422, status="Lost", location="Nowhere", sku="nobody's")
    assert set(errors(refused)) == {"status", "location", "sku"}


def test_a_serial_is_unique_until_its_device_is_sold(cell: Cell) -> None:
    """§2.3: the business buys the same phone again; wholecell.rebuy_sold."""
    (unit,) = cell.units(esn="350000000000017")
    taken = {"esn": ["has already been taken"]}
    assert errors(cell.create(422, esn=unit["esn"])) == taken
    serial = cell.create(esn="dx3999999phk")
    assert errors(cell.create(422, esn="DX3999999PHK")) == taken
    cell.change(serial, status="Sold")
    again = cell.create(esn="DX3999999PHK")
    assert len(cell.units(esn="DX3999999PHK")) == 2
    assert errors(cell.change(serial, 422, status="Available")) == taken
    cell.change(again, status="Sold")
    cell.sandbox.set_quirk("wholecell.rebuy_sold", False)
    assert errors(cell.create(422, esn="DX3999999PHK")) == taken


def test_units_without_a_serial_do_not_collide(cell: Cell) -> None:
    """§2.1."""
    assert cell.create(esn=None)["id"] != cell.create(esn=None)["id"]


def test_changing_a_serial_to_that_of_another_unit_is_refused(cell: Cell) -> None:
    """§2.3."""
    one, other = cell.create(esn="A1"), cell.create(esn="A2")
    assert errors(cell.change(one, 422, esn="a2")) == {"esn": ["has already been taken"]}
    assert cell.change(one, esn="a1")["esn"] == "a1"
    assert cell.change(other, esn=None)["esn"] is None


def test_an_empty_change_moves_updated_at(cell: Cell) -> None:
    """§2.3: always."""
    unit = cell.units(hex_id="C9FV")[0]
    changed = cell.change(unit)
    assert changed["updated_at"] > unit["updated_at"]
    assert {**changed, "updated_at": None} == {**unit, "updated_at": None}
    assert cell.change(unit, updated_at="1999-01-01", hex_id="ZZZ")["hex_id"] == "C9FV"


def test_a_location_decides_the_warehouse(cell: Cell) -> None:
    """§2.3, §13 scenario 17: the status does not change."""
    unit = cell.create(location="Locked Cage", status="Moving")
    moved = cell.change(unit, location="Processing")
    assert (moved["location"], moved["warehouse"]) == (
        {"name": "Processing"}, {"name": "Main Warehouse"},
    )  # fmt: skip
    assert moved["status"] == "Moving"
    away = cell.change(unit, location=None)
    assert away["warehouse"] == {"name": None}


def test_a_grade_or_condition_moves_the_unit_to_another_variation(cell: Cell) -> None:
    """§2.3: one of the same product, which is added if there is none."""
    unit = cell.create()
    worse = cell.change(unit, grade="C", conditions=["Broken LCD"])
    before, after = unit["product_variation"], worse["product_variation"]
    assert after["id"] != before["id"]
    assert after["product"] == before["product"]
    assert (after["grade"], [c["initials"] for c in after["conditions"]]) == ("C", ["BL"])
    assert after["sku"] is None
    mended = cell.change(unit, product_variation={"grade": "A", "conditions": []})
    assert mended["product_variation"] == before
    assert errors(cell.change(unit, 422, grade="")) == {
        "product_variation.grade": ["can't be blank"]
    }


def test_the_sales_order_of_a_unit_cannot_be_changed_here(cell: Cell) -> None:
    """§2.3: commitment belongs to the sales order; its current value is accepted."""
    sold = cell.units(status="Sold")[0]
    for other in (None, 1, sold["order_id"] + 1):
        assert set(errors(cell.change(sold, 422, order_id=other))) == {"order_id"}
    assert cell.change(sold, order_id=sold["order_id"])["order_id"] == sold["order_id"]


def test_a_unit_sent_back_unchanged_is_accepted(cell: Cell) -> None:
    """§2.3: nested names are read; fields that clients cannot set are reported as ignored."""
    for unit in (cell.units(status="Sold")[0], cell.units(hex_id="C9FV")[0], cell.units()[5]):
        again = cell.change(unit, **unit)
        assert {**again, "updated_at": None} == {**unit, "updated_at": None}
    assert cell.ignored() == [
        "id", "hex_id", "created_at", "updated_at", "purchase_order_id", "warehouse",
    ]  # fmt: skip


def test_prices_and_custom_fields_change_one_by_one(cell: Cell) -> None:
    """§2.3: null deletes a field."""
    unit = cell.create(initial_price_paid=9000, custom_field_values={"Bin": "7", "Box": "é"})
    changed = cell.change(
        unit, total_price_paid=9500, custom_field_values={"Bin": None, "Pallet": "P1"}
    )
    assert (changed["initial_price_paid"], changed["total_price_paid"]) == (9000, 9500)
    assert changed["custom_field_values"] == {"Box": "é", "Pallet": "P1"}
    assert cell.change(unit, initial_price_paid=None)["initial_price_paid"] is None
    assert set(errors(cell.change(unit, 422, total_price_paid=None))) == {"total_price_paid"}
