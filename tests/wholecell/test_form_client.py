"""A client in another style, written from docs/wholecell.md alone: urllib, forms, all text.

Source: docs/reference/wholecell.md §1.4, §2.3, §5, §7.2.
"""

import base64
import csv
import io
import json
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from stocktake.web.sandbox import Sandbox

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
Fields = list[tuple[str, str]]


@dataclass
class TradeInCounter:
    """The script of a trade-in counter, which knows an address and an App."""

    base: str
    app_id: str
    secret: str

    def send(self, method: str, path: str, fields: Fields | None = None) -> Any:
        """Send a form, or ask; return the JSON, its values as they came."""
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self.base}{path}", data=data, method=method)
        pair = f"{self.app_id}:{self.secret}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(pair).decode())
        with OPENER.open(request) as answer:
            return json.load(answer)

    def receive(self, order: str, serial: str, paid: str) -> dict[str, Any]:
        """Check one phone in."""
        fields = [
            ("inventory[purchase_order_id]", order), ("inventory[sku]", "GALA52-128-BLK-C"),
            ("inventory[esn]", serial), ("inventory[initial_price_paid]", paid),
            ("inventory[location]", "Ready Room"),
            ("inventory[custom_field_values][Battery Health]", "GOOD"),
        ]  # fmt: skip
        return self.send("POST", "/inventories", fields)

    def take_order(self, number: str, price: str, serials: list[str]) -> dict[str, Any]:
        """Order as many phones as there are serials, and commit those."""
        fields = [
            ("transaction_number", number), ("customer", "Αθηνά Παππά"),
            ("shipping_address[line1]", "1 Main St"), ("shipping_address[city]", "Oakland"),
            ("items[0][sku]", "GALA52-128-BLK-C"), ("items[0][quantity]", str(len(serials))),
            ("items[0][sale_price]", price),
            ("items[1][sku]", "A-CASE"), ("items[1][quantity]", "1"),
        ]  # fmt: skip
        order = self.send("POST", "/sales_orders", fields)
        units = [("inventories[][esn]", serial) for serial in serials]
        return self.send("PATCH", f"/sales_orders/{order['id']}", units)

    def levels(self) -> tuple[str, list[dict[str, str]]]:
        """Read the report that is asked for; return its URL and its rows."""
        report = self.send("POST", "/stock_levels_reports", [("inventory_statuses[]", "Available")])
        while not report["url"]:
            report = self.send("GET", f"/stock_levels_reports/{report['id']}")
        again = self.send("GET", f"/stock_levels_reports/{report['id']}")
        first, second = (self.download(each["url"]) for each in (report, again))
        assert report["url"] != again["url"]
        assert first == second
        return again["url"], list(csv.DictReader(io.StringIO(first)))

    @staticmethod
    def download(url: str) -> str:
        """Fetch a URL without credentials."""
        with OPENER.open(url) as answer:
            return str(answer.read().decode())


def test_a_client_that_posts_forms_receives_sells_and_reads_a_report_twice(
    sandbox: Sandbox,
) -> None:
    """§1.4, §2.3, §5, §7.2: units by form, numbers as text, a report by newly signed URLs."""
    with sandbox.listening():
        told = sandbox.env
        counter = TradeInCounter(
            told["WHOLECELL_BASE_URL"], told["WHOLECELL_APP_ID"], told["WHOLECELL_APP_SECRET"]
        )
        _, before = counter.levels()
        bought = counter.send(
            "POST", "/purchase_orders",
            [("vendor", "Walk-in Counter"), ("expected_inventory_count", "3")],
        )  # fmt: skip
        serials = [f"35000000000101{digit}" for digit in "123"]
        units = [counter.receive(str(bought["id"]), serial, "9500") for serial in serials]
        assert [unit["total_price_paid"] for unit in units] == [9500] * 3
        order = counter.take_order("0017", "12900", serials[:2])
        assert (order["total"], order["items"][0]["committed_quantity"]) == (25800, 2)
        assert [unit["esn"] for unit in order["inventories"]] == serials[:2]
        address, after = counter.levels()
    (had,) = (row for row in before if row["sku"] == "GALA52-128-BLK-C")
    (has,) = (row for row in after if row["sku"] == "GALA52-128-BLK-C")
    assert int(has["available"]) == int(had["available"]) + 1
    assert address.startswith(told["WHOLECELL_BASE_URL"])
