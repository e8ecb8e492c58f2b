"""What a world remembers between turns is forgotten whenever it may no longer be true."""

from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.core import faults, jobs, journal, outbox
from stocktake.core.world import World
from stocktake.web.sandbox import Sandbox

QUIRK = "wherefour.page_size"


def plant(world: World) -> None:
    faults.plant(world, "wherefour", "*", "status", arguments={})


def strikes(world: World) -> bool:
    return faults.draw(world, "wherefour", "list_customers").kind == "status"


def test_a_fault_strikes_that_was_planted_after_there_was_known_to_be_none(
    sandbox: Sandbox,
) -> None:
    world = sandbox.world()
    assert not strikes(world)
    with world.turn():
        plant(world)
    assert strikes(world)


def test_a_row_that_is_rolled_back_was_never_there(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with pytest.raises(ZeroDivisionError), world.turn():
        plant(world)
        assert strikes(world)
        faults.clear(world)
        assert not strikes(world)  # learnt in a turn that is undone
        plant(world)
        _ = 1 / 0
    assert not strikes(world)


def test_what_was_learnt_in_an_undone_attempt_is_forgotten(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with world.turn():
        plant(world)
    with world.turn():
        with pytest.raises(ZeroDivisionError), world.attempt():
            faults.clear(world)
            world.set_quirk(QUIRK, 3)
            assert (strikes(world), world.quirk(QUIRK)) == (False, 3)
            _ = 1 / 0
        assert (strikes(world), world.quirk(QUIRK)) == (True, 25)


def test_a_restore_brings_faults_quirks_jobs_and_the_time_back(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with world.turn():
        plant(world)
        world.set_quirk(QUIRK, 3)
        jobs.schedule(
            world, "wholecell", next(iter(world.simulators["wholecell"].jobs)),
            due=world.now + 1_000_000, arguments={},
        )  # fmt: skip
    then = world.snapshot()
    world.reset()
    assert (strikes(world), world.quirk(QUIRK), jobs.next_due(world)) == (False, 25, None)
    world.clock.advance(5_000)
    world.restore(then.image)
    assert strikes(world)
    assert world.quirk(QUIRK) == 3
    assert jobs.next_due(world) is not None
    assert world.clock.read() == then.now


def test_a_callback_that_is_put_is_found_after_none_was_known(sandbox: Sandbox) -> None:
    world = sandbox.world()
    assert outbox.next_due(world) is None
    action = next(iter(world.simulators["whiplash"].callbacks))
    with world.turn():
        outbox.put(world, "whiplash", action, url="http://127.0.0.1:1/")
    assert outbox.next_due(world) == world.now


def test_a_full_journal_keeps_what_it_is_told_to_keep_row_by_row() -> None:
    with Sandbox(SIMULATORS, journal=3) as sandbox:
        world = sandbox.world()
        for _ in range(7):
            with world.turn():
                journal.record(world, "clock")
        assert [row["seq"] for row in journal.entries(world)] == [5, 6, 7]
        assert journal.extent(world) == {"last": 7, "dropped": 4}
        journal.keep(world, 2)
        for _ in range(2):
            with world.turn():
                journal.record(world, "clock")
        assert [row["seq"] for row in journal.entries(world)] == [8, 9]


def test_a_row_that_takes_the_place_of_the_oldest_counts_as_if_that_had_been_dropped() -> None:
    with Sandbox(SIMULATORS, journal=3) as sandbox:
        world = sandbox.world()
        bodies = [b"x" * size for size in (1, 20_000, 3, 40, 20_000, 5, 6, 700)]
        for number, body in enumerate(bodies):
            with world.turn():
                journal.record(world, "clock", request_body=body)
            if number == 5:
                with pytest.raises(ZeroDivisionError), world.turn():
                    journal.record(world, "clock")
                    _ = 1 / 0
            kept = journal.entries(world)
            assert [len(row["request_body"]) for row in kept] == [
                len(each) for each in bodies[max(0, number - 2) : number + 1]
            ]
            assert world.tuples("SELECT kept_rows, kept_bytes, dropped FROM journal_state") == [
                (
                    len(kept),
                    world.value("SELECT sum(size) FROM journal")
                    + world.value("SELECT coalesce(sum(length(content)), 0) FROM body"),
                    max(0, number - 2),
                )
            ]


def test_the_clock_is_read_anew_after_a_turn_that_failed(sandbox: Sandbox) -> None:
    world = sandbox.world()
    before = world.clock.read()
    with pytest.raises(ZeroDivisionError), world.turn():
        _ = 1 / 0
    assert world.clock.read() == before
    with world.turn() as number:
        assert number == 1


def test_a_clock_that_ticked_in_a_turn_that_failed_is_where_it_was(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with world.turn():
        pass
    before = (world.number, world.clock.read())
    with pytest.raises(ZeroDivisionError), world.turn():
        _ = 1 / 0
    with world.turn():
        assert (world.number, world.clock.read()) == (before[0] + 1, before[1] + 1)


def statements(world: World) -> list[str]:
    """Return a list that grows by each statement that SQLite is given."""
    seen: list[str] = []
    world.db.set_trace_callback(seen.append)
    return seen


def test_an_attempt_in_which_nothing_is_written_costs_no_savepoint(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with world.turn():
        seen = statements(world)
        with world.attempt():
            world.value("SELECT turn FROM world")
        with pytest.raises(ZeroDivisionError), world.attempt():
            _ = 1 / 0
        world.db.set_trace_callback(None)
    assert seen == ["SELECT turn FROM world"]


def contents(world: World) -> list[Any]:
    """Return the rows of the tables that the tests write."""
    tables = ("fault", "quirk", "chance", "world", "ledger")
    return [world.tuples(f"SELECT * FROM {table}") for table in tables]


@pytest.mark.parametrize(
    "write",
    [
        plant,
        faults.clear,
        lambda world: world.set_quirk(QUIRK, 3),
        lambda world: world.token("test"),
        lambda world: world.uuid("test"),
        lambda world: world.value("UPDATE world SET seed = 7 RETURNING seed"),
        lambda world: world.all("UPDATE world SET seed = 7 RETURNING seed"),
        lambda world: world.note("wherefour", "stock"),
    ],
)
def test_whatever_is_written_in_an_attempt_is_undone_with_it(sandbox: Sandbox, write: Any) -> None:
    world = sandbox.world()
    with world.turn():
        plant(world)
    with world.turn():
        before = contents(world)
        with pytest.raises(ZeroDivisionError), world.attempt(), world.attempt():
            write(world)
            assert contents(world) != before
            _ = 1 / 0
        assert contents(world) == before


def test_an_attempt_within_another_is_undone_alone(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with world.turn(), world.attempt():
        world.set_quirk(QUIRK, 3)
        with pytest.raises(ZeroDivisionError), world.attempt():
            world.set_quirk(QUIRK, 4)
            _ = 1 / 0
        assert world.quirk(QUIRK) == 3
    assert world.quirk(QUIRK) == 3


def test_a_write_that_goes_round_the_savepoint_is_found_out(sandbox: Sandbox) -> None:
    world = sandbox.world()
    with pytest.raises(AssertionError, match="written past World"), world.turn(), world.attempt():
        world.db.execute("UPDATE world SET seed = 7")
    assert world.value("SELECT seed FROM world") == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda world: world.insert("route", warehouse="a", outlet="b", place="c"),
        lambda world: world.update("wherefour_customer", 1, note="new"),
        lambda world: world.run("DELETE FROM wherefour_credit_item"),
        lambda world: world.value("UPDATE wherefour_customer SET note = 'x' RETURNING id"),
        lambda world: world.all("UPDATE wherefour_customer SET note = 'x' RETURNING id"),
        lambda world: world.restore(world.image()),
    ],
)
def test_what_was_worked_out_is_worked_out_anew_once_a_row_is_written(
    sandbox: Sandbox, write: Any
) -> None:
    world = sandbox.world()
    asked: list[int] = []
    for _ in range(2):
        world.derived("test", lambda: asked.append(1))
        sandbox.request("GET", "/wherefour/api/v1/customers")
        world.clock.advance(1000)
    assert len(asked) == 1
    write(world)
    world.derived("test", lambda: asked.append(1))
    assert len(asked) == 2
