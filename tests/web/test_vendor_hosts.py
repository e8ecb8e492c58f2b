"""A vendor's own host leads to its Api; docs/reference/interception.md, 3."""

from dataclasses import replace

import pytest
from stocktake import SIMULATORS
from stocktake.core import registry
from stocktake.core.simulator import Simulator
from stocktake.web.host import Host
from stocktake.web.sandbox import Sandbox

HOSTS = [(host, api.name) for s in SIMULATORS for api in s.apis for host in api.hosts]
LINK = "https://my.wherefour.com/api/v1/inventory"


def named(host: str) -> dict[str, str]:
    return {"Host": host}


MODELLED = frozenset({"swappa"})  # no API of it is known, so that no host is taken for it


@pytest.mark.parametrize("simulator", registry.ours(), ids=lambda simulator: simulator.name)
def test_a_vendor_says_by_which_hosts_it_is_reached(simulator: Simulator) -> None:
    assert all(bool(api.hosts) != (simulator.name in MODELLED) for api in simulator.apis)


@pytest.mark.parametrize(("host", "api"), HOSTS)
def test_a_vendors_host_is_its_api(sandbox: Sandbox, host: str, api: str) -> None:
    name = host.replace("*", "demo")
    by_host = sandbox.request("GET", "/api/nothing-there", headers=named(name))
    by_path = sandbox.request("GET", f"/{api}/api/nothing-there")
    assert by_host.body == by_path.body
    assert sandbox.request("GET", "/_sim/journal").json()["entries"][-1]["simulator"] == api


@pytest.mark.parametrize(
    "host", ["API.WholeCell.io", "api.wholecell.io.", "api.wholecell.io:443", "api.wholecell.io:80"]
)
def test_case_a_trailing_dot_and_the_port_do_not_matter(sandbox: Sandbox, host: str) -> None:
    answer = sandbox.request("GET", "/api/v1/inventories", headers=named(host))
    assert answer.status == 401


@pytest.mark.parametrize("host", ["xapi.wholecell.io", "retailcrm.ru", "a.b.retailcrm.ru"])
def test_a_host_that_is_only_like_a_vendors_is_none(sandbox: Sandbox, host: str) -> None:
    answer = sandbox.request("GET", "/api/v1/inventories", headers=named(host))
    assert (answer.status, "nothing at /api" in answer.text) == (404, True)


def test_nothing_else_answers_under_a_vendors_host(sandbox: Sandbox) -> None:
    for path in ("/_sim/health", "/w/default/_sim/health", "/retailcrm/api/api-versions"):
        answer = sandbox.request("GET", path, headers=named("api.wholecell.io"))
        assert answer.status == 404
        assert "error" in answer.json()
        assert "worlds" not in answer.text


def test_urls_in_answers_have_the_vendors_host(sandbox: Sandbox) -> None:
    env = sandbox.request("GET", "/_sim/env").json()
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    headers = named("my.wherefour.com")
    answer = sandbox.request("GET", "/api/v1/inventory", headers=headers, auth=auth)
    assert answer.headers["link"].startswith(f"<{LINK.replace('https', 'http')}")


def host_of(*simulators: Simulator) -> Host:
    return Host(simulators, {})


def with_hosts(simulator: Simulator, *hosts: str) -> Simulator:
    return replace(simulator, apis=tuple(replace(api, hosts=hosts) for api in simulator.apis))


def test_of_two_apis_of_a_host_the_longest_path_answers() -> None:
    by_name = {simulator.name: simulator for simulator in SIMULATORS}
    host = host_of(
        with_hosts(by_name["retailcrm"], "www.both.example"),
        with_hosts(by_name["wholecell"], "www.both.example"),
    )
    assert host.vendor_hosts.find("www.both.example", "/api/v1/inventories") == "wholecell"
    assert host.vendor_hosts.find("www.both.example", "/api/v10/inventories") == "retailcrm"
    assert host.vendor_hosts.find("www.both.example", "/elsewhere") == "retailcrm"


def test_two_apis_with_one_host_and_one_path_are_an_error_at_the_start() -> None:
    by_name = {simulator.name: simulator for simulator in SIMULATORS}
    with pytest.raises(ValueError, match="would both answer at www.both.example/api"):
        host_of(
            with_hosts(by_name["retailcrm"], "www.both.example"),
            with_hosts(by_name["whiplash"], "www.both.example"),
        )
