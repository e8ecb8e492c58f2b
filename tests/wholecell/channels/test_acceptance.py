"""WholeCell's column of the acceptance, step by step, with ShipStation and eBay beside it.

Source: docs/reference/channels.md §14.1 to §14.6.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS, Refusal
from stocktake.core.errors import Conflict
from stocktake.web.sandbox import Sandbox

from tests.wholecell.channels.support import SKU, Hub

Opened = Callable[[int], Hub]
BLACK = "IPHX-BLK-64"


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Make the world of §14, with so many pieces."""
    with Sandbox(SIMULATORS, seed_set="catalogue", now="2026-03-02T09:00:00Z") as sandbox:
        yield lambda pieces: Hub.of(sandbox, pieces)


def test_ten_one_sold_nine_everywhere_before_anybody_scans(opened: Opened) -> None:
    """§14.1: steps 0 to 9; SO1 is Swappa's."""
    hub = opened(10)
    assert (hub.numbers(), hub.shown()) == ((10, 0, 10), 0)
    assert hub.push() == 10  # step 1
    sale = hub.sell("SO1", "Swappa")  # step 3
    assert hub.numbers() == (10, 1, 9)
    assert hub.push() == 9
    hub.cell.event("commit_units", transaction_number="SO1")  # step 5
    assert hub.numbers() == (9, 0, 9)
    ready = hub.cell.event("set_order_status", transaction_number="SO1", status="Ready to Ship")
    assert ready == {"id": sale["id"], "status": "Ready to Ship", "sync_to_shipstation": True}
    hub.ship.create("SO1")  # step 6, and once more
    hub.ship.create("SO1")
    assert hub.numbers() == (9, 0, 9)
    label = hub.ship.event("buy_label", order_number="SO1", carrier="stamps_com")  # step 7
    (found,) = hub.ship.shipments(orderNumber="SO1", includeShipmentItems="true")
    parcel = {"carrier": "USPS", "tracking_number": found["trackingNumber"]}
    assert parcel["tracking_number"] == label["tracking_number"]
    for _ in range(2):  # step 8, and once more
        body = {"status": "Shipped", "shipments": [parcel]}
        hub.cell.ask("PATCH", f"/sales_orders/{sale['id']}", json=body)
    assert (hub.numbers(), hub.shown()) == ((9, 0, 9), 9)
    (order,) = hub.orders("SO1")  # step 9
    (sent,) = order["shipments"]
    assert (sent["carrier"], sent["tracking_number"]) == ("USPS", label["tracking_number"])
    assert (order["status"], order["shipped_at"]) == ("Shipped", sent["shipped_at"])
    assert [unit["esn"] is not None for unit in order["inventories"]] == [True]  # for step 8's imei
    assert (hub.ship.numbers(), len(hub.ship.shipments())) == (["SO1"], 1)


def test_with_ebay_as_the_seller_its_order_gets_the_number_of_the_label(opened: Opened) -> None:
    """§14.1: the same, eBay fell by itself."""
    hub = opened(10)
    hub.push()
    number = hub.ebay.place((SKU, 1))
    assert (hub.shown(), hub.numbers()) == (9, (10, 0, 10))
    sale = hub.sell(number, "eBay")
    assert hub.numbers() == (10, 1, 9)
    hub.cell.event("commit_units", transaction_number=number)
    hub.cell.event("set_order_status", transaction_number=number, status="Ready to Ship")
    hub.ship.create(number, orderKey=f"ebay-{number}")
    label = hub.ship.event("buy_label", order_number=number, carrier="ups")["tracking_number"]
    parcel = {"carrier": "UPS", "tracking_number": label}
    body = {"status": "Shipped", "shipments": [parcel]}
    hub.cell.ask("PATCH", f"/sales_orders/{sale['id']}", json=body)
    (line,) = hub.ebay.order(number)["lineItems"]
    lines = [{"lineItemId": line["lineItemId"], "quantity": 1}]
    hub.ebay.ship(number, lineItems=lines, shippingCarrierCode="UPS", trackingNumber=label)
    assert hub.ebay.order(number)["orderFulfillmentStatus"] == "FULFILLED"
    assert (hub.numbers(), hub.shown()) == ((9, 0, 9), 9)


def unknown(hub: Hub) -> dict[str, Any]:
    """Play steps 1 and 2 of §14.2 with eBay; return the item of unknown SKU."""
    hub.ebay.event("add_listing", sku=BLACK, quantity=5)
    number = hub.ebay.place((BLACK, 1))
    (item,) = hub.sell(number, "eBay", BLACK)["items"]
    assert (item["sku"], item["product_variation"], hub.shown(BLACK)) == (BLACK, None, 4)
    hub.cell.event("add_variation", sku=BLACK)
    hub.cell.event("receive_units", count=3, sku=BLACK, status="Available")
    hub.cell.event("sync_listings", channel="eBay")
    assert hub.numbers(BLACK) == (3, 0, 3)  # the open line does not count yet
    assert hub.push(BLACK) == 3
    return item


@pytest.mark.parametrize("cure", ["refresh_item", "connect_item"])
def test_an_unknown_sku_counts_once_it_is_refreshed_or_connected(opened: Opened, cure: str) -> None:
    """§14.2: steps 1, 2, 3."""
    hub = opened(1)
    item = unknown(hub)
    named = {"sku": BLACK} if cure == "connect_item" else {}
    hub.cell.event(cure, item_id=item["id"], **named)
    assert hub.numbers(BLACK) == (3, 1, 2)
    assert hub.push(BLACK) == 2


def test_a_unit_committed_before_refresh_is_on_a_second_line(opened: Opened) -> None:
    """§14.2: steps 3' and 4'; the first line stays open with nothing committed."""
    hub = opened(1)
    item = unknown(hub)
    (row,) = hub.cell.world(
        "SELECT sales_order_id AS id FROM wholecell_sales_order_item WHERE id = ?", item["id"]
    )
    with pytest.raises(Refusal, match="3 units of 'IPHX-BLK-64' are Available, not 4"):
        hub.cell.event("commit_units", id=row["id"], lines=[{"sku": BLACK, "quantity": 4}])
    hub.cell.event("commit_units", id=row["id"], lines=[{"sku": BLACK, "quantity": 1}])
    first, second = hub.cell.ask("GET", f"/sales_orders/{row['id']}")["items"]
    assert (first["id"], first["product_variation"], first["committed_quantity"]) == (
        item["id"], None, 0,
    )  # fmt: skip
    assert (second["product_variation"]["sku"], second["committed_quantity"]) == (BLACK, 1)
    assert hub.numbers(BLACK) == (2, 0, 2)
    hub.cell.event("refresh_item", item_id=item["id"])
    assert hub.numbers(BLACK) == (2, 1, 1)


def test_the_skus_of_a_listing_with_variants_are_known_one_by_one(opened: Opened) -> None:
    """§14.3: V-A 4, V-B in no catalogue, then 2; sync_listings is noted by channel."""
    hub = opened(1)
    hub.cell.event("add_variation", sku="V-A")
    hub.cell.event("receive_units", count=4, sku="V-A", status="Available")
    assert hub.numbers("V-A") == (4, 0, 4)
    with pytest.raises(AssertionError, match="no level of V-B"):
        hub.numbers("V-B")
    hub.cell.event("add_variation", sku="V-B")
    hub.cell.event("receive_units", count=2, sku="V-B", status="Available")
    assert hub.numbers("V-B") == (2, 0, 2)
    noted = hub.cell.event("sync_listings", channel="Swappa")
    assert noted["channel"] == "Swappa"
    hub.sell("SO3", "Swappa", "V-A")
    assert (hub.numbers("V-A"), hub.numbers("V-B")) == ((4, 1, 3), (2, 0, 2))


def test_an_order_of_amazon_counts_and_its_tracking_is_not_ours(opened: Opened) -> None:
    """§14.4: 9/1/8 after 14.1; the label is bought in ShipStation, nothing is written."""
    hub = opened(9)
    hub.ship.event("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    taken = hub.cell.event(
        "take_channel_order", channel="Amazon", transaction_number="A-1", items=[{"sku": SKU}]
    )
    assert (hub.numbers(), hub.push()) == ((9, 1, 8), 8)
    hub.ship.event("buy_label", order_number="A-1", carrier="ups")
    order = hub.cell.ask("GET", f"/sales_orders/{taken['id']}")
    assert (order["channel"], order["status"], order["shipments"]) == ("Amazon", "New", [])
    hub.cell.event("commit_units", transaction_number="A-1")
    hub.cell.event("ship_order", transaction_number="A-1")
    assert (hub.numbers(), hub.shown()) == ((8, 0, 8), 8)
    assert hub.writes("shipstation", "create_order") == 0


def test_a_cancelled_order_is_cancelled_once_and_is_available_again(opened: Opened) -> None:
    """§14.5: start 2/1/1; 5978 is Back Market's. A refund after shipping moves no stock."""
    hub = opened(2)
    hub.sell("SO0", "Swappa")
    sale = hub.sell("5978", "Back Market")
    assert (hub.numbers(), hub.push()) == ((2, 2, 0), 0)
    for _ in range(2):  # seen again
        hub.cell.ask("PATCH", f"/sales_orders/{sale['id']}", json={"status": "Canceled"})
    assert (hub.numbers(), hub.push()) == ((2, 1, 1), 1)
    hub.cell.event("commit_units", transaction_number="SO0")
    hub.cell.event("ship_order", transaction_number="SO0")
    assert hub.numbers() == (1, 0, 1)  # and a refund on the channel is nothing here
    hub.cell.event("receive_return", sku=SKU)
    assert hub.numbers() == (2, 0, 2)


def test_two_lines_one_shipped_one_refunded_give_one_unit_back(opened: Opened) -> None:
    """§14.5."""
    hub = opened(2)
    hub.cell.event("add_variation", sku=BLACK)
    hub.cell.event("receive_units", count=1, sku=BLACK, status="Available")
    hub.sell("SO5", "eBay", SKU, BLACK)
    hub.cell.event("commit_units", transaction_number="SO5")
    assert (hub.numbers(), hub.numbers(BLACK)) == ((1, 0, 1), (0, 0, 0))
    lines = [{"sku": BLACK, "quantity": 1}]
    hub.cell.event("cancel_order", transaction_number="SO5", lines=lines)
    hub.cell.event("ship_order", transaction_number="SO5", tracking_number="T5")
    assert (hub.numbers(), hub.numbers(BLACK)) == ((1, 0, 1), (1, 0, 1))


def test_one_piece_sold_twice_before_a_round_is_minus_one_here_and_nothing_there(
    opened: Opened,
) -> None:
    """§14.6: case A, and case B, in which staff refuse the order of Back Market."""
    hub = opened(1)
    assert hub.push() == 1
    first = hub.ebay.place((SKU, 1))
    hub.sell(first, "eBay")
    assert hub.numbers() == (1, 1, 0)
    with pytest.raises(Conflict):
        hub.ebay.place((SKU, 1))  # a round lay between
    second = hub.sell("5979", "Back Market")
    assert hub.numbers() == (1, 2, -1)
    assert hub.push() == 0
    hub.cell.ask("PATCH", f"/sales_orders/{second['id']}", json={"status": "Canceled"})
    assert hub.numbers() == (1, 1, 0)
