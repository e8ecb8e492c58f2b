"""The engine as a hub's integrations: the acceptance of docs/reference/channels.md 14."""

import pytest

from tests.engine.hub import CHANNELS, SKU, TITLES, Hub, sold
from tests.engine.support import ASK


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
    assert ASK.post(path, json=body, headers=headers).status_code == 200
    assert hub.round() == ["wholecell update_sales_order"]
    assert (hub.levels("HUB-LAST"), hub.shows("HUB-LAST")) == ((1, 1, 0), [0, 0, 0])
