"""Who may come to the control plane: programs on this machine, and no page of a foreign site."""

import json
import socket

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
from stocktake.web.sandbox import Sandbox

from tests.sockets import journal, say
from tests.support import Listening

OUR_PORT = "8700"


def ask(url: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{url}/_sim/clock", headers=named)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "10.9.8.7", "wholecell.example",
     "127.0.0.1.evil.example", "[2001:db8::1]:80", "notlocalhost"],
)  # fmt: skip
def test_a_foreign_host_is_403_in_one_sentence(listening: Listening, host: str) -> None:
    answer = ask(listening.url, Host=host)
    assert answer.status_code == 403
    message = answer.json()["error"]["message"]
    assert "\n" not in message
    assert "--allow-host" in message
    # A foreign name changes nothing either, in the default world or another.
    for path in ("/_sim/clock/advance", "/w/default/_sim/clock/advance"):
        refused = httpx.post(f"{listening.url}{path}", json={"by": "2h"}, headers={"Host": host})
        assert refused.status_code == 403
    assert ask(listening.url).json()["now"] == "2026-01-05T09:00:00.000Z"


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:99", "localhost.", "127.0.0.1", "127.8.8.8:1", "[::1]:8700",
     "anything.localhost"],
)  # fmt: skip
def test_this_machine_is_no_foreign_host(listening: Listening, host: str) -> None:
    at = "" if host != "anything.localhost" else "/w/default"
    answer = httpx.get(f"{listening.url}{at}/_sim/clock", headers={"Host": host})
    # A label before .localhost names an Api; that there is none is no matter of the door.
    assert answer.status_code == (404 if host == "anything.localhost" else 200)


def test_the_name_and_the_address_of_this_machine_are_its_own(listening: Listening) -> None:
    assert ask(listening.url, Host=socket.gethostname()).status_code == 200
    assert ask(listening.url, Host=f"{socket.gethostname()}:{OUR_PORT}").status_code == 200
    with Sandbox([]) as sandbox, sandbox.listening("0.0.0.0") as url:
        assert httpx.get(f"{url}/_sim/clock").status_code == 200


def test_a_host_that_is_allowed_comes_in_and_its_pages_too() -> None:
    with Sandbox([], allow_hosts=["Fakes.Example"]) as sandbox, sandbox.listening() as url:
        assert ask(url, Host="fakes.example:8700").status_code == 200
        assert ask(url, Origin="https://fakes.example").status_code == 200
        assert ask(url, Host="other.example").status_code == 403
        assert ask(url, Origin="https://other.example").status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost.evil.example", "chrome-extension://abc",
     "file://", "http://[", "", "http://127.0.0.1, https://evil.example"],
)  # fmt: skip
def test_a_page_of_a_foreign_origin_is_403(listening: Listening, origin: str) -> None:
    answer = ask(listening.url, Origin=origin)
    assert answer.status_code == 403
    assert "another origin" in answer.json()["error"]["message"]


def test_a_page_of_this_machine_may_ask_and_a_cross_site_one_may_not(listening: Listening) -> None:
    assert ask(listening.url, Origin="http://localhost:3000").status_code == 200
    assert ask(listening.url, Origin=listening.url, Sec_Fetch_Site="same-origin").status_code == 200
    assert ask(listening.url, Sec_Fetch_Site="none").status_code == 200
    answer = ask(listening.url, Sec_Fetch_Site="cross-site")
    assert answer.status_code == 403
    assert "other sites" in answer.json()["error"]["message"]
    both = ask(listening.url, Origin="http://localhost:3000", Sec_Fetch_Site="cross-site")
    assert both.status_code == 403


def test_a_form_that_a_foreign_page_sends_changes_nothing(listening: Listening) -> None:
    """The request of a browser without a question beforehand: a text body that holds JSON."""
    simple = {"Content-Type": "text/plain", "Origin": "https://evil.example"}
    body = json.dumps({"sql": "SELECT 1"})
    answer = httpx.post(f"{listening.url}/_sim/sql", content=body, headers=simple)
    assert answer.status_code == 403


def test_curl_stays_as_it_is(listening: Listening) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "curl/8"}
    asked = httpx.post(f"{listening.url}/_sim/clock/advance", content='{"by": "1h"}', headers=form)
    assert asked.json()["now"] == "2026-01-05T10:00:00.000Z"


def test_the_apis_of_vendors_answer_whatever_host_and_page_asks(listening: Listening) -> None:
    headers = {"Host": "warehouse.example", "Origin": "https://shop.example"}
    answer = httpx.get(f"{listening.url}/wherefour/api/v1/inventory", headers=headers)
    assert answer.status_code == 401  # the vendor's own no


@pytest.mark.parametrize("lane", LANES)
def test_health_needs_no_token_but_the_right_door(lane: str) -> None:
    with Sandbox([], token="secret", lane=lane) as sandbox, sandbox.listening() as url:
        assert httpx.get(f"{url}/_sim/health").json()["status"] == "ok"
        assert ask(url).status_code == 401
        foreign = httpx.get(f"{url}/_sim/health", headers={"Host": "evil.example"})
        assert foreign.status_code == 403


def test_a_look_at_health_is_no_attempt_at_the_control_plane() -> None:
    with Sandbox([], token="secret") as sandbox, sandbox.listening() as url:
        sandbox.host.keeps_watch = True
        httpx.get(f"{url}/_sim/health")
        ask(url)
        with_token = {"Authorization": "Bearer secret"}
        rows = httpx.get(f"{url}/_sim/journal", headers=with_token).json()["entries"]
        assert [row["path"] for row in rows] == ["/_sim/clock"]


BROKEN = [
    "a b", "a:b", "a:99999", "[::1", "[zz]:80", "a/b", "a?b", "user@host", "h\xf6st", "", ":80",
    "[1.2.3]", "a:80:80",
]  # fmt: skip


@pytest.mark.parametrize("host", BROKEN)
@pytest.mark.parametrize("path", ["/_sim/clock", "/wherefour/api/v1/inventory", "/nothing"])
def test_a_broken_host_header_is_400(listening: Listening, host: str, path: str) -> None:
    message = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answer = say(listening.url, message.encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1 400 ")
    if path != "/nothing":
        assert b"Host header" in answer


def test_no_host_two_hosts_and_an_old_client_without_one(listening: Listening) -> None:
    none = b"GET /_sim/clock HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert say(listening.url, none).startswith(b"HTTP/1.1 400 ")
    two = b"GET /_sim/clock HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n"
    assert say(listening.url, two).startswith(b"HTTP/1.1 400 ")
    old = b"GET /_sim/clock HTTP/1.0\r\n\r\n"
    assert b" 200 " in say(listening.url, old).splitlines()[0]


def test_a_broken_host_of_a_vendors_request_is_in_its_envelope_and_in_the_journal() -> None:
    with Sandbox(SIMULATORS) as sandbox, sandbox.listening() as url:
        for simulator in SIMULATORS:
            for api in simulator.apis:
                asked = f"GET /{api.name}/x HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"
                assert say(url, asked.encode()).startswith(b"HTTP/1.1 400 ")
        rows = journal(url, kind="exchange")
        assert {row["simulator"] for row in rows} == {s.name for s in SIMULATORS}
        assert {row["status"] for row in rows} == {400}
