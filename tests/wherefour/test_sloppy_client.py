"""A client as scripts are: urllib alone, ids that became floats, slashes and `.json` anywhere.

It is written from docs/wherefour.md and talks to a real socket. Source: docs/reference/wherefour.md
§1.1 to §1.4 and §5.1.
"""

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import Listening


@dataclass(frozen=True)
class Script:
    """What a script has at hand: a base URL and a password."""

    base: str
    user: str
    password: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any, Any]:
        """Send a request; return status, headers and what the JSON of the answer holds."""
        request = urllib.request.Request(f"{self.base}/{path}", method=method)
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read()
            return answer.status, answer.headers, json.loads(text) if text else None


@pytest.fixture
def script(listening: Listening) -> Script:
    """A script that was given the environment of a fresh world."""
    given = listening.sandbox.env
    return Script(
        given["WHEREFOUR_BASE_URL"], given["WHEREFOUR_USERNAME"], given["WHEREFOUR_PASSWORD"]
    )


def test_a_sloppy_script_takes_an_order_from_the_shelf_to_the_invoice(script: Script) -> None:
    """§1.2 and §1.6: customer, order, shipment, invoice, each as the script happens to write it."""
    status, headers, nothing = script.call("HEAD", "/customers.json/")
    assert (status, nothing) == (200, None)
    assert int(headers["Total"]) > 0
    status, _, customer = script.call(
        "POST", "/customers/", {"customer": {"display_name": "Ann Lee", "phone": 4155550100}}
    )
    assert status == 200
    customer_id = float(customer["id"])

    _, _, [item] = script.call("GET", "inventory/search.json", {"sku_list": "SK0001"})
    line = {"inventory_id": float(item["id"]), "count": 3.0, "override_unit_price": "2.50"}
    order = {
        "order_number": 20260105, "order_date": "2026-01-05T00:00:00.000Z", "status": "Open",
        "delivery_method_id": 1.0, "order_items_attributes": {"0": line},
    }  # fmt: skip
    status, _, made = script.call("POST", f"customers//{int(customer_id)}/orders.json", order)
    assert (status, made["order_number"], made["total"]) == (200, "20260105", "7.5")

    path = f"customers/{int(customer_id)}/orders/{made['id']}"
    status, _, same = script.call("PATCH", f"{path}/", made)
    assert (status, same) == (200, made)
    ship = {
        "delivery_method": "ups", "location_id": "1.0", "ship_date": "2026-01-05 16:30:00 UTC",
        "tracking_number": 940011,
    }  # fmt: skip
    status, _, shipment = script.call("POST", f"{path}/auto_ship.json/", ship)
    assert (status, shipment["tracking_number"]) == (200, "940011")
    assert shipment["ship_date"] == "2026-01-05T16:30:00.000Z"
    assert shipment["order"]["status"] == "complete"

    invoice = {
        "invoice_number": 77, "invoice_date": shipment["ship_date"], "status": "OPEN",
        "invoice_items_attributes": [line],
    }  # fmt: skip
    status, _, billed = script.call("POST", f"//customers/{int(customer_id)}//invoices", invoice)
    assert (status, billed["invoice_date"], billed["total"]) == (200, "2026-01-05", "7.5")
    _, _, [found] = script.call("GET", "invoices/search/", {"invoice_number": 77})
    assert found["id"] == billed["id"]
    _, _, changed = script.call("GET", f"/orders.json?updated_at={made['updated_at']}")
    assert [row["id"] for row in changed] == [made["id"]]


def test_a_sloppy_script_is_told_what_it_did_wrong(script: Script) -> None:
    """§1.3: the missing customer before the rest; then the field, the line and the reason."""
    order = {"order_date": "2026-01-05", "order_items_attributes": [{"sku": "SK0001"}]}
    status, _, told = script.call("POST", "customers/999/orders.json", order)
    assert (status, told["message"]) == (404, "Entity not found.")
    status, _, told = script.call("POST", "customers/1/orders/", order)
    assert (status, told["errors"]) == (
        422,
        {
            "order_number": ["can't be blank"],
            "order_items_attributes.0.count": ["can't be blank"],
        },
    )
    assert script.call("GET", "customers/1.0/orders")[0] == 404
    status, headers, nothing = script.call("HEAD", "orders/999")
    assert (status, nothing) == (404, None)
    assert int(headers["Content-Length"]) > 0
