"""The engine as a hub's integrations: the acceptance of docs/reference/channels.md 14, and more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stocktake import SIMULATORS
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
