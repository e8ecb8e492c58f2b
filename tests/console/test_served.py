"""The console of a server: over sockets, in threads, with the rules of every other client."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from stocktake import Sandbox
from stocktake.console.asks import asks_over_http
from stocktake.console.mount import Console

from tests.console.conftest import BEGINS
from tests.console.pages import PAGES, UI


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The URL of a server with a token."""
    with Sandbox(seed_set="shelf", token="geheim", **BEGINS) as sandbox, sandbox.listening() as url:
        sandbox.host.pages = Console(asks_over_http(url))
        yield url


@pytest.fixture
def browser(served: str) -> Iterator[httpx.Client]:
    """A browser that has been given the token."""
    with httpx.Client(base_url=served, follow_redirects=True, timeout=60) as client:
        form = {"token": "geheim", "following": "/"}
        assert client.post(f"{UI}/token", data=form).status_code == 200
        yield client


def test_the_token_is_asked_for_and_then_sent_with_every_page(
    served: str, browser: httpx.Client
) -> None:
    assert httpx.get(f"{served}{UI}").status_code == 401
    for path in PAGES:
        assert browser.get(UI + path).status_code == 200, path
    (cookie,) = {each.name for each in browser.cookies.jar}
    assert cookie == f"stocktake_token_{served.rpartition(':')[2]}"
    assert {each.path for each in browser.cookies.jar} == {"/_sim", "/w"}


def test_more_pages_at_once_than_there_are_threads_are_all_answered(browser: httpx.Client) -> None:
    with ThreadPoolExecutor(12) as many:
        answers = [*many.map(lambda path: browser.get(UI + path).status_code, PAGES * 2)]
    assert set(answers) == {200}


def test_a_foreign_name_and_a_foreign_page_are_refused_at_the_door(served: str) -> None:
    for headers in (
        {"host": "evil.example"}, {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
    ):  # fmt: skip
        answer = httpx.get(f"{served}{UI}", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/json")


def test_pages_name_the_server_as_the_browser_does(served: str, browser: httpx.Client) -> None:
    port = served.rpartition(":")[2]
    page = browser.get(f"{UI}/", headers={"host": f"localhost:{port}"}).text
    assert f"http://localhost:{port}" in page
    assert "http://127.0.0.1" not in page


def test_the_cookie_counts_for_the_pages_script_and_for_no_other_page(
    served: str, browser: httpx.Client
) -> None:
    wait = {"after": 0, "timeout": "0s"}
    own = browser.post("/_sim/journal/wait", json=wait, headers={"origin": served})
    assert own.status_code == 200
    for headers in ({}, {"origin": "http://localhost:3000"}, {"origin": "null"}):
        answer = browser.post("/_sim/journal/wait", json=wait, headers=headers)
        assert answer.status_code in (401, 403), headers
    broken = {"origin": served, "cookie": 'stocktake_token=;;;=" =;[]=x'}
    assert httpx.post(f"{served}/_sim/journal/wait", json=wait, headers=broken).status_code == 401


def test_what_a_page_loads_is_on_this_server(served: str, browser: httpx.Client) -> None:
    page = browser.get(f"{UI}/").text
    for address in re.findall(r'(?:src|href)="([^"#]+)', page):
        assert address.startswith("/"), address
    for name in ("style.css", "live.js"):
        assert browser.get(f"{UI}/static/{name}").status_code == 200


def test_a_sandbox_that_has_gone_is_a_page_that_says_so() -> None:
    console = Console(asks_over_http("http://127.0.0.1:1"))
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": UI, "PATH_INFO": "/", "SERVER_NAME": "localhost",
        "SERVER_PORT": "1", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost:1",
        "wsgi.url_scheme": "http", "QUERY_STRING": "",
    }  # fmt: skip
    body = b"".join(console(environ, lambda status, headers: said.append(status)))
    assert said == ["503 SERVICE UNAVAILABLE"]
    assert b"The sandbox has gone" in body
