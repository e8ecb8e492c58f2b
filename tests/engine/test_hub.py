"""The engine as a hub's integrations: the acceptance of docs/reference/channels.md 14, and more."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.engine.rounds import run_round
from stocktake.engine.settings import read_settings
from stocktake.web.sandbox import Sandbox

from tests.engine.hub import CHANNELS, SKU, TITLES, Hub
from tests.engine.support import new_world

T1 = "9400111899223197"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with a few goods, of whose world others are copies."""
    options = {"now": "2026-03-02T09:00:00Z", "seed_set": "shelf", "tick": 1000}
    with Sandbox(SIMULATORS, **options) as sandbox, sandbox.listening() as url:
        yield url


@pytest.fixture
def hub(address: str, tmp_path: Path) -> Hub:
    """Ten pieces, listed on every channel with the right number."""
    hub = Hub(new_world(address), tmp_path)
    hub.round()
    hub.stock(SKU, 10)
    hub.put_up(SKU)
    return hub


@pytest.mark.parametrize("seller", CHANNELS)
def test_ten_pieces_one_sold_nine_everywhere_before_anybody_scans(hub: Hub, seller: str) -> None:
    """§14.1: with each channel as the seller, the numbers and the writes of every step."""
    others = [each for each in CHANNELS if each != seller]
    write = {
        "swappa": "swappa update_listing",
        "ebay": "ebay bulk_update_price_quantity",
        "backmarket": "backmarket update_listing",
    }
    tell = {
        "swappa": "swappa create_shipment",
        "ebay": "ebay create_shipping_fulfillment",
        "backmarket": "backmarket update_order",
    }
    assert sorted(hub.round()) == sorted(write.values())  # step 1
    assert (hub.levels(), hub.shows()) == ((10, 0, 10), [10, 10, 10])
    number = hub.place(seller)  # step 2
    accept = ["backmarket update_order"] if seller == "backmarket" else []
    third = ["wholecell create_sales_order", *(write[each] for each in others), *accept]
    assert sorted(hub.round()) == sorted(third)
    assert (hub.levels(), hub.shows()) == ((10, 1, 9), [9, 9, 9])
    assert hub.round() == []  # step 4
    hub.event("wholecell", "commit_units", transaction_number=number)  # step 5
    assert hub.round() == []
    assert (hub.levels(), hub.shows()) == ((9, 0, 9), [9, 9, 9])
    hub.ready(number)  # step 6
    assert hub.round() == ["shipstation create_order"]
    assert hub.round() == []
    hub.label(number)  # step 7
    assert hub.round() == ["wholecell update_sales_order", tell[seller]]  # step 8
    assert hub.round() == []  # step 9
    (sale,) = hub.orders(number)
    assert (sale["status"], sale["channel"]) == ("Shipped", TITLES[seller])
    assert [each["carrier"] for each in sale["shipments"]] == ["USPS"]
    assert (hub.levels(), hub.shows()) == ((9, 0, 9), [9, 9, 9])
    assert hub.shipped(seller, number)


def sold(hub: Hub, channel: str, *lines: tuple[str, int]) -> str:
    """Bring the world to where an order of a channel is imported and its units are committed."""
    hub.round()
    number = hub.place(channel, *lines)
    hub.round()
    hub.ready(number)
    return number


def test_an_unknown_sku_is_never_written_and_its_order_comes_in_all_the_same(hub: Hub) -> None:
    """§14.2: 4, then 3 once the SKU is known, 2 once the line is connected."""
    new = "HUB-NEW-64"
    hub.put_up(new, "swappa", quantity=5)
    number = hub.place("swappa", (new, 1))
    hub.round()
    assert hub.shows(new) == [4]
    (sale,) = hub.orders(number)
    assert [item["product_variation"] for item in sale["items"]] == [None]
    assert hub.round() == []
    hub.stock(new, 3)
    hub.event("wholecell", "sync_listings", channel="Swappa")
    assert hub.round() == ["swappa update_listing"]
    assert hub.shows(new) == [3]
    hub.event("wholecell", "refresh_item", item_id=sale["items"][0]["id"])
    assert hub.round() == ["swappa update_listing"]
    assert (hub.levels(new), hub.shows(new)) == ((3, 1, 2), [2])
    assert hub.round() == []


def test_units_that_staff_put_on_an_unknown_line_are_no_line_of_the_order(hub: Hub) -> None:
    """§14.2, 3' and 4': the second line stays as it is, before and after the first is connected."""
    new = "HUB-NEW-64"
    hub.put_up(new, "swappa", quantity=5)
    number = hub.place("swappa", (new, 1))
    hub.round()
    hub.stock(new, 3)
    unit = hub.sql("SELECT hex_id FROM wholecell_inventory ORDER BY id DESC LIMIT 1")[0][0]
    hub.event("wholecell", "commit_units", transaction_number=number, units=[{"hex_id": unit}])
    hub.round()
    assert (hub.levels(new), len(hub.orders(number)[0]["items"])) == ((2, 0, 2), 2)
    first = min(item["id"] for item in hub.orders(number)[0]["items"])
    hub.event("wholecell", "refresh_item", item_id=first)
    hub.round()
    assert (hub.levels(new), hub.shows(new)) == ((2, 1, 1), [1])
    assert len(hub.orders(number)[0]["items"]) == 2
    assert hub.round() == []


def test_a_listing_with_variations_waits_until_every_sku_is_known(hub: Hub) -> None:
    """§14.3: one PATCH with both; an order of one lowers that one by itself."""
    hub.stock("HUB-V-A", 4)
    both = [{"sku": "HUB-V-A", "quantity": 0}, {"sku": "HUB-V-B", "quantity": 0}]
    hub.event("swappa", "add_listing", variants=both)
    hub.round()
    assert hub.round() == []
    assert hub.shows("HUB-V-A") == [0]
    hub.stock("HUB-V-B", 2)
    hub.event("wholecell", "sync_listings", channel="Swappa")
    assert hub.round() == ["swappa update_listing"]
    assert (hub.shows("HUB-V-A"), hub.shows("HUB-V-B")) == ([4], [2])
    hub.place("swappa", ("HUB-V-A", 1))
    assert hub.round() == ["wholecell create_sales_order"]
    assert (hub.shows("HUB-V-A"), hub.shows("HUB-V-B")) == ([3], [2])


def test_an_order_of_amazon_counts_and_its_label_goes_nowhere(hub: Hub) -> None:
    """§14.4: the channels fall, and nothing is exported, brought in or told."""
    hub.round()
    items = [{"sku": SKU, "quantity": 1}]
    hub.event("shipstation", "import_order", marketplace="Amazon", order_number="A-1", items=items)
    hub.event(
        "wholecell", "take_channel_order", channel="Amazon", transaction_number="A-1", items=items
    )
    assert len(hub.round()) == 3
    assert hub.shows() == [9, 9, 9]
    hub.ready("A-1")
    assert hub.round() == []
    hub.label("A-1")
    assert hub.round() == []
    hub.event("wholecell", "ship_order", transaction_number="A-1")
    assert hub.round() == []
    assert hub.levels() == (9, 0, 9)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_cancelled_order_is_canceled_once_and_every_channel_gets_its_number(
    hub: Hub, channel: str
) -> None:
    """§14.5: also the channel that lowered itself, since it does not restore."""
    hub.round()
    number = hub.place(channel)
    hub.round()
    hub.event(channel, "cancel_order", id=number)
    wrote = hub.round()
    assert wrote.count("wholecell update_sales_order") == 1
    assert len(wrote) == 4
    assert (hub.orders(number)[0]["status"], hub.shows()) == ("Canceled", [10, 10, 10])
    assert hub.round() == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_refund_after_shipping_moves_nothing(hub: Hub, channel: str) -> None:
    """§14.5: units count again when staff have received them."""
    number = sold(hub, channel)
    hub.round()
    hub.label(number)
    hub.round()
    assert hub.shipped(channel, number)
    hub.event(channel, "refund_order", id=number)
    assert hub.round() == []
    assert hub.round() == []
    assert (hub.levels(), hub.orders(number)[0]["status"]) == ((9, 0, 9), "Shipped")


def test_the_last_piece_is_sold_once_where_a_round_lies_between(hub: Hub) -> None:
    """§14.6, case A: the second shopper is refused, because the other channel shows 0."""
    hub.stock("HUB-LAST", 1)
    hub.put_up("HUB-LAST")
    hub.round()
    hub.place("ebay", ("HUB-LAST", 1))
    hub.round()
    lines = [{"sku": "HUB-LAST", "quantity": 1}]
    assert hub.is_refused("backmarket", "place_order", lines=lines)
    assert (hub.levels("HUB-LAST"), hub.shows("HUB-LAST")) == ((1, 1, 0), [0, 0, 0])


def test_the_last_piece_sold_twice_is_not_accepted_and_shows_zero(hub: Hub) -> None:
    """§14.6, case B: 0 and never less; what cannot be served is left to people, who refuse it."""
    hub.stock("HUB-LAST", 1)
    hub.put_up("HUB-LAST")
    hub.round()
    hub.place("ebay", ("HUB-LAST", 1))
    number = hub.place("backmarket", ("HUB-LAST", 1))
    wrote = hub.round()
    assert wrote == [*["wholecell create_sales_order"] * 2, "swappa update_listing"]
    assert (hub.levels("HUB-LAST"), hub.shows("HUB-LAST")) == ((1, 2, -1), [0, 0, 0])
    env = hub.environment()
    headers = {"Authorization": f"Basic {env['BACKMARKET_TOKEN']}", "User-Agent": "BM-A-B;a@b.c"}
    body = {"new_state": 4, "sku": "HUB-LAST"}
    path = f"{env['BACKMARKET_BASE_URL']}/ws/orders/{number}"
    assert httpx.post(path, json=body, headers=headers).status_code == 200
    assert hub.round() == ["wholecell update_sales_order"]
    assert (hub.levels("HUB-LAST"), hub.shows("HUB-LAST")) == ((1, 1, 0), [0, 0, 0])


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
    """D1, D13: an order of RetailCRM lowers the channels, and theirs lower it; labels ship it too."""
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
