"""Labels: bought, listed, voided. Source: docs/reference/channels.md §4.2, §4.3.

list_shipments, create_label_for_order, void_label.
"""

import base64
import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.shipstation.conftest import SKU, Ship, order

FIELDS = [
    "shipmentId", "orderId", "orderKey", "userId", "orderNumber", "createDate", "shipDate",
    "shipmentCost", "insuranceCost", "trackingNumber", "isReturnLabel", "batchNumber",
    "carrierCode", "serviceCode", "packageCode", "confirmation", "warehouseId", "voided",
    "voidDate", "marketplaceNotified", "notifyErrorMessage", "shipTo", "weight", "dimensions",
    "insuranceOptions", "advancedOptions", "shipmentItems", "labelData", "formData",
]  # fmt: skip


def label(ship: Ship, order_id: int, expect: int = 200, **more: Any) -> Any:
    """Buy a label as an unmodified client asks for it: without a packageCode."""
    body = {
        "orderId": order_id, "carrierCode": "stamps_com", "serviceCode": "usps_priority_mail",
        "confirmation": "none", "shipDate": "2026-03-03", "testLabel": False, **more,
    }  # fmt: skip
    return ship.post("/orders/createlabelfororder", expect, **body)


def test_a_label_is_a_shipment_with_a_pdf_and_ships_its_order(ship: Ship) -> None:
    """§4.2: packageCode is `package` when it is left out."""
    made = ship.create("SO1")
    bought = label(ship, made["orderId"])
    assert list(bought) == FIELDS
    assert (bought["packageCode"], bought["shipDate"]) == ("package", "2026-03-03")
    assert (bought["shipmentCost"], bought["orderNumber"]) == (7.95, "SO1")
    page = PdfReader(io.BytesIO(base64.b64decode(bought["labelData"]))).pages[0]
    assert bought["trackingNumber"] in page.extract_text()
    shown = ship.order(made["orderId"])
    assert (shown["orderStatus"], shown["shipDate"]) == ("shipped", "2026-03-03")
    assert shown["modifyDate"] > made["modifyDate"]


def test_a_label_is_bought_twice_when_it_is_asked_for_twice(ship: Ship) -> None:
    """§4.2, §15 row 30: it is money, and never idempotent."""
    made = ship.create("SO1")["orderId"]
    bought = [label(ship, made) for _ in range(2)]
    assert len({each["trackingNumber"] for each in bought}) == 2
    assert [row["orderId"] for row in ship.shipments()] == [made, made]


@pytest.mark.parametrize("status", ["awaiting_payment", "on_hold", "cancelled"])
def test_an_order_that_does_not_await_shipment_gets_no_label(ship: Ship, status: str) -> None:
    """§4.2 [decide]."""
    made = ship.create("SO1", orderStatus=status)["orderId"]
    assert list(label(ship, made, 400)["ModelState"]) == ["apiOrder.orderStatus"]


def test_a_label_is_of_a_carrier_that_the_account_has(ship: Ship) -> None:
    """§4.2."""
    made = ship.create("SO1")["orderId"]
    state = label(ship, made, 400, carrierCode="USPS")["ModelState"]
    assert "stamps_com" in state["apiOrder.carrierCode"][0]
    label(ship, 99, 404)


def test_what_a_request_says_of_its_parcel_is_kept(ship: Ship) -> None:
    """§4.2; a test label costs nothing."""
    made = ship.create("SO1", weight={"value": 1, "units": "pounds"})["orderId"]
    given: dict[str, Any] = {
        "packageCode": "thick_envelope", "confirmation": "signature", "testLabel": True,
        "weight": {"value": 9.5, "units": "ounces"},
        "dimensions": {"length": 1, "width": 2, "height": 3, "units": "inches"},
        "insuranceOptions": {"provider": "carrier", "insureShipment": True, "insuredValue": 9.5},
        "advancedOptions": {"warehouseId": 7},
    }  # fmt: skip
    bought = label(ship, made, **given)
    assert (bought["packageCode"], bought["confirmation"]) == ("thick_envelope", "signature")
    assert (bought["weight"]["value"], bought["dimensions"]["height"]) == (9.5, 3)
    assert (bought["insuranceOptions"]["insuredValue"], bought["warehouseId"]) == (9.5, 7)
    assert bought["shipmentCost"] == 0.0


# The list


def test_items_are_null_unless_they_are_asked_for(ship: Ship) -> None:
    """§4.3."""
    made = ship.create("SO1")
    ship.event("buy_label", order_number="SO1", carrier="ups")
    assert [row["shipmentItems"] for row in ship.shipments()] == [None]
    for yes in ("true", "True", "1"):
        ((item,),) = [row["shipmentItems"] for row in ship.shipments(includeShipmentItems=yes)]
        assert item == {
            "orderItemId": made["items"][0]["orderItemId"], "lineItemKey": "SO1-1", "sku": SKU,
            "name": "iPhone X", "quantity": 1, "unitPrice": 199.0,
        }  # fmt: skip
    assert ship.shipments(includeShipmentItems="False")[0]["shipmentItems"] is None


@pytest.fixture
def several(ship: Ship) -> Ship:
    """Three labels a day apart, the second voided; the third of a marketplace."""
    ship.create("SO1")
    ship.create("SO10", shipTo={"name": "Łucja Żak"})
    ship.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    ship.event("buy_label", order_number="SO1", carrier="ups", tracking_number="1Z9")
    ship.sandbox.advance("1d")
    made = ship.event("buy_label", order_number="SO10", carrier="stamps_com")
    ship.sandbox.advance("1d")
    ship.event("void_label", shipment_id=made["shipment_id"])
    ship.event("buy_label", order_number="A-1", carrier="ups", service="ups_next_day_air")
    return ship


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["SO1", "SO10", "A-1"]),
        ({"orderNumber": "SO1"}, ["SO1"]),  # here it is no prefix
        ({"recipientName": "Żak"}, ["SO10"]),
        ({"carrierCode": "ups"}, ["SO1", "A-1"]),
        ({"serviceCode": "ups_next_day_air"}, ["A-1"]),
        ({"trackingNumber": "1Z9"}, ["SO1"]),
        ({"storeId": 12}, ["A-1"]),
        ({"createDateStart": "2026-03-02 12:00:00", "createDateEnd": "2026-03-03 12:00:00"},
         ["SO10"]),
        ({"shipDateStart": "2026-03-03", "shipDateEnd": "2026-03-03"}, ["SO10"]),
        ({"shipDateStart": "2026-03-03 15:00:00"}, ["SO10", "A-1"]),
        ({"voidDateStart": "2026-03-04"}, ["SO10"]),
        ({"voidDateEnd": "2026-03-03"}, []),
        ({"sortBy": "ShipDate", "sortDir": "DESC"}, ["A-1", "SO10", "SO1"]),
        ({"sortBy": "CreateDate"}, ["SO1", "SO10", "A-1"]),
        ({"page": 2, "pageSize": 2}, ["A-1"]),
    ],
)  # fmt: skip
def test_a_filter_finds_its_shipments(
    several: Ship, query: dict[str, Any], numbers: list[str]
) -> None:
    """§4.3."""
    assert [row["orderNumber"] for row in several.shipments(**query)] == numbers


def test_a_filter_by_order_id_finds_all_labels_of_an_order(several: Ship) -> None:
    """§4.3: a re-bought label is a second row for the same order."""
    several.event("buy_label", order_number="SO10", carrier="stamps_com")
    order_id = several.get("/orders", orderNumber="SO10")["orders"][0]["orderId"]
    rows = several.shipments(orderId=order_id)
    assert [row["voided"] for row in rows] == [True, False]
    assert len({row["trackingNumber"] for row in rows}) == 2


# Voided


def test_a_voided_label_keeps_its_number_and_its_order_awaits_shipment_again(ship: Ship) -> None:
    """§4.2, §4.3."""
    made = ship.create("SO1")["orderId"]
    bought = label(ship, made)
    assert ship.post("/shipments/voidlabel", shipmentId=bought["shipmentId"]) == {
        "approved": True,
        "message": "Label voided successfully",
    }
    (row,) = ship.shipments()
    assert (row["voided"], row["trackingNumber"]) == (True, bought["trackingNumber"])
    assert row["voidDate"] is not None
    shown = ship.order(made)
    assert (shown["orderStatus"], shown["shipDate"]) == ("awaiting_shipment", None)
    assert ship.post("/shipments/voidlabel", shipmentId=bought["shipmentId"])["approved"] is False
    ship.post("/shipments/voidlabel", 404, shipmentId=1)


def test_an_order_with_a_live_label_left_stays_shipped(ship: Ship) -> None:
    """§4.2 [decide]."""
    made = ship.create("SO1")["orderId"]
    first, second = label(ship, made), label(ship, made)
    ship.post("/shipments/voidlabel", shipmentId=first["shipmentId"])
    assert ship.order(made)["orderStatus"] == "shipped"
    ship.event("return_label", shipment_id=second["shipmentId"])
    ship.post("/shipments/voidlabel", shipmentId=second["shipmentId"])
    assert ship.order(made)["orderStatus"] == "awaiting_shipment"  # the return's does not count


def test_an_order_with_a_new_key_is_another_one_for_labels_too(ship: Ship) -> None:
    """§4.3: the shipment says which key its order has."""
    made = ship.post("/orders/createorder", **order("SO1", orderKey="mine"))
    assert label(ship, made["orderId"])["orderKey"] == "mine"
