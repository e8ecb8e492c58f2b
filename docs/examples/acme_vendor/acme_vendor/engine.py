"""An engine between Acme and a shop: one round, then it exits. It knows nothing of Stocktake.

It remembers nothing but that it has registered: in each round all is read anew. Run it by
`python -m acme_vendor.engine`.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

ENV = os.environ
ACME = httpx.Client(base_url=ENV["ACME_BASE_URL"], headers={"X-Acme-Key": ENV["ACME_KEY"]})
SHOP = httpx.Client(
    base_url=f"{ENV['RETAILCRM_BASE_URL']}/api/v5",
    headers={"X-API-KEY": ENV["RETAILCRM_API_KEY"]},
)
(ROUTE,) = (r for r in json.loads(ENV["STOCKTAKE_ROUTES"]) if r["warehouse"] == "acme")
CANCELLED = ("no-call", "no-product", "already-buyed", "delyvery-did-not-suit",
             "prices-did-not-suit", "cancel-other")  # fmt: skip


def register():
    """Tell the shop that an external warehouse system is at work: else nothing can be shipped."""
    module = {"code": "acme-engine", "integrationCode": "acme-engine", "active": True,
              "name": "Acme", "clientId": "acme", "baseUrl": "https://acme.example",
              "integrations": {"store": {"actions": []}}}  # fmt: skip
    path = "/integration-modules/acme-engine/edit"
    SHOP.post(path, data={"integrationModule": json.dumps(module)}).raise_for_status()


def pages(path, key, **query):
    """Return the rows of every page of a list of the shop."""
    rows, page, last = [], 1, 1
    while page <= last:
        answer = SHOP.get(path, params={**query, "page": page}).raise_for_status().json()
        rows, last = rows + answer[key], answer["pagination"]["totalPageCount"]
        page += 1
    return rows


def shop_orders():
    """Return the orders that go to this store, oldest first."""
    rows = pages("/orders", "orders", limit=100)
    return sorted(
        (row for row in rows if row.get("shipmentStore") == ROUTE["place"]), key=lambda r: r["id"]
    )


def document(number):
    """Return Acme's order of a number, None where there is none."""
    found = ACME.get("/orders", params={"number": number}).raise_for_status().json()
    return found[0] if found else None


def report(order, when):
    """Tell the shop that an order has left."""
    told = {"id": order["id"], "shipped": True, "shipmentStore": ROUTE["place"],
            "shipmentDate": when.date().isoformat()}  # fmt: skip
    form = {"by": "id", "site": order["site"], "order": json.dumps(told)}
    SHOP.post(f"/orders/{order['id']}/edit", data=form).raise_for_status()


def follow(order, now):
    """Bring one order into step; return what of it is sold and not yet in Acme's numbers."""
    number = ROUTE["reference"].replace("{id}", str(order["id"]))
    held, cancelled = document(number), order["status"] in CANCELLED
    if held is None and not cancelled:
        known = [item for item in order["items"] if "offer" in item]
        wanted = [{"sku": item["offer"]["externalId"], "quantity": item["quantity"]}
                  for item in known]  # fmt: skip
        if len(known) < len(order["items"]):
            print(f"order {number} is left: it has a line without an SKU")
            return wanted
        answer = ACME.post("/orders", json={"number": number, "lines": wanted})
        if answer.status_code == 422:
            print(f"order {number} is left: {answer.json()['problem']}")
            return wanted
        held = answer.raise_for_status().json()
    if held and cancelled and held["status"] == "open":
        ACME.post(f"/orders/{held['id']}/cancel").raise_for_status()
    if held and held["status"] == "shipped" and not order["shipped"]:
        report(order, now)
    return []


def stock(uncounted):
    """Show at the shop what Acme can promise, where that differs."""
    free, page = {}, 1
    while page:
        answer = ACME.get("/bins", params={"page": page}).raise_for_status().json()
        free |= {row["sku"]: row["free"] for row in answer["bins"]}
        page = answer["next"]
    for line in uncounted:
        free[line["sku"]] = free.get(line["sku"], 0) - line["quantity"]
    changed = {}
    for offer in pages("/store/inventories", "offers", **{"filter[details]": 1, "limit": 250}):
        shown = [s["quantity"] for s in offer["stores"] if s["store"] == ROUTE["place"]]
        sku = offer.get("externalId")
        right = max(0, free.get(sku, 0))
        if sku in free and shown != [right]:
            row = {"externalId": sku, "stores": [{"code": ROUTE["place"], "available": right}]}
            changed.setdefault(offer["site"], []).append(row)
    for site, rows in changed.items():
        form = {"site": site, "offers": json.dumps(rows)}
        SHOP.post("/store/inventories/upload", data=form).raise_for_status()


def main():
    """Run one round."""
    mark = Path(ENV["STOCKTAKE_STATE_DIR"], "registered")
    if not mark.exists():
        register()
        mark.touch()
    now = datetime.fromisoformat(ENV["STOCKTAKE_NOW"]).astimezone(ZoneInfo(ENV["STOCKTAKE_ZONE"]))
    uncounted, failed = [], []
    for order in shop_orders():
        try:
            uncounted += follow(order, now)
        except httpx.HTTPError as error:  # the others go on
            failed.append(f"order {order['id']}: {error}")
    if failed:
        sys.exit("\n".join(failed))  # what is sold is not known: the numbers wait
    stock(uncounted)


if __name__ == "__main__":
    try:
        main()
    except httpx.HTTPStatusError as error:
        sys.exit(f"the round failed: {error.request.url}: {error.response.text}")
    except (httpx.HTTPError, ValueError) as error:
        sys.exit(f"the round failed: {error}")
