"""The engine as a hub when something goes wrong, or is unusual: docs/reference/channels.md 15."""

import json

import pytest
from stocktake.engine.rounds import run_round
from stocktake.engine.settings import read_settings

from tests.engine.hub import CHANNELS, SKU, Hub, sold

T1 = "9400111899223197"
LOST = [
    ("swappa", "wholecell", "create_sales_order"),
    ("swappa", "swappa", "update_listing"),
    ("swappa", "ebay", "bulk_update_price_quantity"),
    ("swappa", "shipstation", "create_order"),
    ("swappa", "wholecell", "update_sales_order"),
    ("swappa", "swappa", "create_shipment"),
    ("ebay", "ebay", "create_shipping_fulfillment"),
    ("backmarket", "backmarket", "update_listing"),
    ("backmarket", "backmarket", "update_order"),
]


@pytest.mark.parametrize("kind", ["lost_reply", "lost_request"])
@pytest.mark.parametrize(("channel", "simulator", "operation"), LOST)
def test_a_lost_answer_is_mended_and_nothing_is_done_twice(
    hub: Hub, channel: str, simulator: str, operation: str, kind: str
) -> None:
    """D7: whatever the lost call was, the next rounds end where the others would."""
    hub.fault(simulator, operation, kind)
    number = ""
    for act in ("nothing", "sell", "ready", "label"):
        if act == "sell":
            number = hub.place(channel)
        elif act == "ready":
            hub.ready(number)
        elif act == "label":
            hub.label(number)
        run_round(read_settings(hub.environment()))
        hub.round()
    assert hub.round() == []
    (sale,) = hub.orders(number)
    assert (sale["status"], len(sale["shipments"])) == ("Shipped", 1)
    assert (hub.levels(), hub.shows()) == ((9, 0, 9), [9, 9, 9])
    assert hub.sql("SELECT count(*) FROM shipstation_order") == [[1]]
    assert hub.shipped(channel, number)


def test_an_engine_without_memory_finds_everything_again(hub: Hub) -> None:
    """D7: no second document, export or parcel by an engine that lost its directory."""
    number = sold(hub, "swappa", (SKU, 1))
    hub.round()
    hub.state = hub.state / "new"
    assert hub.round() == []
    hub.label(number)
    assert hub.round() == ["wholecell update_sales_order", "swappa create_shipment"]
    hub.state = hub.state / "newer"
    assert hub.round() == []


def test_units_of_one_line_in_two_parcels_are_told_as_they_are(hub: Hub) -> None:
    """§15, row 29: 1 and 2 with two numbers; eBay is fulfilled only after both."""
    number = sold(hub, "ebay", (SKU, 3))
    hub.round()
    key = hub.sql("SELECT line_item_key FROM shipstation_order_item")[0][0]
    hub.label(number, items=[{"sku": SKU, "quantity": 1}])
    assert hub.round() == ["wholecell update_sales_order", "ebay create_shipping_fulfillment"]
    assert (hub.orders(number)[0]["status"], hub.shipped("ebay", number)) == (
        "Ready to Ship",
        False,
    )
    hub.label(number, carrier="ups", items=[{"sku": SKU, "quantity": 2}])
    assert hub.round() == ["wholecell update_sales_order", "ebay create_shipping_fulfillment"]
    assert hub.orders(number)[0]["status"] == "Shipped"
    assert (hub.shipped("ebay", number), bool(key)) == (True, True)
    assert hub.round() == []


def test_voided_labels_and_returns_are_no_parcels_and_numbers_from_elsewhere_are(hub: Hub) -> None:
    """D15: a live label's number only; one that was entered in the tool counts as well."""
    number = sold(hub, "ebay")
    hub.round()
    hub.event("shipstation", "void_label", shipment_id=hub.label(number)["shipment_id"])
    assert hub.round() == []
    hub.event(
        "shipstation", "mark_shipped", order_number=number, carrier="ups", tracking_number="1Z 9-9"
    )
    assert hub.round() == ["wholecell update_sales_order", "ebay create_shipping_fulfillment"]
    told = [each for each in hub.journal() if each["operation"] == "create_shipping_fulfillment"]
    body = json.loads(told[-1]["request_body"])
    assert (body["trackingNumber"], body["shippingCarrierCode"]) == ("1Z99", "UPS")
    assert hub.round() == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_number_that_staff_enter_reaches_the_channel(hub: Hub, channel: str) -> None:
    """D15: from WholeCell's staff, without a tool for labels."""
    number = sold(hub, channel)
    hub.event(
        "wholecell", "ship_order", transaction_number=number, carrier="UPS", tracking_number=T1
    )
    hub.round()
    assert hub.shipped(channel, number)
    assert hub.round() == []


def test_a_carrier_that_a_channel_does_not_know_is_named(hub: Hub) -> None:
    """§15, row 31: the round is complete, and says which order a person must look at."""
    number = sold(hub, "backmarket")
    hub.event(
        "wholecell", "ship_order", transaction_number=number, carrier="Owl", tracking_number=T1
    )
    said, wrote = hub.said()
    assert f"order {number} is left: backmarket refuses the parcel" in said
    assert wrote == []
    assert f"order {number} is left" in hub.said()[0]  # until somebody does


def test_tokens_are_asked_for_anew_on_the_worlds_clock_and_after_a_refusal(hub: Hub) -> None:
    """§2.1: a token lives two hours of the world's clock; one that was revoked is replaced."""
    hub.round()
    hub.sim("clock/advance", by="3h")
    hub.place("ebay")
    assert "wholecell create_sales_order" in hub.round()
    hub.event("ebay", "revoke_tokens")
    assert hub.round() == []
    asked = [each for each in hub.journal() if each["operation"] == "issue_token"]
    assert [each["status"] for each in asked] == [200] * 3
    refused = [each for each in hub.journal() if each["status"] == 401]
    assert len(refused) == 1


def test_a_consent_that_ended_fails_rounds_and_the_backlog_comes_later(hub: Hub) -> None:
    """§15, row 27: the other channels go on; what was sold meanwhile is imported after all."""
    hub.round()
    number = hub.place("ebay")
    hub.event("ebay", "end_consent")
    hub.place("swappa")
    assert "wholecell create_sales_order" in hub.round(expect=1)
    assert hub.orders(number) == []
    hub.sim("clock/advance", by="30h")
    hub.round(expect=1)
    hub.refresh = hub.event("ebay", "give_consent")["refresh_token"]
    hub.round()
    assert len(hub.orders(number)) == 1
    assert (hub.levels(), hub.shows()) == ((10, 2, 8), [8, 8, 8])


def test_orders_come_in_from_a_channel_whose_listings_cannot_be_read(hub: Hub) -> None:
    """D7, D13: the others fall; nothing is written where nobody knows what is shown."""
    hub.round()
    number = hub.place("ebay")
    hub.fault("ebay", "list_inventory_items", "status", status=503, times=8)
    wrote = hub.round(expect=1)
    assert len(hub.orders(number)) == 1
    assert (hub.shows(), "ebay bulk_update_price_quantity" in wrote) == ([9, 9, 9], False)
    assert hub.round(expect=1) == []
    assert hub.round() == []


def test_combined_orders_are_one_document_and_the_old_ones_are_called_off(hub: Hub) -> None:
    """§2.4: the new order has an id of its own, and nobody knows the old ones any more."""
    hub.round()
    buyer = {"buyer": "pat_example"}
    old = [hub.place("ebay", **buyer), hub.place("ebay", **buyer)]
    hub.round()
    made = hub.event("ebay", "combine_orders", ids=old)["id"]
    hub.round()
    assert [hub.orders(each)[0]["status"] for each in (*old, made)] == ["Canceled"] * 2 + ["New"]
    assert (hub.levels(), hub.shows()) == ((10, 2, 8), [8, 8, 8])
    assert hub.round() == []


def test_what_is_not_paid_is_not_imported_until_it_is(hub: Hub) -> None:
    """D14: the channel has lowered itself, and the warehouse knows nothing of it yet."""
    hub.round()
    numbers = {each: hub.place(each, paid=False) for each in ("ebay", "backmarket")}
    hub.round()
    assert [hub.orders(number) for number in numbers.values()] == [[], []]
    for channel, number in numbers.items():
        hub.event(channel, "pay_order", id=number)
    hub.round()
    assert [len(hub.orders(number)) for number in numbers.values()] == [1, 1]
    assert hub.shows() == [8, 8, 8]


def test_one_bad_row_of_a_bulk_update_stops_no_other(hub: Hub) -> None:
    """D26, §2.3: each row answers for itself; the refused one is named, and tried again."""
    hub.round()
    hub.stock("HUB-OTHER", 3)
    hub.put_up("HUB-OTHER", "ebay")
    hub.quirk("ebay.revisions_per_day", 1)
    hub.place("swappa")
    said, _ = hub.said(expect=1)
    assert f"the number of {SKU!r} on ebay is refused" in said
    assert hub.shows("HUB-OTHER") == [3]
    hub.quirk("ebay.revisions_per_day", 0)
    assert hub.round() == ["ebay bulk_update_price_quantity"]


def test_a_bulk_update_that_is_refused_whole_is_sent_again_without_the_bad_row(hub: Hub) -> None:
    """D26: the others are written, and the bad one is named."""
    hub.stock("HUB-OTHER", 3)
    hub.put_up("HUB-OTHER", "ebay")
    hub.fault("ebay", "bulk_update_price_quantity", "poison", key="sku", row=SKU, times=9)
    said, _ = hub.said(expect=1)
    assert f"the number of {SKU!r} on ebay is refused" in said
    assert hub.shows("HUB-OTHER") == [3]


def test_the_shop_and_the_channels_share_one_shelf(hub: Hub) -> None:
    """D1, D13: an order of RetailCRM lowers the channels, and theirs lower it."""
    hub.stores = ["wholecell"]
    sku = hub.sql(
        "SELECT sku FROM v_stock WHERE simulator = 'retailcrm' AND place = 'wholecell'"
        " AND sku IN (SELECT sku FROM v_stock WHERE simulator = 'ebay') ORDER BY sku LIMIT 1"
    )[0][0]
    hub.round()
    before = hub.shows(sku)
    lines = [{"sku": sku, "quantity": 1}]
    placed = hub.event("retailcrm", "place_order", store="wholecell", lines=lines)["id"]
    hub.round()
    assert hub.shows(sku) == [count - 1 for count in before]
    hub.place("swappa", (sku, 1))
    hub.round()
    shown = hub.sql(
        "SELECT DISTINCT shown / 1000000 FROM v_stock WHERE simulator = 'retailcrm'"
        f" AND place = 'wholecell' AND sku = '{sku}'"
    )
    assert [[count - 2] for count in before[:1]] == shown
    hub.ready(f"R{placed}")
    assert hub.round() == ["shipstation create_order"]
    hub.label(f"R{placed}")
    hub.round()
    assert hub.sql(f"SELECT shipped FROM retailcrm_order WHERE id = {placed}") == [[1]]
    assert hub.round() == []


def test_every_page_of_every_list_is_read(hub: Hub) -> None:
    """D8: with pages of two rows nothing is missed, whatever an offset means in a list."""
    for name in ("swappa", "backmarket"):
        hub.quirk(f"{name}.most_per_page", 2)
    for place in range(5):
        hub.stock(f"HUB-{place}", 2)
        hub.put_up(f"HUB-{place}")
    hub.round()
    assert [hub.shows(f"HUB-{place}") for place in range(5)] == [[2, 2, 2]] * 5
    numbers = [hub.place(each, (f"HUB-{n}", 1)) for n in range(5) for each in CHANNELS[:1]]
    hub.round()
    assert all(len(hub.orders(number)) == 1 for number in numbers)


def test_a_label_that_is_voided_after_it_was_told_is_named(hub: Hub) -> None:
    """D20: the number stays where it is, nothing is written, and a person is told."""
    number = sold(hub, "swappa")
    hub.round()
    bought = hub.label(number)
    hub.round()
    hub.event("shipstation", "void_label", shipment_id=bought["shipment_id"])
    said, wrote = hub.said()
    assert wrote == []
    assert f"order {number} is left: its outlet knows the label {bought['tracking_number']}" in said


def test_orders_that_leave_in_one_parcel_both_get_its_number(hub: Hub) -> None:
    """§4.2: combined in the tool they have one number and key, and the lines of both."""
    numbers = [sold(hub, "swappa"), sold(hub, "swappa")]
    hub.round()
    hub.event("shipstation", "merge_orders", order_numbers=numbers)
    number = hub.label(numbers[0])["tracking_number"]
    hub.round()
    for each in numbers:
        (sale,) = hub.orders(each)
        assert [parcel["tracking_number"] for parcel in sale["shipments"]] == [number]
        assert hub.shipped("swappa", each)
    assert hub.round() == []


def test_a_line_that_is_paid_back_before_it_leaves_is_taken_off_everywhere(hub: Hub) -> None:
    """D16, D17: the document and the label's order follow, and one piece is free again."""
    hub.stock("HUB-OTHER", 3)
    hub.put_up("HUB-OTHER")
    number = sold(hub, "ebay", (SKU, 1), ("HUB-OTHER", 1))
    hub.round()
    lines = [{"sku": "HUB-OTHER"}]
    hub.event("ebay", "refund_order", id=number, lines=lines)
    wrote = hub.round()
    assert wrote.count("shipstation create_order") == 1
    assert [item["sku"] for item in hub.orders(number)[0]["items"]] == [SKU]
    assert (hub.levels("HUB-OTHER"), hub.shows("HUB-OTHER")) == ((3, 0, 3), [3, 3, 3])
    hub.label(number)
    hub.round()
    assert hub.shipped("ebay", number)
    assert hub.round() == []


def test_an_order_that_is_cancelled_before_its_label_is_called_off_in_the_tool(hub: Hub) -> None:
    """D5: nobody buys a label for it any more."""
    number = sold(hub, "swappa")
    hub.round()
    hub.event("swappa", "cancel_order", id=number)
    assert "shipstation create_order" in hub.round()
    assert hub.sql("SELECT status FROM shipstation_order") == [["cancelled"]]
    assert hub.round() == []


def test_a_label_that_was_voided_before_its_outlet_heard_of_it_is_not_told(hub: Hub) -> None:
    """D15: the warehouse keeps the number; the channel is told of the one that counts."""
    number = sold(hub, "swappa", (SKU, 1))
    hub.round()
    first = hub.label(number)
    hub.fault("swappa", "create_shipment", "status", status=503)
    hub.round(expect=1)
    hub.event("shipstation", "void_label", shipment_id=first["shipment_id"])
    good = hub.label(number)
    assert hub.round() == ["wholecell update_sales_order", "swappa create_shipment"]
    assert hub.sql("SELECT tracking_number FROM swappa_shipment") == [[good["tracking_number"]]]
    assert hub.round() == []


def test_a_line_that_is_paid_back_before_it_leaves_is_taken_off(hub: Hub) -> None:
    """D17: also at a channel that leaves the line where it is, and says what was refunded of it."""
    hub.stock("HUB-CASE", 3)
    hub.put_up("HUB-CASE")
    hub.round()
    number = hub.place("swappa", (SKU, 1), ("HUB-CASE", 1))
    hub.round()
    hub.event("swappa", "refund_order", id=number, lines=[{"sku": "HUB-CASE"}])
    hub.round()
    (sale,) = hub.orders(number)
    assert [(item["sku"], item["quantity"]) for item in sale["items"]] == [(SKU, 1)]
    assert (hub.levels("HUB-CASE"), hub.shows("HUB-CASE")) == ((3, 0, 3), [3, 3, 3])
    assert hub.round() == []


def test_an_order_that_the_tool_has_by_itself_is_not_sent_there(hub: Hub) -> None:
    """channels.md §15, row 26: its label is found by its number, in the store of its channel."""
    hub.round()
    number = hub.place("ebay")
    hub.event(
        "shipstation", "import_order",
        marketplace="eBay", order_number=number, items=[{"sku": SKU, "quantity": 1}],
    )  # fmt: skip
    hub.round()
    hub.ready(number)
    assert hub.round() == []
    hub.label(number)
    assert hub.round() == ["wholecell update_sales_order", "ebay create_shipping_fulfillment"]
    assert hub.sql("SELECT count(*) FROM shipstation_order") == [[1]]
    assert hub.round() == []


def test_an_order_of_the_same_number_in_another_store_is_another_one(hub: Hub) -> None:
    """channels.md §10: a number is not unique at the tool."""
    hub.round()
    number = hub.place("ebay")
    hub.event(
        "shipstation", "import_order",
        marketplace="Amazon", order_number=number, items=[{"sku": SKU, "quantity": 1}],
    )  # fmt: skip
    hub.round()
    hub.ready(number)
    assert hub.round() == ["shipstation create_order"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("empty_list", {"total": "zero"}),
        ("empty_list", {"total": "kept"}),
        ("short_list", {"rows": 1}),
    ],
)
@pytest.mark.parametrize(
    ("channel", "operation", "times"),
    [
        ("ebay", "list_inventory_items", 100),
        ("backmarket", "list_listings", 100),
        ("swappa", "list_listings", 1),  # there is no call for a single listing: the list again
    ],
)
def test_a_listing_that_a_list_misses_is_asked_for(
    hub: Hub, channel: str, operation: str, times: int, kind: str, more: dict[str, object]
) -> None:
    """D23: what a list does not name is not gone for that, at an outlet as in a warehouse."""
    hub.round()
    hub.fault(channel, operation, kind, times=times, **more)
    hub.place("swappa" if channel == "ebay" else "ebay")
    report = run_round(read_settings(hub.environment()))
    assert report.failures == [] or more.get("total") == "kept"
    assert hub.shows() == [9, 9, 9] or report.failures
