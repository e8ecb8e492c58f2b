"""sync_listings, take_channel_order, set_order_status. Source: docs/reference/channels.md §13."""

import pytest
from stocktake.core.errors import Conflict, NotFound, Refusal

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, levels, order, read, stocked


def test_pressing_sync_listings_is_noted_by_channel_each_time(cell: Cell) -> None:
    """§13; wholecell.md §8.1."""
    cell.event("sync_listings", channel="Swappa")
    first = cell.event("sync_listings", channel="eBay")["at"]
    cell.sandbox.advance("10m")
    assert cell.event("sync_listings", channel="eBay")["at"] > first
    rows = cell.world("SELECT name, listings_synced_at AS at FROM wholecell_channel ORDER BY id")
    assert [row["name"] for row in rows] == ["Swappa", "eBay"]
    assert rows[1]["at"] - rows[0]["at"] >= 600_000


def test_an_order_of_a_channel_is_outstanding_at_once(cell: Cell) -> None:
    """§13, §14.4."""
    stocked(cell)
    made = cell.event(
        "take_channel_order", channel="Amazon", transaction_number="A-1", customer="Amazon",
        items=[{"sku": SKU, "sale_price": 19900}, {"sku": "TYPO", "description": "A phone"}],
        shipping_address={"city": "Austin"},
    )  # fmt: skip
    shown = read(cell, made)
    assert (shown["channel"], shown["status"], shown["total"]) == ("Amazon", "New", 19900)
    assert shown["customer"]["name"] == "Amazon"
    known, typo = shown["items"]
    assert (known["quantity"], typo["product_variation"], typo["description"]) == (
        1, None, "A phone",
    )  # fmt: skip
    assert levels(cell) == (10, 1, 9)


def test_the_same_number_of_the_same_channel_is_one_order(cell: Cell) -> None:
    """wholecell.md §8.6: taking it in again is idempotent; another channel's is another order."""
    told = {"transaction_number": "A-1", "items": [{"sku": SKU}]}
    made = cell.event("take_channel_order", channel="Amazon", **told)
    again = cell.event("take_channel_order", channel=" Amazon ", **told)
    other = cell.event("take_channel_order", channel="Walmart", **told)
    assert (made["new"], again) == (True, {"id": made["id"], "new": False})
    assert other["new"]
    assert other["id"] != made["id"]


def test_staff_give_an_order_a_status_and_hear_whether_it_has_the_flag(cell: Cell) -> None:
    """§13: Ready to Ship has the ShipStation flag."""
    made = order(cell, transaction_number="R1", items=[{"sku": SKU}])
    said = [
        cell.event("set_order_status", id=made["id"], status=status)["sync_to_shipstation"]
        for status in ("Ready to Pick", "Ready to Ship", "Shipped")
    ]
    assert said == [False, True, False]
    shown = read(cell, made)
    assert (shown["status"], shown["shipped_at"]) == ("Shipped", shown["updated_at"])


def test_a_status_or_an_order_that_there_is_not_is_refused(cell: Cell) -> None:
    """§13."""
    made = order(cell, transaction_number="R1")
    with pytest.raises(Refusal, match="status"):
        cell.event("set_order_status", id=made["id"], status="Gone")
    with pytest.raises(NotFound):
        cell.event("set_order_status", transaction_number="R2", status="New")
    order(cell, transaction_number="R1")
    with pytest.raises(Conflict):
        cell.event("set_order_status", transaction_number="R1", status="New")


def test_an_order_of_which_a_parcel_has_left_is_not_opened_by_a_button(cell: Cell) -> None:
    """wholecell.md §7.1: its parcel is taken back first; a slip without one is corrected."""
    order(cell, transaction_number="R1", items=[{"sku": SKU}])
    cell.event("set_order_status", transaction_number="R1", status="Shipped")
    cell.event("set_order_status", transaction_number="R1", status="Ready to Ship")
    cell.event("ship_order", transaction_number="R1", carrier="UPS", tracking_number="1Z9")
    with pytest.raises(Conflict, match="reverse_shipment"):
        cell.event("set_order_status", transaction_number="R1", status="Ready to Ship")
    cell.event("reverse_shipment", transaction_number="R1")
    cell.event("set_order_status", transaction_number="R1", status="Ready to Ship")


def test_a_channel_is_any_name_and_finds_its_orders(cell: Cell) -> None:
    """wholecell.md §7.2: channels are names that the account chooses."""
    for channel in ("Swappa", "eBay", "Back Market", "Amazon", "Stall 9"):
        made = order(cell, channel=channel, items=[{"sku": SKU}])
        path = f"/sales_orders?channel={channel.replace(' ', '+')}"
        assert [row["id"] for row in cell.ask("GET", path)["data"]][:1] == [made["id"]]
