"""The limit of two calls a second for each App. Source: docs/reference/wholecell.md §1.1."""

from dataclasses import replace

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Response, Sandbox

from tests.wholecell.conftest import Cell


@pytest.fixture
def limited(cell: Cell) -> Cell:
    """An account with the limit on, at the start of a second."""
    cell.sandbox.set_quirk("wholecell.rate_limit", "on")
    cell.sandbox.advance("1s")
    return cell


def statuses(cell: Cell, calls: int) -> list[int]:
    return [cell.get("/inventories").status for _ in range(calls)]


def test_the_third_call_of_a_second_is_answered_429(limited: Cell) -> None:
    """§1.1, §13 scenario 2: plain text, which no JSON parser accepts."""
    assert statuses(limited, 2) == [200, 200]
    answer = limited.get("/inventories")
    assert (answer.status, answer.text) == (429, "Retry later")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["retry-after"] == "1"
    limited.sandbox.advance("1s")
    assert statuses(limited, 3) == [200, 200, 429]


def test_calls_550_ms_apart_are_never_limited(limited: Cell) -> None:
    """§1.1, §13 scenario 2: what the long-running jobs use, over 200 pages a run."""
    for _ in range(40):
        assert limited.get("/inventories").status == 200
        limited.sandbox.advance("550ms")


def test_of_six_first_pages_at_once_some_are_refused(limited: Cell) -> None:
    """§1.3, §13 scenario 2: a client that takes a 429 for an empty list shows nothing."""
    assert statuses(limited, 6) == [200, 200, 429, 429, 429, 429]


def test_each_app_is_limited_on_its_own_and_unknown_ones_are_not(limited: Cell) -> None:
    """§1.1: per App ID."""
    other = limited.app("inventory:read")
    stranger = replace(limited, auth=("nobody", "knows"))
    assert statuses(limited, 3) == [200, 200, 429]
    assert statuses(other, 3) == [200, 200, 429]
    assert statuses(stranger, 4) == [401] * 4


def test_a_refused_call_changes_nothing(limited: Cell) -> None:
    """§1.1: it comes first; a wrong secret counts for the App that it names."""
    wrong = replace(limited, auth=(limited.auth[0], "wrong"))
    assert statuses(wrong, 3) == [401, 401, 429]
    before = limited.world("SELECT count(*) AS n FROM wholecell_inventory")
    assert limited.send("POST", "/inventories", json={}).status == 429
    assert limited.world("SELECT count(*) AS n FROM wholecell_inventory") == before


def test_the_body_and_the_header_of_a_429_can_be_switched(limited: Cell) -> None:
    """§1.1: wholecell.rate_limit_body, wholecell.retry_after."""
    limited.sandbox.set_quirk("wholecell.rate_limit_body", "application/json")
    limited.sandbox.set_quirk("wholecell.retry_after", False)
    statuses(limited, 2)
    answer = limited.get("/inventories")
    assert (answer.status, answer.json()) == (429, {"error": "Retry later"})
    assert "retry-after" not in answer.headers


def test_the_limit_is_off_with_a_manual_clock_and_on_with_a_flowing_one(cell: Cell) -> None:
    """§1.1: wholecell.rate_limit is `auto` by default."""
    assert statuses(cell, 12) == [200] * 12
    with Sandbox(SIMULATORS, clock="flowing") as flowing:
        client = Cell(flowing)
        answers: list[Response] = [client.get("/inventories/1") for _ in range(8)]
        assert 429 in {answer.status for answer in answers}
        flowing.set_quirk("wholecell.rate_limit", "off")
        assert {client.get("/inventories/1").status for _ in range(8)} == {404}
