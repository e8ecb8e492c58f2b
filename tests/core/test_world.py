"""The World: turns that are all or nothing, attempts that leave no trace, forks and resets."""

import pytest

from simulators.core import journal
from simulators.web.sandbox import Sandbox


def test_a_turn_that_raises_keeps_nothing() -> None:
    world = Sandbox([]).world()
    with pytest.raises(RuntimeError), world.turn():
        world.token("anything")
        raise RuntimeError
    assert world.all("SELECT * FROM chance") == []
    with world.turn() as number:
        assert number == 1


def test_an_attempt_that_raises_leaves_no_trace_but_its_turn_goes_on() -> None:
    world = Sandbox([]).world()
    with world.turn():
        with pytest.raises(RuntimeError), world.attempt():
            world.note("x", "stock", sku="A", delta=1)
            raise RuntimeError
        journal.record(world, "event", note={"kept": True})
    assert world.all("SELECT * FROM ledger") == []
    assert len(journal.entries(world)) == 1


def test_chance_replays_with_the_seed_and_differs_with_another() -> None:
    def draws(seed: int) -> list[str]:
        world = Sandbox([], seed=seed).world()
        with world.turn():
            return [world.token("a"), world.token("a"), world.token("b"), world.uuid("a")]

    assert draws(1) == draws(1)
    assert len(set(draws(1))) == 4
    assert not set(draws(1)) & set(draws(2))


def test_a_fork_takes_rows_clock_and_counters_along_and_leaves_history_behind() -> None:
    sandbox = Sandbox([])
    world = sandbox.world()
    with world.turn():
        first = world.token("a")
        world.note("x", "stock", sku="A", delta=1)
        journal.record(world, "event")
    fork = world.fork("other")
    assert fork.clock.read() == world.clock.read()
    assert journal.entries(fork) == []
    assert fork.all("SELECT * FROM ledger") == []
    with fork.turn() as number:
        assert number == 1
        assert fork.token("a") != first
    assert len(journal.entries(world)) == 1


def test_a_reset_goes_back_to_birth_and_starts_an_empty_journal() -> None:
    world = Sandbox([]).world()
    born = world.clock.read()
    with world.turn():
        first = world.token("a")
        journal.record(world, "event")
    world.reset()
    assert world.clock.read() == born
    assert journal.entries(world) == []
    with world.turn():
        assert world.token("a") == first


def test_a_fork_resets_to_where_it_was_forked() -> None:
    world = Sandbox([]).world()
    with world.turn():
        world.token("a")
    fork = world.fork("other")
    with fork.turn():
        fork.token("a")
    fork.reset()
    assert fork.value("SELECT drawn FROM chance WHERE purpose = 'a'") == 1


def test_no_image_is_taken_and_none_restored_inside_a_turn() -> None:
    world = Sandbox([]).world()
    image = world.image()
    with world.turn():
        with pytest.raises(AssertionError, match="inside a turn"):
            world.image()
        with pytest.raises(AssertionError, match="inside a turn"):
            world.restore(image)


def test_an_image_of_another_version_is_refused() -> None:
    world = Sandbox([]).world()
    world.db.execute("PRAGMA user_version = 99")
    with pytest.raises(ValueError, match="version 99"):
        world.restore(world.image())


def test_unknown_quirks_and_impossible_values_are_refused() -> None:
    from simulators.suite import SIMULATORS

    world = Sandbox(SIMULATORS).world()
    with pytest.raises(KeyError):
        world.quirk("nobody.nothing")
    with pytest.raises(ValueError, match="can be"):
        world.set_quirk("wherefour.hand_pick", "sometimes")
