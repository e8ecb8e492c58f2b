"""The compiled lane and Connexion's own layers answer the same, byte for byte."""

import json
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core.simulator import Api
from stocktake.web.border import bind
from stocktake.web.sandbox import Answer, Sandbox

from tests.laws.test_errors import FAILURES, send

WHEREFOUR, CRM = "/wherefour/api/v1", "/retailcrm/api/v5"
WHOLECELL, WHIPLASH = "/wholecell/api/v1", "/whiplash/api"
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


def answers(sandbox: Sandbox) -> list[Answer]:
    env = sandbox.env("")
    got = []
    for method, target, request in REQUESTS:
        credentials: dict[str, dict[str, Any]] = {
            "retailcrm": {"headers": {"X-API-KEY": env["RETAILCRM_API_KEY"]}},
            "wherefour": {"auth": (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])},
            "whiplash": {"headers": {"X-API-KEY": env["WHIPLASH_API_KEY"]}},
            "wholecell": {"auth": (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])},
        }
        given = credentials[target.split("/")[1]]
        got.append(sandbox.request(method, target, **given, **request))
    return got


def test_both_lanes_answer_the_same_and_write_the_same_journal() -> None:
    compiled, connexion = Sandbox(SIMULATORS), Sandbox(SIMULATORS, lane="connexion")
    assert answers(compiled) == answers(connexion)
    journals = [s.request("GET", "/_sim/journal?format=ndjson").body for s in (compiled, connexion)]
    assert journals[0] == journals[1]
    assert journals[0].count(b"\n") == len(REQUESTS)


@pytest.mark.parametrize("name", [name for name in FAILURES if not name.startswith("control")])
def test_both_lanes_refuse_the_same(name: str) -> None:
    compiled, connexion = Sandbox(SIMULATORS), Sandbox(SIMULATORS, lane="connexion")
    assert send(compiled, FAILURES[name]) == send(connexion, FAILURES[name])


@pytest.mark.parametrize(
    "api", [api for simulator in SIMULATORS for api in simulator.apis], ids=lambda api: api.name
)
def test_every_operation_of_today_is_plain_enough_for_the_compiled_lane(api: Api) -> None:
    for operation in bind(api, api.name).table.operations:
        assert len(operation.security) <= 1
        assert {} not in operation.security
