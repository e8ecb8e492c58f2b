"""Orders: created, replaced, shown, deleted. Source: docs/reference/channels.md §4.2, §12."""

import json
from typing import Any

import pytest

from tests.shipstation.conftest import ADDRESS, SKU, Ship, order

FIELDS = [
    "orderId", "orderNumber", "orderKey", "orderDate", "createDate", "modifyDate", "paymentDate",
    "shipByDate", "orderStatus", "customerId", "customerUsername", "customerEmail", "billTo",
    "shipTo", "items", "orderTotal", "amountPaid", "taxAmount", "shippingAmount", "customerNotes",
    "internalNotes", "gift", "giftMessage", "paymentMethod", "requestedShippingService",
    "carrierCode", "serviceCode", "packageCode", "confirmation", "shipDate", "holdUntilDate",
    "weight", "dimensions", "insuranceOptions", "internationalOptions", "advancedOptions",
    "tagIds", "userId", "externallyFulfilled", "externallyFulfilledBy",
]  # fmt: skip
ITEM = [
    "orderItemId", "lineItemKey", "sku", "name", "imageUrl", "weight", "quantity", "unitPrice",
    "taxAmount", "shippingAmount", "warehouseLocation", "options", "productId", "fulfillmentSku",
    "adjustment", "upc", "createDate", "modifyDate",
]  # fmt: skip


def test_an_order_has_every_field_and_null_where_nothing_is_known(ship: Ship) -> None:
    """§12: create_order, get_order."""
    made = ship.create("SO1")
    assert list(made) == FIELDS
    assert ship.order(made["orderId"]) == made
    (item,) = made["items"]
    assert list(item) == ITEM
    assert item == {
        **dict.fromkeys(ITEM), "orderItemId": item["orderItemId"], "lineItemKey": "SO1-1",
        "sku": SKU, "name": "iPhone X", "quantity": 1, "unitPrice": 199.0, "options": [],
        "adjustment": False, "createDate": item["createDate"], "modifyDate": item["modifyDate"],
    }  # fmt: skip


def test_money_and_weights_are_numbers(ship: Ship) -> None:
    """§4.2."""
    item = {
        "sku": SKU,
        "quantity": 2,
        "unitPrice": 10.105,
        "weight": {"value": 24.5, "units": "ounces"},
    }
    coupon = {"name": "10% off", "quantity": 1, "unitPrice": -2.02, "adjustment": True}
    made = ship.create(
        "SO1", items=[item, coupon], taxAmount=1.5, shippingAmount=5, weight=item["weight"]
    )
    assert [each["unitPrice"] for each in made["items"]] == [10.11, -2.02]
    assert made["items"][0]["weight"] == {"value": 24.5, "units": "ounces", "WeightUnits": 1}
    assert made["orderTotal"] == 20.22 - 2.02 + 1.5 + 5
    text = ship.send("GET", f"/orders/{made['orderId']}").text
    assert '"shippingAmount":5.0' in text


def test_what_a_client_sends_is_kept(ship: Ship) -> None:
    """§4.2."""
    sent: dict[str, Any] = {
        "customerUsername": "pat", "customerEmail": "pat@members.example", "customerNotes": "Hi",
        "internalNotes": "VIP", "gift": True, "giftMessage": "For you", "paymentMethod": "Card",
        "requestedShippingService": "Priority", "carrierCode": "ups", "serviceCode": "ups_ground",
        "packageCode": "package", "confirmation": "delivery", "shipDate": "2026-03-05",
        "tagIds": [7], "dimensions": {"length": 7, "width": 5, "height": 6, "units": "inches"},
        "insuranceOptions": {"provider": "carrier", "insureShipment": True, "insuredValue": 200},
    }  # fmt: skip
    advanced = {
        "warehouseId": 12345,
        "saturdayDelivery": True,
        "customField1": "C1",
        "source": "Swappa",
    }
    made = ship.create("SO1", **sent, advancedOptions=advanced)
    assert {name: made[name] for name in sent} == sent
    assert made["advancedOptions"].items() >= advanced.items()
    assert made["advancedOptions"]["storeId"] == 11
    customs = {"contents": "merchandise", "nonDelivery": "return_to_sender",
               "customsItems": [{"description": "phone", "quantity": 1, "value": 199}]}  # fmt: skip
    shown = ship.create("SO2", internationalOptions=customs)["internationalOptions"]
    assert shown["customsItems"][0]["description"] == "phone"


def test_a_text_may_come_as_a_number(ship: Ship) -> None:
    """§4.2, §7: clients send keys of items as numbers."""
    items = [{"lineItemKey": 7, "sku": 417, "quantity": 1}]
    made = ship.create(17, items=items, orderKey=18)  # type: ignore[arg-type]
    assert (made["orderNumber"], made["orderKey"]) == ("17", "18")
    assert [(each["lineItemKey"], each["sku"]) for each in made["items"]] == [("7", "417")]


# By the key


def test_the_same_key_is_the_same_order_whatever_is_retried(ship: Ship) -> None:
    """§4.2, §14.1 step 6."""
    made = [ship.create("SO1") for _ in range(3)]
    assert len({each["orderId"] for each in made}) == 1
    assert len({each["items"][0]["orderItemId"] for each in made}) == 1
    assert made[2]["createDate"] == made[0]["createDate"] != made[2]["modifyDate"]
    assert ship.get("/orders")["total"] == 1


def test_without_a_key_every_call_makes_a_new_order(ship: Ship) -> None:
    """§4.2."""
    made = [ship.create("SO1", orderKey=key) for key in (None, None, "")]
    assert len({each["orderId"] for each in made}) == 3
    assert all(each["orderKey"] for each in made)
    assert ship.numbers(orderNumber="SO1") == ["SO1"] * 3


def test_a_replaced_order_loses_what_is_left_out(ship: Ship) -> None:
    """§4.2: the address too."""
    first = ship.create("SO1", customerEmail="a@members.example", internalNotes="VIP", gift=True)
    second = ship.create(
        "SO1", shipTo={"name": "Somebody"}, items=[{"sku": "OTHER", "quantity": 2}]
    )
    assert (second["customerEmail"], second["internalNotes"], second["gift"]) == (None, None, False)
    assert second["shipTo"]["street1"] is None
    assert [(each["sku"], each["quantity"]) for each in second["items"]] == [("OTHER", 2)]
    assert second["items"][0]["orderItemId"] != first["items"][0]["orderItemId"]


def test_an_item_that_comes_again_with_its_key_keeps_its_id(ship: Ship) -> None:
    """§4.2 [decide]."""
    (before,) = ship.create("SO1")["items"]
    line = {"lineItemKey": "SO1-1", "sku": SKU, "quantity": 3}
    after = ship.create("SO1", items=[{"sku": "FIRST"}, line])["items"]
    assert {each["orderItemId"]: each["quantity"] for each in after}[before["orderItemId"]] == 3
    assert [each["quantity"] for each in after if each["sku"] == "FIRST"] == [1]


@pytest.mark.parametrize(
    "status", ["awaiting_payment", "awaiting_shipment", "on_hold", "cancelled"]
)
def test_an_open_order_gets_any_open_status_or_is_cancelled(ship: Ship, status: str) -> None:
    """§4.2 [decide]."""
    ship.create("SO1", orderStatus="awaiting_payment")
    assert ship.create("SO1", orderStatus=status)["orderStatus"] == status


def test_a_shipped_or_cancelled_order_cannot_be_changed(ship: Ship) -> None:
    """§4.2."""
    ship.create("SO1", orderStatus="cancelled")
    ship.create("SO2")
    ship.event("buy_label", order_number="SO2", carrier="ups")
    for number, status in (("SO1", "cancelled"), ("SO2", "shipped")):
        state = ship.create(number, 400, customerNotes="more")["ModelState"]
        assert state == {"apiOrder.orderStatus": [f"An order that is {status} cannot be changed."]}


@pytest.mark.parametrize(
    "status", ["shipped", "pending_fulfillment", "rejected_fulfillment", "open"]
)
def test_no_order_is_created_as_if_it_had_shipped(ship: Ship, status: str) -> None:
    """§4.2 [decide]: only a label or a mark ships."""
    state = ship.create("SO1", 400, orderStatus=status)["ModelState"]
    assert list(state) == ["apiOrder.orderStatus"]


def test_an_order_is_for_a_manual_store(ship: Ship) -> None:
    """§4.2, §4.5."""
    assert ship.create("SO1", advancedOptions={"storeId": 11})["advancedOptions"]["storeId"] == 11
    for store in (12, 99):
        state = ship.create("SO2", 400, advancedOptions={"storeId": store})["ModelState"]
        assert list(state) == ["apiOrder.advancedOptions.storeId"]


def test_an_order_that_a_marketplace_brought_is_replaced_in_its_store(ship: Ship) -> None:
    """§4.2: a client reads, merges and sends back the whole."""
    ship.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    (row,) = ship.get("/orders")["orders"]
    sent = {**row, "internalNotes": "seen"}
    changed = ship.post("/orders/createorder", **sent)
    assert (changed["orderId"], changed["internalNotes"]) == (row["orderId"], "seen")
    assert changed["advancedOptions"]["storeId"] == 12
    assert changed["items"][0]["orderItemId"] == row["items"][0]["orderItemId"]


# Many at once


def test_each_of_many_orders_stands_for_itself(ship: Ship) -> None:
    """§4.2: create_orders is answered as a success even when some failed."""
    ship.create("SO0", orderStatus="cancelled")
    bad = order("SO2")
    del bad["shipTo"]
    late, odd = order("SO3", orderDate="soon"), order("SO5", orderStatus="shipped")
    rows = [order("SO1"), bad, order("SO0"), {}, late, order("SO4"), odd]
    answer = ship.send("POST", "/orders/createorders", json=rows).json()
    assert answer["hasErrors"]
    taken = [place for place, each in enumerate(answer["results"]) if each["success"]]
    assert taken == [0, 5]
    assert answer["results"][1] == {
        "orderId": None, "orderNumber": "SO2", "orderKey": "swappa-SO2", "success": False,
        "errorMessage": "The shipTo field is required.",
    }  # fmt: skip
    assert "cancelled" in answer["results"][2]["errorMessage"]
    assert ship.numbers(orderStatus="awaiting_shipment") == ["SO1", "SO4"]
    again = ship.send("POST", "/orders/createorders", json=[order("SO1"), order("SO4")]).json()
    assert [each["orderId"] for each in again["results"]] == [
        answer["results"][place]["orderId"] for place in (0, 5)
    ]
    assert not again["hasErrors"]


def test_more_than_a_hundred_orders_at_once_are_refused_whole(ship: Ship) -> None:
    """§4.2."""
    rows = [order(f"SO{number}") for number in range(101)]
    ship.send("POST", "/orders/createorders", 400, json=rows)
    assert ship.numbers() == []
    ship.send("POST", "/orders/createorders", json=rows[:100])
    assert ship.get("/orders")["total"] == 100


def test_a_planted_partial_success_refuses_the_first_rows(ship: Ship) -> None:
    """§4.2: check each."""
    ship.sandbox.fault("shipstation", "create_orders", "partial_success", rows=1)
    answer = ship.send("POST", "/orders/createorders", json=[order("SO1"), order("SO2")]).json()
    assert [each["success"] for each in answer["results"]] == [False, True]


# Deleted


def test_a_deleted_order_leaves_the_lists_and_its_key_is_free(ship: Ship) -> None:
    """§4.2: delete_order."""
    made = ship.create("SO1")
    gone = ship.send("DELETE", f"/orders/{made['orderId']}").json()
    assert gone["success"] is True
    assert ship.numbers() == []
    for method in ("GET", "DELETE"):
        ship.send(method, f"/orders/{made['orderId']}", 404)
    assert ship.create("SO1")["orderId"] != made["orderId"]
    assert len(ship.rows("SELECT id FROM shipstation_order")) == 2  # the row stays


# Held


def test_an_order_is_held_and_restored_by_hand(ship: Ship) -> None:
    """§4.2: hold_order_until, restore_order_from_hold."""
    made = ship.create("SO1")["orderId"]
    assert ship.post("/orders/holduntil", orderId=made, holdUntilDate="2026-03-09")["success"]
    held = ship.order(made)
    assert (held["orderStatus"], held["holdUntilDate"]) == ("on_hold", "2026-03-09")
    assert ship.post("/orders/restorefromhold", orderId=made)["success"]
    back = ship.order(made)
    assert (back["orderStatus"], back["holdUntilDate"]) == ("awaiting_shipment", None)
    ship.post("/orders/restorefromhold", 400, orderId=made)
    ship.post("/orders/holduntil", 400, orderId=made, holdUntilDate="soon")
    ship.post("/orders/holduntil", 404, orderId=99, holdUntilDate="2026-03-09")


def test_a_hold_ends_as_its_pacific_day_begins(ship: Ship) -> None:
    """§4.2 [decide]."""
    made = ship.create("SO1")["orderId"]
    ship.post("/orders/holduntil", orderId=made, holdUntilDate="2026-03-20")
    ship.post("/orders/holduntil", orderId=made, holdUntilDate="2026-03-10")
    ship.sandbox.set_clock(now="2026-03-10T06:59:00Z")
    assert ship.order(made)["orderStatus"] == "on_hold"
    ship.sandbox.advance("1m")
    assert ship.order(made)["orderStatus"] == "awaiting_shipment"
    ship.post("/orders/holduntil", orderId=made, holdUntilDate="2026-04-01")
    ship.sandbox.set_clock(now="2026-03-21T09:00:00Z")  # what was asked for first is over
    assert ship.order(made)["orderStatus"] == "on_hold"


@pytest.mark.parametrize("day", ["2020-01-01", "1900-1-1Z"])
def test_a_hold_until_a_day_that_is_over_ends_at_once(ship: Ship, day: str) -> None:
    """§4.2 [decide]; the second is in Pacific time a day before the first year that is read."""
    made = ship.create("SO1")["orderId"]
    assert ship.post("/orders/holduntil", orderId=made, holdUntilDate=day)["success"]
    ship.sandbox.advance("1m")
    assert ship.order(made)["orderStatus"] == "awaiting_shipment"


@pytest.mark.parametrize("status", ["awaiting_payment", "cancelled"])
def test_only_what_awaits_shipment_is_held(ship: Ship, status: str) -> None:
    """§4.2 [decide]."""
    made = ship.create("SO1", orderStatus=status)["orderId"]
    ship.post("/orders/holduntil", 400, orderId=made, holdUntilDate="2026-03-09")
    assert ship.order(made)["orderStatus"] == status


def test_addresses_are_shown_with_every_name(ship: Ship) -> None:
    """§4.2."""
    shown = ship.create("SO1", shipTo={**ADDRESS, "residential": True})["shipTo"]
    assert shown["addressVerified"] == "Address not yet validated"
    assert (shown["residential"], shown["street3"], shown["name"]) == (True, None, "Pat Example")
    assert json.dumps(shown, ensure_ascii=False)
