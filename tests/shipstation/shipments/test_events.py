"""What staff do with labels. Source: docs/reference/channels.md §4.2, §4.3, §13, §15."""

import re

import pytest
from stocktake import Refusal

from tests.shipstation.conftest import SKU, Ship


def test_staff_buy_a_label_and_its_number_is_answered(ship: Ship) -> None:
    """§13."""
    made = ship.create("SO1")["orderId"]
    bought = ship.event("buy_label", order_number="SO1", carrier="stamps_com")
    (row,) = ship.shipments()
    assert (row["shipmentId"], row["trackingNumber"]) == tuple(bought.values())
    assert row["serviceCode"] == "usps_priority_mail"
    assert ship.order(made)["orderStatus"] == "shipped"


@pytest.mark.parametrize(
    ("carrier", "form"),
    [("stamps_com", r"9400\d{18}"), ("ups", r"1Z[0-9A-F]{16}"), ("fedex", r"\d{12}")],
)
def test_a_number_has_the_form_of_its_carrier(ship: Ship, carrier: str, form: str) -> None:
    """§4.2."""
    made = ship.create("SO1")["orderId"]
    bought = ship.event("buy_label", order_id=made, carrier=carrier)
    assert re.fullmatch(form, bought["tracking_number"])


def test_a_number_may_be_given_as_odd_as_it_comes(ship: Ship) -> None:
    """§15 row 31."""
    ship.create("SO1")
    number = "9400 1000 0000 0000 0000 00"
    ship.event(
        "buy_label", order_number="SO1", carrier="dhl_express_worldwide", tracking_number=number
    )
    assert ship.shipments(trackingNumber=number)[0]["carrierCode"] == "dhl_express_worldwide"


def test_units_of_one_line_leave_in_two_parcels(ship: Ship) -> None:
    """§15 row 29: labels of 1 and 2; shipped only after both."""
    made = ship.create("SO1", items=[{"lineItemKey": "1", "sku": SKU, "quantity": 3}])["orderId"]
    ship.event("buy_label", order_id=made, carrier="ups", items=[{"sku": SKU}])
    assert ship.order(made)["orderStatus"] == "awaiting_shipment"
    with pytest.raises(Refusal, match="1 too few"):
        ship.event("buy_label", order_id=made, carrier="ups", items=[{"sku": SKU, "quantity": 3}])
    ship.event("buy_label", order_id=made, carrier="ups")  # of what is left
    assert ship.order(made)["orderStatus"] == "shipped"
    quantities = [
        [item["quantity"] for item in row["shipmentItems"]]
        for row in ship.shipments(includeShipmentItems="true")
    ]
    assert quantities == [[1], [2]]
    assert ship.ledger("shipment") == [("SO1", SKU, 1), ("SO1", SKU, 2)]


def test_the_key_of_an_item_chooses_among_lines_of_one_sku(ship: Ship) -> None:
    """§13."""
    items = [{"lineItemKey": str(n), "sku": SKU, "quantity": n} for n in (1, 2)]
    ship.create("SO1", items=items)
    ship.event("buy_label", order_number="SO1", carrier="ups",
               items=[{"line_item_key": "2", "quantity": 1}])  # fmt: skip
    ((item,),) = [row["shipmentItems"] for row in ship.shipments(includeShipmentItems="true")]
    assert (item["lineItemKey"], item["quantity"]) == ("2", 1)


def test_a_discount_is_on_no_parcel(ship: Ship) -> None:
    """§4.2: an adjustment is no stock."""
    coupon = {"sku": "CODE", "quantity": 1, "unitPrice": -5, "adjustment": True}
    ship.create("SO1", items=[{"sku": SKU, "quantity": 1}, coupon])
    ship.event("buy_label", order_number="SO1", carrier="ups")
    ((item,),) = [row["shipmentItems"] for row in ship.shipments(includeShipmentItems="true")]
    assert item["sku"] == SKU
    rows = ship.rows("SELECT DISTINCT sku FROM v_orders WHERE simulator = 'shipstation'")
    assert rows == [{"sku": SKU}]


def test_of_several_orders_with_a_number_the_one_that_awaits_shipment_is_meant(ship: Ship) -> None:
    """§13."""
    made = ship.create("SO1", items=[{"sku": SKU, "quantity": 2}])["orderId"]
    other = ship.event("split_order", order_id=made, items=[{"sku": SKU}])["order_id"]
    for _ in range(2):
        ship.event("buy_label", order_number="SO1", carrier="ups")
    assert [row["orderId"] for row in ship.shipments()] == [made, other]


def test_labels_of_many_orders_are_one_batch(ship: Ship) -> None:
    """§4.4."""
    for number in ("SO1", "SO2"):
        ship.create(number)
    bought = ship.event("buy_labels", order_numbers=["SO2", "SO1"], carrier="ups")
    rows = ship.shipments(batchId=bought["batch"])
    assert [row["orderNumber"] for row in rows] == ["SO2", "SO1"]
    assert len({row["batchNumber"] for row in rows}) == 1
    assert [each["shipment_id"] for each in bought["labels"]] == [r["shipmentId"] for r in rows]


def test_a_return_label_is_in_the_same_list(ship: Ship) -> None:
    """§4.3: a trap for who reports every row as a parcel."""
    ship.create("SO1")
    bought = ship.event("buy_label", order_number="SO1", carrier="ups")
    back = ship.event("return_label", shipment_id=bought["shipment_id"])
    rows = ship.shipments(includeShipmentItems="true")
    assert [(row["isReturnLabel"], row["orderNumber"]) for row in rows] == [
        (False, "SO1"),
        (True, "SO1"),
    ]
    assert back["tracking_number"] != bought["tracking_number"]
    assert rows[1]["shipmentItems"][0]["sku"] == SKU
    with pytest.raises(Refusal, match="return"):
        ship.event("return_label", shipment_id=back["shipment_id"])
    assert [row["delta"] for row in shipped(ship)] == [1]


def shipped(ship: Ship) -> list[dict[str, int]]:
    return ship.rows(
        "SELECT quantity / 1000000 AS delta FROM v_shipments WHERE simulator = 'shipstation'"
    )


def test_voiding_takes_the_shipment_back_in_the_ledger(ship: Ship) -> None:
    """§4.2."""
    ship.create("SO1")
    bought = ship.event("buy_label", order_number="SO1", carrier="ups")
    assert ship.event("void_label", shipment_id=bought["shipment_id"])["approved"]
    assert ship.ledger("shipment") == [("SO1", SKU, 1), ("SO1", SKU, -1)]
    assert shipped(ship) == []


@pytest.mark.parametrize("status", ["awaiting_payment", "on_hold", "cancelled"])
def test_staff_ship_only_what_awaits_shipment(ship: Ship, status: str) -> None:
    """§4.2 [decide]."""
    ship.create("SO1", orderStatus=status)
    for event in ("buy_label", "mark_shipped"):
        with pytest.raises(Refusal, match=status):
            ship.event(event, order_number="SO1", carrier="ups")


def test_names_that_nobody_has_are_refused_with_those_there_are(ship: Ship) -> None:
    """§13."""
    ship.create("SO1")
    for event, arguments, said in (
        ("buy_label", {"order_number": "SO1", "carrier": "USPS"}, "stamps_com"),
        ("buy_label", {"order_number": "SO9", "carrier": "ups"}, "SO9"),
        ("buy_label", {"carrier": "ups"}, "no order"),
        ("void_label", {"shipment_id": 7}, "no shipment 7"),
        ("return_label", {"shipment_id": 7}, "no shipment 7"),
        ("resend_ship_notice", {"shipment_id": 7}, "no shipment 7"),
        ("switch_store", {"store_id": 7, "active": False}, "no store 7"),
    ):
        with pytest.raises(Refusal, match=said):
            ship.event(event, **arguments)


def test_a_marketplace_is_told_by_its_own_connection_and_a_hub_is_not(ship: Ship) -> None:
    """§4.3, §14.4."""
    ship.create("SO1")
    ship.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    for number in ("SO1", "A-1"):
        ship.event("buy_label", order_number=number, carrier="ups")
    assert [row["marketplaceNotified"] for row in ship.shipments()] == [False, True]
