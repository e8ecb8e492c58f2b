"""The same requests give the same canonical journal, byte for byte, whatever the hash seed."""

import os
import subprocess
import sys

from stocktake.web.sandbox import Sandbox

SCRIPT = """
import httpx
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

with Sandbox(SIMULATORS, seed=7, now="2026-03-02T09:00:00Z") as sandbox, sandbox.listening() as url:
    env = httpx.get(f"{url}/_sim/env").json()
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    base, key = env["WHEREFOUR_BASE_URL"], {"X-API-KEY": env["RETAILCRM_API_KEY"]}
    crm = env["RETAILCRM_BASE_URL"] + "/api/v5"
    items = httpx.get(f"{base}/inventory?page=2", auth=auth)
    assert "Link" in items.headers
    customer = httpx.post(f"{base}/customers", json={"display_name": "Ada"}, auth=auth).json()
    sku = next(i["sku"] for i in items.json() if i["pull_strategy"] == "FIFO" and i["sku"])
    httpx.post(f"{url}/_sim/events", json={"simulator": "wherefour", "event": "receive_stock",
        "sku": sku, "count": 5, "location": "MAIN"}).raise_for_status()
    line = {"sku": sku, "count": 2}
    order = {"order_number": "R1", "order_date": "2026-03-02", "status": "open",
             "order_items_attributes": [line]}
    made = httpx.post(f"{base}/customers/{customer['id']}/orders", json=order, auth=auth).json()
    httpx.post(f"{url}/_sim/faults", json={"simulator": "wherefour", "operation": "*",
        "kind": "lost_reply"}).raise_for_status()
    try:
        httpx.post(f"{base}/customers/{customer['id']}/orders/{made['id']}/auto_ship",
                   json={"delivery_method": "UPS Ground"}, auth=auth)
    except httpx.TransportError:
        pass
    httpx.post(f"{url}/_sim/clock/advance", json={"by": "2h"})
    httpx.post(f"{crm}/store/inventories/upload", headers=key, data={"site": "shop-us",
        "offers": '[{"externalId": "nobody", "stores": [{"code": "wherefour", "available": 1}]}]'})
    httpx.get(f"{crm}/store/inventories?filter[details]=1&limit=50", headers=key)
    httpx.get(f"{base}/nothing", auth=auth)
    cell, app = env["WHOLECELL_BASE_URL"], (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])
    sold = httpx.post(f"{cell}/orders", json={"items": [{"sku": "?"}]}, auth=app).json()["id"]
    for suffix in (".pdf", ".xlsx"):
        httpx.get(f"{cell}/orders/{sold}{suffix}", auth=app).raise_for_status()
    print(httpx.get(f"{url}/_sim/journal?format=ndjson").text, end="")
"""


def journal(hash_seed: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "STOCKTAKE_CACHE": ""},
        capture_output=True, check=True,
    ).stdout  # fmt: skip


def test_three_processes_with_different_hash_seeds_write_the_same_journal() -> None:
    first, second, third = (journal(seed) for seed in ("0", "1", "4711"))
    assert first.count(b"\n") == 13
    assert b"{base}" in first
    assert b"127.0.0.1" not in first
    assert first == second == third


def test_after_a_restore_the_same_requests_write_the_same_journal_again(sandbox: Sandbox) -> None:
    env = sandbox.env
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])

    def go_on() -> bytes:
        for name in ("Ada", "Bob"):
            body = {"display_name": name}
            sandbox.request("POST", "/wherefour/api/v1/customers", json=body, auth=auth)
        sku = "CHOC-70-100"
        sandbox.event("wherefour", "receive_stock", sku=sku, count=5, location="MAIN")
        sandbox.advance("1h")
        return sandbox.request("GET", "/_sim/journal?format=ndjson").body

    sandbox.fault("wherefour", "create_customer", "latency", nth=2)
    sandbox.snapshot("before")
    first = go_on()
    sandbox.restore("before")
    assert go_on() == first
    assert first.count(b"\n") == 6
