"""The compiled lane and Connexion's own layers answer the same, byte for byte."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.simulator import Api
from stocktake.web import LANES
from stocktake.web.border import bind
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import vendors_with_failures
from tests.support import run, serving

WHEREFOUR, CRM = "/wherefour/api/v1", "/retailcrm/api/v5"
WHOLECELL, WHIPLASH = "/wholecell/api/v1", "/whiplash/api"
FAILURES = vendors_with_failures()
OFFER = [{"externalId": "nobody", "stores": [{"code": "wherefour", "available": 1}]}]
REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", f"{WHEREFOUR}/inventory?page=2&per_page=3", {}),
    ("GET", f"{WHEREFOUR}/inventory/search", {"json": {"sku_list": ["a", "b"]}}),
    ("GET", f"{WHEREFOUR}/customers/1", {}),
    ("POST", f"{WHEREFOUR}/customers", {"json": {"customer": {"display_name": "Ada"}}}),
    ("POST", f"{WHEREFOUR}/customers", {"form": {"customer[display_name]": "Ada"}}),
    ("GET", f"{CRM}/store/inventories?filter=None&limit=50", {}),
    ("GET", f"{CRM}/store/inventories?filter[details]=True&filter[ids][0]=1", {}),
    ("POST", f"{CRM}/store/inventories/upload", {"form": {"offers": json.dumps(OFFER)}}),
    ("POST", f"{CRM}/store/inventories/upload", {"json": {"offers": OFFER, "site": "shop-us"}}),
    ("POST", f"{CRM}/store/inventories/upload", {"multipart": [("offers", "[]")]}),
    ("GET", "/retailcrm/api/credentials", {}),
    ("GET", f"{WHOLECELL}/inventories/?status=Available&page=2", {}),
    ("GET", f"{WHIPLASH}//items/sku/POSTER%2FDAWN.18x24.json", {"json": {"limit": 1}}),
    ("GET", f"{WHIPLASH}/items/originator/nobody", {}),
    ("POST", f"{WHIPLASH}/items.json", {"form": {"item[title]": "Ada"}}),
]


def answers(sandbox: Sandbox) -> list[Response]:
    env = sandbox.env
    got = []
    for method, target, request in REQUESTS:
        given = FAILURES[target.split("/")[1]].right(env)
        got.append(sandbox.request(method, target, **given, **request))
    return got


def test_both_lanes_answer_the_same_and_write_the_same_journal() -> None:
    compiled, connexion = Sandbox(SIMULATORS), Sandbox(SIMULATORS, lane="connexion")
    assert answers(compiled) == answers(connexion)
    journals = [s.request("GET", "/_sim/journal?format=ndjson").body for s in (compiled, connexion)]
    assert journals[0] == journals[1]
    assert journals[0].count(b"\n") == len(REQUESTS)


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, of in FAILURES.items() for kind in of.kinds]
)
def test_both_lanes_refuse_the_same(name: str, kind: str) -> None:
    compiled, connexion = Sandbox(SIMULATORS), Sandbox(SIMULATORS, lane="connexion")
    assert FAILURES[name].send(compiled, kind) == FAILURES[name].send(connexion, kind)


@pytest.mark.parametrize(
    "api", [api for simulator in SIMULATORS for api in simulator.apis], ids=lambda api: api.name
)
def test_every_operation_of_today_is_plain_enough_for_the_compiled_lane(api: Api) -> None:
    for operation in bind(api, api.name).table.operations:
        assert len(operation.security) <= 1
        assert {} not in operation.security


def test_a_lane_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there are compiled, connexion"):
        Sandbox(lane="fast")
    done = run("serve", "--lane", "fast")
    assert done.returncode == 2
    assert "'compiled', 'connexion'" in done.stderr
    with serving(tmp_path, "--lane", "connexion", "--clock", "manual") as (_, url):
        assert httpx.get(f"{url}/wholecell/api/v1/inventories").status_code == 401


def test_a_line_break_in_a_path_goes_round_no_credentials_in_either_lane() -> None:
    for lane in LANES:
        sandbox = Sandbox(token="open sesame", lane=lane)
        assert sandbox.request("DELETE", "/_sim/snapshots/a%0Ab").status == 401
        order = sandbox.request("GET", "/wholecell/api/v1/sales_orders/a%0Ab")
        assert order.status == 401
