"""Both ends of a Custom Store: WholeCell's export, and the poller of ShipStation that calls it.

Source: docs/reference/channels.md §4.6; wholecell.md §9 (label, notice, order Shipped).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

SKU = "IPHX-SLV-64"
READY = "Ready to Ship"


@dataclass(frozen=True)
class Both:
    """A world that listens, with a store of ShipStation's that is WholeCell's export."""

    sandbox: Sandbox
    store: int

    def cell(self, name: str, **arguments: Any) -> Any:
        """Trigger a business event of WholeCell's."""
        return self.sandbox.event("wholecell", name, **arguments)

    def ship(self, name: str, **arguments: Any) -> Any:
        """Trigger a business event of ShipStation's."""
        return self.sandbox.event("shipstation", name, **arguments)

    def sell(self, number: str, channel: str = "Swappa") -> None:
        """Take an order in that is ready to ship."""
        self.cell("take_channel_order", channel=channel, transaction_number=number, status=READY,
                  items=[{"sku": SKU, "sale_price": 19900}])  # fmt: skip

    def poll(self) -> None:
        """Let the hour of the poller pass."""
        self.sandbox.advance("60m")

    def there(self) -> list[tuple[str, str]]:
        """Return the orders of the store in ShipStation, by number."""
        rows = self.sandbox.sql(
            "SELECT number, status FROM shipstation_order WHERE store_id = ? ORDER BY number",
            [self.store],
        )
        return [tuple(row.values()) for row in rows]

    def parcels(self, number: str) -> list[tuple[str, str, str]]:
        """Return an order's status and its parcels in WholeCell."""
        rows = self.sandbox.sql(
            "SELECT s.title, p.carrier, p.tracking_number FROM wholecell_shipment p"
            " JOIN wholecell_sales_order o ON o.id = p.sales_order_id"
            " JOIN wholecell_status s ON s.id = o.status_id WHERE o.transaction_number = ?"
            " ORDER BY p.id",
            [number],
        )
        return [tuple(row.values()) for row in rows]


@pytest.fixture
def both() -> Iterator[Both]:
    """The world of §14, served."""
    with (
        Sandbox(SIMULATORS, seed_set="catalogue", now="2026-03-02T09:00:00Z") as sandbox,
        sandbox.listening() as url,
    ):
        for quirk in ("wholecell.shipstation_export", "shipstation.custom_store"):
            sandbox.set_quirk(quirk, True)
        sandbox.event("wholecell", "add_variation", sku=SKU)
        sandbox.event("wholecell", "receive_units", count=3, sku=SKU)
        made = sandbox.event("wholecell", "set_up_shipstation")
        store = sandbox.event(
            "shipstation", "connect_custom_store", url=f"{url}{made['path']}",
            username=made["username"], password=made["password"],
        )  # fmt: skip
        yield Both(sandbox, store["store_id"])


def test_an_order_goes_there_its_label_comes_back_and_marks_it_shipped(both: Both) -> None:
    """§4.6: once there, whatever is polled; one parcel, whatever is told again."""
    both.sell("SO1")
    both.poll()
    assert both.there() == [("SO1", "awaiting_shipment")]
    both.poll()
    assert both.there() == [("SO1", "awaiting_shipment")]
    label = both.ship("buy_label", order_number="SO1", carrier="stamps_com")
    both.sandbox.deliver()
    said = [("Shipped", "USPS", label["tracking_number"])]
    assert both.parcels("SO1") == said
    both.ship("resend_ship_notice", shipment_id=label["shipment_id"])
    both.sandbox.deliver()
    both.poll()
    assert (both.parcels("SO1"), both.there()) == (said, [("SO1", "shipped")])


def test_pages_of_the_feed_are_all_read(both: Both) -> None:
    """§4.6."""
    both.sandbox.set_quirk("wholecell.most_per_page", 1)
    for number in ("SO1", "SO2", "SO3"):
        both.sell(number)
    both.poll()
    assert [number for number, _ in both.there()] == ["SO1", "SO2", "SO3"]


def test_an_order_of_amazon_does_not_go_there_a_second_time(both: Both) -> None:
    """§14.4: it is in ShipStation by Amazon's own connection, and its label is not told."""
    both.ship("import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}])
    both.sell("A-1", "Amazon")
    both.poll()
    both.ship("buy_label", order_number="A-1", carrier="ups")
    both.sandbox.deliver()
    assert (both.there(), both.parcels("A-1")) == ([], [])


def test_a_label_of_a_cancelled_order_is_refused_and_staff_see_it(both: Both) -> None:
    """§4.6 [decide]: the error is at the shipment."""
    both.sell("SO1")
    both.poll()
    both.cell("cancel_order", transaction_number="SO1")
    both.ship("buy_label", order_number="SO1", carrier="ups")
    both.sandbox.deliver()
    (row,) = both.sandbox.sql("SELECT is_notified, notify_error FROM shipstation_shipment")
    assert row == {"is_notified": 0, "notify_error": "answered 422"}
    assert both.parcels("SO1") == []


def test_with_a_wrong_password_nothing_comes(both: Both) -> None:
    """§9: the store was connected before somebody changed it."""
    both.cell("set_up_shipstation", password="another")
    both.sell("SO1")
    both.poll()
    assert both.there() == []
