"""Jobs: deferred work on the world's clock, each in its own turn, in the order of due times."""

from dataclasses import replace

import pytest
from stocktake.core import jobs, journal
from stocktake.core.ratelimit import wait_for, wait_for_room
from stocktake.core.world import World
from stocktake.vendors.retailcrm import SIMULATOR as RETAILCRM
from stocktake.web.sandbox import Sandbox


def report(world: World, name: str, again: int = 0) -> None:
    world.note("retailcrm", "shown", sku=name)
    if again:
        later = world.now + again
        jobs.schedule(world, "retailcrm", "report", due=later, arguments={"name": name + "+"})


def failing(world: World) -> None:
    world.note("retailcrm", "shown", sku="never")
    raise ZeroDivisionError("ours")


def with_jobs() -> Sandbox:
    """A sandbox whose RetailCRM has two jobs, written for this test."""
    worker = replace(RETAILCRM, jobs={"report": report, "failing": failing})
    return Sandbox((worker,), now="2026-01-31T09:00:00Z")


def schedule(sandbox: Sandbox, job: str, after: int, **arguments: object) -> None:
    world = sandbox.world()
    with world.turn(tick=False):
        jobs.schedule(world, "retailcrm", job, due=world.now + after, arguments=arguments)


def test_advance_runs_what_falls_due_in_order_and_returns_it() -> None:
    sandbox = with_jobs()
    schedule(sandbox, "report", 7_200_000, name="late")
    schedule(sandbox, "report", 60_000, name="early")
    schedule(sandbox, "report", 99_999_999, name="too late")
    happened = sandbox.advance("2h")["happened"]
    assert [(h["name"], h["due"]) for h in happened] == [
        ("report", "2026-01-31T09:01:00.000Z"),
        ("report", "2026-01-31T11:00:00.000Z"),
    ]
    rows = journal.entries(sandbox.world())
    assert [(row["kind"], row["note"].get("name")) for row in rows] == [
        ("job", "early"), ("job", "late"), ("clock", None),
    ]  # fmt: skip
    assert [row["seq"] for row in rows] == [h["seq"] for h in happened] + [rows[-1]["seq"]]


def test_a_job_sees_the_time_at_which_it_fell_due() -> None:
    sandbox = with_jobs()
    schedule(sandbox, "report", 60_000, name="x")
    sandbox.advance("2h")
    (line,) = sandbox.request("GET", "/_sim/ledger").json()["entries"]
    assert line["at"] == journal.entries(sandbox.world())[0]["at"]
    assert journal.entries(sandbox.world())[-1]["at"] - line["at"] == 7_140_000


def test_a_job_that_a_job_schedules_runs_in_the_same_advance() -> None:
    sandbox = with_jobs()
    schedule(sandbox, "report", 1_000, name="x", again=1_000)
    assert len(sandbox.advance("5s")["happened"]) == 2


def test_a_due_job_runs_before_the_next_exchange() -> None:
    sandbox = with_jobs()
    schedule(sandbox, "report", 0, name="x")
    sandbox.request("GET", "/retailcrm/api/api-versions")
    assert [row["kind"] for row in journal.entries(sandbox.world())] == ["job", "exchange"]


def test_a_job_that_fails_leaves_no_trace_but_its_row_and_is_raised_in_the_test() -> None:
    sandbox = with_jobs()
    schedule(sandbox, "failing", 0)
    with pytest.raises(ZeroDivisionError):
        sandbox.request("GET", "/retailcrm/api/api-versions")
    assert sandbox.request("GET", "/_sim/ledger").json()["entries"] == []
    assert journal.entries(sandbox.world())[0]["note"] == {"bug": "ZeroDivisionError: ours"}


def test_a_job_that_nobody_has_is_refused() -> None:
    with pytest.raises(KeyError, match="no job 'nothing'"):
        schedule(with_jobs(), "nothing", 0)


def test_a_rate_limit_counts_per_key_and_window_of_the_worlds_clock() -> None:
    world = Sandbox([], now="2026-01-31T09:00:00Z", tick=0).world()
    with world.turn():
        waits = [wait_for(world, "a", limit=2, window=1_000) for _ in range(4)]
        assert waits == [0, 0, 1_000, 1_000]
        assert wait_for(world, "b", limit=2, window=1_000) == 0
        world.now += 400
        assert wait_for(world, "a", limit=2, window=1_000) == 600
        world.now += 600
        assert wait_for(world, "a", limit=2, window=1_000) == 0


def test_a_leaky_bucket_holds_calls_per_key_and_loses_them_by_the_worlds_clock() -> None:
    world = Sandbox([], now="2026-01-31T09:00:00Z", tick=0).world()

    def wait(key: str, holds: int = 3) -> int:
        return wait_for_room(world, key, holds=holds, leaks=2, every=10_000)

    with world.turn():
        assert [wait("a") for _ in range(5)] == [0, 0, 0, 10_000, 10_000]
        assert wait("b") == 0
        world.now += 4_000
        assert wait("a") == 6_000
        assert wait("a", holds=1) == 16_000  # a smaller one takes longer to have room
        world.now += 6_000
        assert [wait("a") for _ in range(3)] == [0, 0, 10_000]
        world.now += 3_600_000
        assert [wait("a") for _ in range(4)] == [0, 0, 0, 10_000]
