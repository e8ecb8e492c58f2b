"""A small engine for WholeCell that numbers its documents SO-1001; it knows nothing of the referee.

Orders become documents, what can still be sold is shown, what staff shipped is reported. It is run
as a program by tests/harness/test_own_routes.py.
"""

import json
import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

ENV = os.environ
CELL = httpx.Client(
    base_url=ENV["WHOLECELL_BASE_URL"], auth=(ENV["WHOLECELL_APP_ID"], ENV["WHOLECELL_APP_SECRET"])
)
SHOP = httpx.Client(
    base_url=ENV["RETAILCRM_BASE_URL"] + "/api/v5",
    headers={"X-API-KEY": ENV["RETAILCRM_API_KEY"]},
)
MAP = json.loads(ENV["STOCKTAKE_MAP"])


def pages(api: httpx.Client, path: str, key: str, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of every page."""
    rows: list[dict[str, Any]] = []
    page, last = 1, 1
    while page <= last:
        answer = api.get(path, params={**query, "page": page}).raise_for_status().json()
        rows += answer[key]
        last = answer["pages"] if key == "data" else answer["pagination"]["totalPageCount"]
        page += 1
    return rows


def send(path: str, **fields: Any) -> None:
    """Send a form to the shop."""
    form = {n: v if isinstance(v, str) else json.dumps(v) for n, v in fields.items()}
    SHOP.post(path, data=form).raise_for_status()


def register() -> None:
    """Register once as the shop's warehouse system."""
    mark = Path(ENV["STOCKTAKE_STATE_DIR"], "registered")
    if not mark.exists():
        module = {"code": "so", "integrationCode": "so", "name": "SO", "clientId": "so",
                  "baseUrl": "http://127.0.0.1/", "active": True,
                  "integrations": {"store": {}}}  # fmt: skip
        send("/integration-modules/so/edit", integrationModule=module)
        mark.touch()


def main() -> None:
    """Run one round."""
    register()
    left: Counter[str] = Counter()
    held = {row["transaction_number"]: row for row in pages(CELL, "/sales_orders", "data")}
    for order in sorted(pages(SHOP, "/orders", "orders"), key=lambda row: row["id"]):
        number = f"SO-{order['id']}"
        if order.get("shipmentStore") not in MAP:
            continue
        if any("offer" not in item for item in order["items"]):
            print(f"order {number} is left: a line has no SKU")
            left.update(
                {i["offer"]["externalId"]: i["quantity"] for i in order["items"] if "offer" in i}
            )
        elif number not in held:
            items = [{"sku": item["offer"]["externalId"], "quantity": item["quantity"]}
                     for item in order["items"]]  # fmt: skip
            made = {"transaction_number": number, "items": items}
            CELL.post("/sales_orders", json=made).raise_for_status()
        elif held[number]["status"] == "Shipped" and not order["shipped"]:
            zone = ZoneInfo(ENV["STOCKTAKE_ZONE"])
            day = datetime.fromisoformat(ENV["STOCKTAKE_NOW"]).astimezone(zone).date()
            told = {"shipped": True, "shipmentStore": order["shipmentStore"],
                    "shipmentDate": day.isoformat()}  # fmt: skip
            send(f"/orders/{order['id']}/edit", by="id", site=order["site"], order=told)
    show(left)


def show(left: Counter[str]) -> None:
    """Show what WholeCell can still promise, less what is `left` unmade, where that differs."""
    levels = pages(CELL, "/stock_levels", "data", **{"inventory_statuses[]": "Available"})
    free = {row["sku"]: row["available"] - left[row["sku"]] for row in levels}
    changed: dict[str, list[Any]] = {}
    query = {"filter[details]": 1, "limit": 250}
    for offer in pages(SHOP, "/store/inventories", "offers", **query):
        sku, shown = offer.get("externalId"), {s["store"]: s["quantity"] for s in offer["stores"]}
        right = max(0, free.get(sku, 0))
        stores = [{"code": place, "available": right} for place in MAP if shown.get(place) != right]
        if sku in free and stores:
            changed.setdefault(offer["site"], []).append({"externalId": sku, "stores": stores})
    for site, rows in changed.items():
        send("/store/inventories/upload", site=site, offers=rows)


if __name__ == "__main__":
    try:
        main()
    except httpx.HTTPStatusError as error:
        sys.exit(f"{error}: {error.response.text}")
