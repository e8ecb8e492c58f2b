"""take_notice_of_shipstation: what is told of labels.

Source: docs/reference/channels.md §4.6; wholecell.md §9.
"""

from typing import Any

import pytest

from tests.wholecell.conftest import Cell
from tests.wholecell.sales_orders.support import SKU, order, read
from tests.wholecell.shipstation_export.support import opened

READY = "Ready to Ship"
T1: dict[str, Any] = {
    "carrier": "stamps_com",
    "service": "usps_priority_mail",
    "tracking_number": "T1",
}


def ready(cell: Cell, number: str = "R1", **more: Any) -> dict[str, Any]:
    body = {"channel": "Swappa", "status": READY, "items": [{"sku": SKU}], **more}
    return order(cell, transaction_number=number, **body)


def parcels(cell: Cell, made: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (each["carrier"], each["service"], each["tracking_number"])
        for each in read(cell, made)["shipments"]
    ]


def test_a_label_marks_its_order_shipped_and_is_its_parcel(cell: Cell) -> None:
    """§9; channels.md §4.2: ShipStation's code becomes the name that channels know."""
    poller, made = opened(cell), ready(cell)
    answer = poller.tell("R1", **T1)
    assert answer.text == ""
    shown = read(cell, made)
    assert (shown["status"], shown["shipped_at"]) == ("Shipped", shown["updated_at"])
    assert parcels(cell, made) == [("USPS", "usps_priority_mail", "T1")]


def test_the_same_label_twice_is_one_parcel_and_another_is_another(cell: Cell) -> None:
    """channels.md §4.6, §13: a notice is sent again where the answer was lost."""
    poller, made = opened(cell), ready(cell)
    poller.tell("R1", **T1)
    shown = read(cell, made)
    cell.sandbox.advance("1h")
    poller.tell("R1", **T1)
    assert read(cell, made) == shown
    poller.tell("R1", carrier="drone", tracking_number="T2")
    assert [parcel[::2] for parcel in parcels(cell, made)] == [("USPS", "T1"), ("drone", "T2")]


def test_what_the_query_leaves_out_is_in_the_xml(cell: Cell) -> None:
    """channels.md §4.6: the OrderID says which of two orders of one number is meant."""
    poller, made, other = opened(cell), ready(cell), ready(cell, channel="eBay")
    poller.tell("R1", 422, **T1)
    xml = (
        f"<ShipNotice><OrderNumber>R1</OrderNumber><OrderID>{other['id']}</OrderID>"
        "<Carrier>ups</Carrier><TrackingNumber>T9</TrackingNumber></ShipNotice>"
    )
    poller.tell("R1", xml=xml)
    assert (parcels(cell, made), parcels(cell, other)) == ([], [("UPS", None, "T9")])


def test_an_order_of_amazon_takes_nothing(cell: Cell) -> None:
    """channels.md §14.4: answered, so that nobody sends it again."""
    poller, made = opened(cell), ready(cell, channel="Amazon")
    poller.tell("R1", **T1)
    assert read(cell, made) == made


@pytest.mark.parametrize(
    ("status", "query", "xml"),
    [
        (404, {"order_number": "R2", "tracking_number": "T1"}, None),
        (422, {"tracking_number": " "}, None),
        (422, {}, None),
        (422, {"action": "export", "tracking_number": "T1"}, None),
        (422, {"tracking_number": "T1"}, "<ShipNotice>"),
        (422, {"tracking_number": "T1"}, "<Orders/>"),
        (422, {"tracking_number": "T1"}, '<!DOCTYPE x [<!ENTITY a "b">]><ShipNotice/>'),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_saved(
    cell: Cell, status: int, query: dict[str, Any], xml: str | None
) -> None:
    """channels.md §4.6: ShipStation records it and offers to send it again."""
    poller, made = opened(cell), ready(cell)
    told = dict(query)
    poller.tell(told.pop("order_number", "R1"), status, xml, **told)
    assert read(cell, made) == made


def test_a_cancelled_order_takes_no_label(cell: Cell) -> None:
    """§9 [decide]: the error is in ShipStation, where somebody can void the label."""
    poller, made = opened(cell), ready(cell)
    cell.event("set_order_status", transaction_number="R1", status="Canceled")
    refused = poller.tell("R1", 422, **T1).json()
    assert refused == {"errors": {"order_number": ["is that of an order that is Canceled"]}}
    assert parcels(cell, made) == []


def test_an_order_of_a_channel_that_was_not_chosen_is_not_here(cell: Cell) -> None:
    """§9."""
    poller = opened(cell, channels=["eBay"])
    made = ready(cell)
    poller.tell("R1", 404, **T1)
    assert parcels(cell, made) == []
