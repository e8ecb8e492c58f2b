"""What a world remembers between turns is forgotten whenever it may no longer be true."""

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


def test_the_clock_is_read_anew_after_a_turn_that_failed(sandbox: Sandbox) -> None:
    world = sandbox.world()
    before = world.clock.read()
    with pytest.raises(ZeroDivisionError), world.turn():
        _ = 1 / 0
    assert world.clock.read() == before
    with world.turn() as number:
        assert number == 1
