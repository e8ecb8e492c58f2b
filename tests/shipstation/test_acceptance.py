"""ShipStation's part of the acceptance script, by hand. Source: docs/reference/channels.md §14.

§14.1 steps 6 to 9 and §14.4, with WholeCell beside it: what an engine and staff would do.
"""

import json
from typing import Any

import pytest

from tests.receivers import Receiver, receiving
from tests.shipstation.conftest import SKU, Ship


class Cell:
    """A client of the sandbox's WholeCell."""

    def __init__(self, ship: Ship) -> None:
        env = ship.sandbox.env
        self.sandbox = ship.sandbox
        self.auth = (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])

    def send(self, method: str, path: str, **body: Any) -> Any:
        """Send a request; return the JSON."""
        answer = self.sandbox.request(
            method, f"/wholecell/api/v1{path}", json=body or None, auth=self.auth
        )
        assert answer.status in (200, 201), answer.text
        return answer.json()

    def event(self, name: str, **arguments: Any) -> Any:
        """Trigger a business event."""
        return self.sandbox.event("wholecell", name, **arguments)

    def numbers(self) -> tuple[int, int, int]:
        """Return on hand, outstanding and available of the SKU."""
        path = "/stock_levels?inventory_statuses[]=Available&per_page=100"
        (row,) = [each for each in self.send("GET", path)["data"] if each["sku"] == SKU]
        return row["on_hand"], row["outstanding"], row["available"]


@pytest.fixture
def cell(ship: Ship) -> Cell:
    """WholeCell with ten pieces on hand."""
    cell = Cell(ship)
    phone = {
        "manufacturer": "Apple", "model": "iPhone X", "variant": "A1901", "capacity": "64GB",
        "color": "Silver", "network": "Unlocked", "grade": "A",
    }  # fmt: skip
    cell.event("add_variation", product_variation=phone, sku=SKU)
    cell.event("receive_units", count=10, sku=SKU, status="Available")
    return cell


def write_sale(cell: Cell, number: str, channel: str) -> int:
    """Write the sales order of one piece, as the engine does."""
    items = [{"sku": SKU, "quantity": 1, "sale_price": 19900}]
    body = {"channel": channel, "transaction_number": number, "items": items}
    return int(cell.send("POST", "/sales_orders", **body)["id"])


def test_a_sold_piece_is_exported_once_gets_one_label_and_its_number_is_found(
    ship: Ship, cell: Cell
) -> None:
    """§14.1, steps 3 to 9."""
    sale = write_sale(cell, "SO1", "Swappa")
    assert cell.numbers() == (10, 1, 9)
    cell.event("commit_units", transaction_number="SO1")
    assert cell.numbers() == (9, 0, 9)
    with receiving() as receiver:
        ship.post("/webhooks/subscribe", target_url=receiver.url, event="SHIP_NOTIFY")
        for _ in range(2):  # step 6: once, whatever is retried
            ship.create("SO1")
        bought = ship.event("buy_label", order_number="SO1", carrier="stamps_com")  # step 7
        ship.sandbox.advance("1s")
        rows = follow(ship, receiver)  # step 8
    ((item,),) = [row["shipmentItems"] for row in rows]
    assert (rows[0]["carrierCode"], rows[0]["trackingNumber"]) == (
        "stamps_com",
        bought["tracking_number"],
    )
    assert (item["lineItemKey"], item["quantity"]) == ("SO1-1", 1)
    assert cell.numbers() == (9, 0, 9)
    assert cell.send("GET", f"/sales_orders/{sale}")["transaction_number"] == "SO1"
    assert (ship.numbers(), len(ship.shipments())) == (["SO1"], 1)  # step 9


def follow(ship: Ship, receiver: Receiver) -> Any:
    """Read what the one hook points at, and its items, page by page."""
    (body,) = receiver.bodies
    base, _, pointer = json.loads(body)["resource_url"].partition("/shipments?")
    assert base
    pointer = pointer.replace("includeShipmentItems=False", "includeShipmentItems=true")
    page = ship.get(f"/shipments?{pointer}")
    assert page["pages"] == 1
    return page["shipments"]


def test_an_order_of_amazon_is_there_already_and_its_label_is_its_own(
    ship: Ship, cell: Cell
) -> None:
    """§14.4."""
    made = ship.event(
        "import_order", marketplace="Amazon", order_number="A-1", items=[{"sku": SKU}]
    )
    assert made["store_id"] == 12
    write_sale(cell, "A-1", "Amazon")
    assert cell.numbers() == (10, 1, 9)
    ship.event("buy_label", order_number="A-1", carrier="ups")
    (row,) = ship.shipments(storeId=12)
    store = next(each for each in ship.get("/stores") if each["storeId"] == 12)
    assert (row["orderNumber"], store["marketplaceId"]) == ("A-1", 2)
    assert ship.shipments(storeId=11) == []
    assert ship.numbers() == ["A-1"]
    cell.event("commit_units", transaction_number="A-1")
    cell.event("ship_order", transaction_number="A-1")
    assert cell.numbers() == (9, 0, 9)
