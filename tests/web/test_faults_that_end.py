"""A fault that ends the engine's process, and one that cannot strike because it is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web import LANES
from stocktake.web.sandbox import ConnectionCut, Response, Sandbox

CUSTOMERS = "/wherefour/api/v1/customers"


@pytest.fixture(params=LANES)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A fresh world in either lane."""
    with Sandbox(SIMULATORS, lane=request.param) as fresh:
        yield fresh


def create(sandbox: Sandbox, name: str, *, prefix: str = "") -> Response:
    env = sandbox.env
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    return sandbox.request("POST", prefix + CUSTOMERS, json={"display_name": name}, auth=auth)


def customers(sandbox: Sandbox, *, world: str = "default") -> list[str]:
    sql = "SELECT display_name AS name FROM wherefour_customer WHERE display_name LIKE 'Ada%'"
    return [row["name"] for row in sandbox.world(world).all(sql)]


def last_row(sandbox: Sandbox) -> dict[str, Any]:
    row: dict[str, Any] = sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    return row


@pytest.mark.parametrize(("when", "made"), [("before", []), ("after", ["Ada 2"])])
def test_the_engine_is_killed_before_or_after_its_request_is_done_and_never_answered(
    sandbox: Sandbox, when: str, made: list[str]
) -> None:
    killed: list[str] = []
    sandbox.host.on_kill = killed.append
    sandbox.fault("wherefour", "create_customer", "kill_engine", nth=2, when=when)
    assert create(sandbox, "Ada 1").status == 200
    with pytest.raises(ConnectionCut):
        create(sandbox, "Ada 2")
    assert killed == ["default"]
    assert customers(sandbox) == ["Ada 1", *made]
    row = last_row(sandbox)
    assert (row["fault"], row["delivered"]) == ("kill_engine", False)
    assert row["status"] == (200 if made else None)
    assert create(sandbox, "Ada 3").status == 200
    assert killed == ["default"]


def test_the_engine_of_the_world_that_was_struck_is_killed(sandbox: Sandbox) -> None:
    killed: list[str] = []
    sandbox.host.on_kill = killed.append
    sandbox.fork("other").fault("wherefour", "*", "kill_engine")
    assert create(sandbox, "Ada").status == 200
    with pytest.raises(ConnectionCut):
        create(sandbox, "Ada B", prefix="/w/other")
    assert killed == ["other"]


def test_where_no_harness_runs_the_engine_only_the_connection_is_cut(sandbox: Sandbox) -> None:
    sandbox.fault("wherefour", "create_customer", "kill_engine")
    with pytest.raises(ConnectionCut):
        create(sandbox, "Ada")
    assert customers(sandbox) == ["Ada"]


# Interleaved events that are refused


def planted(sandbox: Sandbox) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sandbox.request("GET", "/_sim/faults").json()["faults"]
    return rows


def test_an_interleave_whose_event_is_refused_has_not_struck_and_says_why(
    sandbox: Sandbox,
) -> None:
    event = {"simulator": "retailcrm", "event": "cancel_order", "id": 987_654}
    sandbox.fault("wherefour", "create_customer", "interleave", event=event)
    assert planted(sandbox)[0]["refused"] is None
    assert create(sandbox, "Ada").status == 200
    assert customers(sandbox) == ["Ada"]
    (fault,) = planted(sandbox)
    assert (fault["seen"], fault["fired"], fault["left"]) == (1, 0, 0)
    (refused, answered) = sandbox.request("GET", "/_sim/journal").json()["entries"][-2:]
    assert (refused["kind"], refused["operation"]) == ("event", "cancel_order")
    assert fault["refused"] == refused["note"]["refused"] != ""
    assert (answered["kind"], answered["fault"], answered["delivered"]) == ("exchange", None, True)


def test_an_interleave_whose_event_happens_has_struck_and_says_nothing(sandbox: Sandbox) -> None:
    event = {"simulator": "wherefour", "event": "cycle_count", "lot_code": "WM001", "count": 3}
    sandbox.fault("wherefour", "create_customer", "interleave", event=event)
    create(sandbox, "Ada")
    (fault,) = planted(sandbox)
    assert (fault["fired"], fault["refused"]) == (1, None)
    assert last_row(sandbox)["fault"] == "interleave"
