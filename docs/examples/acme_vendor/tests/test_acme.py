"""Acme in the process of a test."""

from acme_vendor import SIMULATOR
from stocktake import Sandbox

GOODS = {"items": [{"sku": "A", "name": "A thing", "price": 5, "stock": {"acme": 3}}]}


def test_an_order_takes_from_what_is_free_and_leaves_when_staff_ship_it():
    with Sandbox([SIMULATOR], seed_file=GOODS) as sandbox:
        key = {"X-Acme-Key": sandbox.env["ACME_KEY"]}
        order = {"number": "R1", "lines": [{"sku": "A", "quantity": 2}]}
        made = sandbox.request("POST", "/acme/v1/orders", json=order, headers=key)
        assert made.status == 201
        bins = sandbox.request("GET", "/acme/v1/bins", headers=key).json()["bins"]
        assert bins == [{"sku": "A", "count": 3, "free": 1}]
        assert sandbox.event("acme", "ship_order", number="R1")["status"] == "shipped"
