"""Swappa, modelled: parcels, each told once, with the IMEI of each device."""

from typing import Any

import pytest

from tests.swappa.conftest import IMEI, ORDER, ORDERS, SKU, Seller

PATH = f"{ORDERS}/{ORDER}/shipments"


def body(**more: Any) -> dict[str, Any]:
    """Return a parcel of the documented order."""
    items = [{"line_id": "SO1-1", "imei": IMEI}]
    return {"carrier": "USPS", "tracking_number": "T1", "items": items, **more}


def test_create_shipment_ships_the_order_with_the_imei(seller: Seller) -> None:
    """docs/reference/channels.md §3: 201; the order and its line show it."""
    answer = seller.send("POST", PATH, 201, json=body()).json()
    assert answer | {"shipped_at": ""} == {
        "id": "SP1", "carrier": "USPS", "tracking_number": "T1", "shipped_at": "",
        "items": [{"line_id": "SO1-1", "quantity": 1, "imei": IMEI}],
    }  # fmt: skip
    shown = seller.order()
    assert (shown["status"], shown["shipments"]) == ("shipped", [answer])
    assert shown["lines"][0]["imei"] == IMEI
    assert seller.ledger("shipment") == [(SKU, ORDER, 1)]


def test_the_same_number_again_is_200_with_the_first(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: whatever else is in the body, and in any state."""
    first = seller.send("POST", PATH, 201, json=body()).json()
    again = body(carrier="UPS", items=[{"line_id": "nobody"}])
    for _ in range(2):
        assert seller.send("POST", PATH, 200, json=again).json() == first
        seller.sandbox.advance("1h")
    seller.event("deliver_order", id=ORDER)
    assert seller.send("POST", PATH, 200, json=body()).json() == first
    assert seller.ledger("shipment") == [(SKU, ORDER, 1)]


def test_a_number_of_another_order_is_another_parcel(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: two orders may travel in one parcel."""
    other = seller.place()
    seller.ship(ORDER, number="T1")
    seller.ship(other, number="T1")
    assert seller.order(other)["status"] == "shipped"


def test_a_parcel_of_an_order_that_is_not_paid_is_409(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: pending, cancelled, shipped, refunded."""
    unpaid, cancelled, refunded = seller.place(paid=False), seller.place(), seller.place()
    seller.event("cancel_order", id=cancelled)
    seller.event("refund_order", id=refunded)
    seller.ship(ORDER)
    for order in (unpaid, cancelled, refunded, ORDER):
        error = seller.ship(order, number="T2", expect=409)["error"]
        assert error["code"] == "conflict"
    assert len(seller.ledger("shipment")) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"carrier": ""}, "carrier"),
        ({"tracking_number": ""}, "tracking_number"),
        ({"items": []}, "items"),
        ({"items": [{"line_id": "SO1-2", "imei": IMEI}]}, "items.0.line_id"),
        ({"items": [{"line_id": "SO1-1"}]}, "items.0.imei"),
        ({"items": [{"line_id": "SO1-1", "imei": None}]}, "items.0.imei"),
        ({"items": [{"line_id": "SO1-1", "imei": ""}]}, "items.0.imei"),
        ({"items": [{"line_id": "SO1-1", "imei": "1"}, {"line_id": "SO1-1", "imei": "2"}]},
         "items.1.line_id"),
    ],
)  # fmt: skip
def test_a_parcel_that_is_none_is_refused(
    seller: Seller, change: dict[str, Any], field: str
) -> None:
    """docs/reference/channels.md §3 [decide]: 422 with the field; a device has an IMEI."""
    assert seller.refused("POST", PATH, 422, json=body(**change)) == ("invalid", field)
    assert seller.order()["status"] == "paid"
    assert seller.ledger("shipment") == []


@pytest.mark.parametrize("name", ["carrier", "tracking_number", "items"])
def test_carrier_number_and_items_are_required(seller: Seller, name: str) -> None:
    """docs/reference/channels.md §3."""
    sent = {key: value for key, value in body().items() if key != name}
    assert seller.refused("POST", PATH, 422, json=sent)[0] == "invalid"


def test_devices_are_a_line_each_and_an_imei_is_of_one_line(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: device lines are quantity 1 with an IMEI."""
    order = seller.place((SKU, 3))
    lines = seller.order(order)["lines"]
    assert [line["id"] for line in lines] == [f"{order}-{number}" for number in (1, 2, 3)]
    assert {line["quantity"] for line in lines} == {1}
    path = f"{ORDERS}/{order}/shipments"
    items = [{"line_id": line["id"], "imei": IMEI} for line in lines]
    twice = seller.refused("POST", path, 422, json=body(items=items[:2]))
    assert twice == ("invalid", "items.1.imei")
    seller.send("POST", path, 201, json=body(items=items[:1]))
    assert seller.order(order)["status"] == "paid"  # all lines or not shipped
    later = body(tracking_number="T2", items=items[1:2])
    assert seller.refused("POST", path, 422, json=later) == ("invalid", "items.0.imei")
    assert seller.refused("POST", path, 409, json=later | {"items": items[:1]})[0] == "conflict"
    seller.ship(order, 2, 3, number="T2")
    shown = seller.order(order)
    assert shown["status"] == "shipped"
    assert [parcel["tracking_number"] for parcel in shown["shipments"]] == ["T1", "T2"]


def test_an_accessory_has_a_quantity_and_needs_no_imei(seller: Seller) -> None:
    """docs/reference/channels.md §3 [decide]: its line leaves whole."""
    seller.list_one(sku="CASE", quantity=5, device=False, price=1_500)
    order = seller.place(("CASE", 3))
    (line,) = seller.order(order)["lines"]
    assert (line["quantity"], line["device"]) == (3, False)
    assert seller.order(order)["total"] == "45.00"
    answer = seller.ship(order, items=[{"line_id": line["id"]}])
    assert answer["items"] == [{"line_id": line["id"], "quantity": 3, "imei": None}]
    assert seller.ledger("shipment") == [("CASE", order, 3)]


def test_carriers_and_numbers_are_checked_with_the_quirk(seller: Seller) -> None:
    """docs/reference/channels.md §15, row 31: `swappa.checks_carrier`."""
    seller.sandbox.set_quirk("swappa.checks_carrier", True)
    for change, field in (
        ({"carrier": "stamps_com"}, "carrier"),
        ({"tracking_number": "9400 1118"}, "tracking_number"),
    ):
        assert seller.refused("POST", PATH, 422, json=body(**change)) == ("invalid", field)
    seller.sandbox.set_quirk("swappa.checks_carrier", False)
    seller.send("POST", PATH, 201, json=body(carrier="stamps_com", tracking_number="9400 1118"))


def test_an_unknown_order_has_no_parcels(seller: Seller) -> None:
    """docs/reference/channels.md §3."""
    path = f"{ORDERS}/SO999/shipments"
    assert seller.refused("POST", path, 404, json=body()) == ("not_found", "")
