"""Three ways to an API: by path, by host label, by a port of its own; and by world in each."""

import socket

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

VERSIONS = "/api/api-versions"
BASE = "http://sandbox:8700"


def key(sandbox: Sandbox) -> dict[str, str]:
    return {"X-API-KEY": sandbox.env["RETAILCRM_API_KEY"]}


def test_an_api_answers_under_its_host_label(sandbox: Sandbox) -> None:
    headers = {**key(sandbox), "Host": "retailcrm.localhost:8700"}
    assert sandbox.request("GET", VERSIONS, headers=headers).status == 200
    assert sandbox.request("GET", f"/retailcrm{VERSIONS}", headers=headers).status == 404


def test_a_world_is_named_before_the_host_label_of_an_api(sandbox: Sandbox) -> None:
    sandbox.fork("w1")
    headers = {**key(sandbox), "Host": "w1.retailcrm.localhost"}
    assert sandbox.request("GET", VERSIONS, headers=headers).status == 200
    assert sandbox.request("GET", "/w/w1/_sim/journal").json()["last"] == 1
    unknown = sandbox.request("GET", VERSIONS, headers={"Host": "w2.retailcrm.localhost"})
    assert unknown.status == 404
    assert "did you mean 'w1'" in unknown.json()["error"]["message"]


def test_an_unknown_host_label_is_said_to_be_unknown(sandbox: Sandbox) -> None:
    answer = sandbox.request("GET", VERSIONS, headers={"Host": "retailcm.localhost"})
    assert answer.status == 404
    assert "/retailcrm" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("host", "target", "base"),
    [
        ("sandbox:8700", "/wherefour/api/v1/inventory", f"{BASE}/wherefour/api/v1/inventory"),
        ("sandbox:8700", "/w/w1/wherefour/api/v1/inventory", f"{BASE}/w/w1/wherefour/api/v1"),
        ("wherefour.localhost:8700", "/api/v1/inventory", "http://wherefour.localhost:8700/api/v1"),
        ("w1.wherefour.localhost", "/api/v1/inventory", "http://w1.wherefour.localhost/api/v1"),
    ],
)
def test_absolute_urls_are_as_the_client_reached_us(
    sandbox: Sandbox, host: str, target: str, base: str
) -> None:
    sandbox.fork("w1")
    env = sandbox.env
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    answer = sandbox.request("GET", target, headers={"Host": host}, auth=auth)
    assert answer.headers["link"].startswith(f"<{base}")


def test_each_api_has_a_port_of_its_own_when_asked() -> None:
    sandbox = Sandbox(SIMULATORS)
    with sandbox.listening(port_each=True) as url:
        sandbox.fork("w1")
        env = sandbox.get_env(spelling="port")
        base = env["RETAILCRM_BASE_URL"]
        assert base.count("/") == 2
        assert base != url
        assert httpx.get(f"{base}{VERSIONS}", headers=key(sandbox)).status_code == 200
        assert httpx.get(f"{base}/w/w1{VERSIONS}", headers=key(sandbox)).status_code == 200
        assert httpx.get(f"{url}/w/w1/_sim/journal").json()["last"] == 1
        forked = httpx.get(f"{url}/w/w1/_sim/env?spelling=port").json()
        assert forked["RETAILCRM_BASE_URL"] == f"{base}/w/w1"


def test_env_spells_base_urls_in_all_three_ways() -> None:
    sandbox = Sandbox(SIMULATORS)
    with sandbox.listening(port_each=True) as url:
        port = url.rsplit(":", 1)[1]
        spelt = httpx.get(f"{url}/_sim/env?spelling=all").json()
        assert spelt["WHEREFOUR_BASE_URL"] == f"{url}/wherefour/api/v1"
        by_host = f"http://wherefour.localhost:{port}/api/v1"
        assert spelt["WHEREFOUR_BASE_URL_BY_HOST"] == by_host
        own = next(number for number, name in sandbox.ports.items() if name == "wherefour")
        assert spelt["WHEREFOUR_BASE_URL_BY_PORT"] == f"http://127.0.0.1:{own}/api/v1"
        assert httpx.get(f"{url}/_sim/env?spelling=host").json()["WHEREFOUR_BASE_URL"] == by_host


def test_without_ports_of_their_own_env_says_how_to_get_them(sandbox: Sandbox) -> None:
    answer = sandbox.request("GET", "/_sim/env?spelling=port")
    assert answer.status == 422
    assert "--port-each" in answer.json()["error"]["message"]
    spelt = sandbox.request("GET", "/_sim/env?spelling=all").json()
    assert "WHEREFOUR_BASE_URL_BY_HOST" in spelt
    assert "WHEREFOUR_BASE_URL_BY_PORT" not in spelt


def test_a_taken_port_leaves_no_socket_open() -> None:
    sandbox = Sandbox(SIMULATORS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            sandbox.bind_each("127.0.0.1", taken.getsockname()[1] - 1)
