"""Who calls, and how often. Source: docs/reference/channels.md §4.1."""

import base64
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Response, Sandbox

from tests.shipstation.conftest import BASE, NOW, Ship

HEADERS = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")


def limits(answer: Response) -> tuple[str, ...]:
    return tuple(answer.headers[name] for name in HEADERS)


@pytest.fixture
def limited(ship: Ship) -> Ship:
    ship.sandbox.set_quirk("shipstation.rate_limit", "on")
    return ship


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic bm9ib2R5OnNlY3JldA=="},
        {"Authorization": "Bearer 3f1c07a86be94c1d8f2e5d60b7a9c412"},
        {"Authorization": "Basic ???"},
    ],
)
def test_missing_and_wrong_credentials_are_the_same_401(
    ship: Ship, headers: dict[str, str]
) -> None:
    """§4.1."""
    answer = ship.sandbox.request("GET", f"{BASE}/orders", headers=headers)
    assert (answer.status, list(answer.json())) == (401, ["message"])


def test_a_partner_header_changes_nothing(ship: Ship) -> None:
    """§4.1."""
    answer = ship.send("GET", "/orders", headers={"x-partner": "someone"})
    assert answer.json() == ship.get("/orders")


def test_a_ready_base64_string_is_a_credential(ship: Ship) -> None:
    """§7: one client is given key:secret in base64 and sends it as it is."""
    ready = base64.b64encode(":".join(ship.auth).encode()).decode()
    headers = {"Authorization": f"Basic {ready}"}
    assert ship.sandbox.request("GET", f"{BASE}/stores", headers=headers).status == 200


def test_the_41st_call_of_a_minute_is_refused_in_text_and_nothing_is_done(limited: Ship) -> None:
    """§4.1."""
    for left in range(39, -1, -1):
        assert limits(limited.send("GET", "/stores")) == ("40", str(left), "60")
    limited.sandbox.advance("18.5s")
    refused = limited.send("POST", "/orders/createorder", 429, json={})
    assert (refused.text, refused.headers["content-type"]) == ("Too Many Requests", "text/plain")
    assert limits(refused) == ("40", "0", "42")  # seconds, neither milliseconds nor an instant
    limited.sandbox.advance("41s")
    assert limited.send("GET", "/stores", 429).headers["x-rate-limit-reset"] == "1"
    limited.sandbox.advance("1s")
    assert limits(limited.send("GET", "/stores")) == ("40", "39", "60")


def test_the_minute_begins_with_the_first_call_after_the_last_one(limited: Ship) -> None:
    """§4.1 [decide]: so that Reset tells exactly how long."""
    limited.sandbox.advance("17s")
    assert limits(limited.send("GET", "/stores")) == ("40", "39", "60")
    limited.sandbox.advance("59s")
    assert limits(limited.send("GET", "/stores")) == ("40", "38", "1")
    limited.sandbox.advance("10m")
    assert limits(limited.send("GET", "/stores")) == ("40", "39", "60")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/orders/1", 404), ("GET", "/stores/refreshstore", 405),
     ("POST", "/orders/createorder", 400)],
)  # fmt: skip
def test_every_answer_has_the_headers_refusals_too(
    limited: Ship, method: str, path: str, status: int
) -> None:
    """§4.1."""
    answer = limited.send(method, path, status)
    assert answer.headers["x-rate-limit-limit"] == "40"
    nobody = limited.sandbox.request(method, BASE + path)
    assert limits(nobody) == ("40", "40", "60")  # nobody's calls are not counted


def test_an_answer_that_a_fault_gives_has_the_headers(limited: Ship) -> None:
    """§4.1."""
    limited.sandbox.fault("shipstation", "list_stores", "status", status=503)
    assert limits(limited.send("GET", "/stores", 503))[0] == "40"


def test_following_a_pointer_costs_one_of_the_forty(limited: Ship) -> None:
    """§4.4."""
    pointer = "/shipments?storeID=11&batchId=none&includeShipmentItems=False"
    assert limits(limited.send("GET", pointer))[1] == "39"


@pytest.mark.parametrize(
    ("settings", "quirk", "holds"),
    [
        ({"clock": "manual"}, "auto", False),
        ({"clock": "manual", "idle_advance": True}, "auto", True),
        ({"clock": "flowing"}, "auto", True),
        ({"clock": "flowing"}, "off", False),
        ({"clock": "manual"}, "on", True),
    ],
)
def test_the_limit_is_off_while_a_manual_clock_stands_still_unless_the_quirk_says_so(
    settings: dict[str, Any], quirk: str, holds: bool
) -> None:
    """§4.1; shipstation.rate_limit."""
    with Sandbox(SIMULATORS, seed_set="catalogue", now=NOW, **settings) as fresh:
        fresh.set_quirk("shipstation.rate_limit", quirk)
        client = Ship(fresh)
        answers = [
            fresh.request("GET", f"{BASE}/carriers", auth=client.auth).status for _ in range(40)
        ]
        assert answers == [200] * 40
        client.send("GET", "/carriers", 429 if holds else 200)


def test_an_idle_clock_moves_on_when_the_client_comes_back() -> None:
    """§4.1: by what the window still lasts."""
    with Sandbox(SIMULATORS, seed_set="catalogue", now=NOW, idle_advance=True) as fresh:
        client = Ship(fresh)
        for _ in range(40):
            client.send("GET", "/carriers")
        client.send("GET", "/carriers", 429)
        assert limits(client.send("GET", "/carriers"))[1] == "39"
