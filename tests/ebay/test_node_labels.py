"""A program in Node that polls ShipStation and tells eBay of parcels, written from the docs only.

Source: docs/reference/channels.md §2.1, §2.4, §4.3; docs/channels.md.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

from tests.ebay.conftest import SKU
from tests.support import Listening

PROGRAM = Path(__file__).with_name("labels_to_ebay.mjs")
PLACE = {"name": "Pat Example", "street1": "1 Test Street", "city": "Austin", "state": "TX",
         "postalCode": "78701", "country": "US"}  # fmt: skip


@pytest.fixture
def shop() -> Iterator[Listening]:
    settings = {"seed_set": "documented", "now": "2026-03-02T09:00:00Z"}
    with Sandbox(SIMULATORS, **settings) as sandbox, sandbox.listening() as url:  # type: ignore[arg-type]
        yield Listening(sandbox, url)


def sold(shop: Listening, pieces: int) -> str:
    """Have so many pieces sold at eBay and exported; return the order."""
    order = shop.event("ebay", "place_order", lines=[{"sku": SKU, "quantity": pieces}])["id"]
    (line,) = shop.sandbox.sql(
        "SELECT l.id FROM ebay_line l JOIN ebay_order o ON o.id = l.order_id"
        " WHERE o.order_id = ?", (order,),
    )  # fmt: skip
    item = {"lineItemKey": str(line["id"]), "sku": SKU, "name": "iPhone X", "quantity": pieces}
    body = {
        "orderNumber": order, "orderKey": f"ebay-{order}", "orderDate": "2026-03-02T01:00:00",
        "orderStatus": "awaiting_shipment", "billTo": PLACE, "shipTo": PLACE, "items": [item],
    }  # fmt: skip
    keys = (shop.env["SHIPSTATION_API_KEY"], shop.env["SHIPSTATION_API_SECRET"])
    url = shop.env["SHIPSTATION_BASE_URL"] + "/orders/createorder"
    assert httpx.post(url, json=body, auth=keys).status_code == 200
    return str(order)


def polled(shop: Listening, token: str = "none") -> str:
    """Run the program once; return what it said."""
    done = subprocess.run(
        ["node", str(PROGRAM), "2026-03-02 00:00:00", token],
        env={**shop.env, "PATH": os.environ["PATH"]}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.needs("node")
def test_labels_come_to_ebay_once_with_tokens_refreshed_and_no_void_or_return_among_them(
    shop: Listening,
) -> None:
    """§2.4: the same number again changes nothing; a token that is over is replaced (§2.1)."""
    order = sold(shop, 3)
    one = [{"sku": SKU, "quantity": 1}]
    label = {"order_number": order, "carrier": "stamps_com"}
    wrong = shop.event("shipstation", "buy_label", **label, items=one)
    shop.event("shipstation", "void_label", shipment_id=wrong["shipment_id"])
    parcels = [
        shop.event("shipstation", "buy_label", **label, items=[{"sku": SKU, "quantity": count}])
        for count in (1, 2)
    ]
    shop.event("shipstation", "return_label", shipment_id=parcels[0]["shipment_id"])
    assert polled(shop) == f"told {order}\n" * 2
    shop.event("ebay", "revoke_tokens")
    assert polled(shop) == f"told {order}\n" * 2
    numbers = {parcel["tracking_number"] for parcel in parcels}
    sent = shop.sandbox.sql("SELECT number, carrier FROM ebay_fulfillment")
    assert {(row["number"], row["carrier"]) for row in sent} == {(n, "USPS") for n in numbers}
    shop.event("ebay", "end_consent")
    assert f"left {order}: no token: invalid_grant" in polled(shop)
