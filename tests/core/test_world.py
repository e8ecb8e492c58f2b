"""The World: turns that are all or nothing, attempts that leave no trace, forks and resets."""

import asyncio
from contextlib import closing

import pytest
from stocktake import SIMULATORS
from stocktake.core import journal, outbox
from stocktake.core.config import WorldConfig
from stocktake.core.errors import NotFound
from stocktake.core.images import Image
from stocktake.core.initial import initial_image
from stocktake.web.sandbox import ConnectionCut, Sandbox


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


def test_a_reset_goes_back_to_the_beginning_and_starts_an_empty_journal() -> None:
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
    image = world.image()
    content = image.content
    # Where SQLite keeps user_version.
    other = Image(content[:60] + (99).to_bytes(4, "big") + content[64:])
    with pytest.raises(ValueError, match="version 99"):
        world.restore(other)
    assert world.image() == image


def test_an_image_is_kept_while_nothing_changes() -> None:
    world = Sandbox(SIMULATORS).world()
    image = world.image()
    assert world.image() is image
    with pytest.raises(RuntimeError), world.turn():
        raise RuntimeError
    assert world.image() == image
    world.run("UPDATE world SET tick = 7")
    changed = world.image()
    assert changed != image
    world.db.execute("CREATE INDEX i ON ledger (sku)")
    assert world.image() != changed


def test_a_restore_after_a_restore_sees_the_right_world() -> None:
    """Two connections can have the same number of changes and different rows."""
    world = Sandbox([]).world()
    first = world.image()
    world.run("UPDATE world SET tick = 7")
    second = world.image()
    fork = world.fork("w1")
    world.restore(first)
    assert world.image() == first
    world.run("UPDATE world SET tick = 8")
    assert world.fork("w2").value("SELECT tick FROM world") == 8
    world.restore(second)
    assert world.value("SELECT tick FROM world") == 7
    assert fork.value("SELECT tick FROM world") == 7


def test_a_restored_world_is_another_connection_and_the_old_one_serves_the_next() -> None:
    world = Sandbox([]).world()
    old = world.db
    world.restore(world.image())
    assert world.db is not old
    world.restore(world.image())
    assert world.db is old


def test_every_table_of_the_core_goes_along_with_a_fork_or_stays_behind() -> None:
    """A new table in schema.sql needs a decision here, in store.py and in docs/worlds.md."""
    along = {"world", "chance", "quirk", "job", "ratelimit", "journal_state", "route"}
    behind = {"journal", "body", "ledger", "fault", "outbox", "attempt", "waiting"}
    with Sandbox(SIMULATORS) as sandbox:
        tables = {
            row["name"]
            for row in sandbox.world().all("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row["name"].startswith("sqlite_")
            and row["name"].partition("_")[0] not in {simulator.name for simulator in SIMULATORS}
        }
        assert tables == along | behind
        sandbox.fault("wherefour", "*", "lost_reply")
        sandbox.event("wherefour", "receive_stock", sku="SK0001", count=1, location="NORW")
        long = "x" * 40_000
        auth = ("tony@abcproduct.example", "wherefour-demo")
        path = "/wherefour/api/v1/customers"
        with pytest.raises(ConnectionCut):
            sandbox.request("POST", path, json={"display_name": "X", "note": long}, auth=auth)
        world = sandbox.world()
        with world.turn():
            outbox.put(world, "retailcrm", "activity", url="http://127.0.0.1:9", fields={})
            world.insert("waiting", client="c", until=1, told=1)
            outbox.attempted(world, outbox.first(world), status=None, reason="no", applied=None)
        fork = world.fork("w1")
        for table in behind:
            assert world.value(f"SELECT count(*) FROM {table}") > 0, table
            assert fork.value(f"SELECT count(*) FROM {table}") == 0, table
        assert fork.value("SELECT kept_rows + kept_bytes + dropped FROM journal_state") == 0
        assert len(fork.image().content) <= len(world.image().content)


def test_a_fork_does_not_carry_the_room_of_a_long_history() -> None:
    world = Sandbox([]).world()
    small = len(world.image().content)
    for _ in range(200):
        with world.turn():
            journal.record(world, "event", note={"text": "x" * 5_000})
    assert len(world.image().content) > 10 * small
    assert len(world.fork("w1").image().content) < 2 * small


def test_whoever_waits_for_a_world_that_is_let_go_is_told_so() -> None:
    world = Sandbox([]).world()

    async def wait() -> None:
        async with world.queue:
            raise AssertionError("a turn of a world that is gone")

    async def let_go() -> None:
        async with world.queue:
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0)
            world.close()
        with pytest.raises(NotFound, match="no world 'default' any more"):
            await waiting

    asyncio.run(let_go())


def test_a_world_with_quirks_is_the_usual_one_but_for_them() -> None:
    def rows(quirks: dict[str, bool | int]) -> set[str]:
        config = WorldConfig(seed_set="shelf", now="2026-03-02T09:00:00Z", quirks=quirks)
        with closing(initial_image(SIMULATORS, config).connect()) as db:
            return set(db.iterdump())

    (quirk,) = rows({"wholecell.most_per_page": 5}) ^ rows({})
    assert quirk.startswith('INSERT INTO "quirk"')
    assert "'most_per_page'" in quirk


def test_unknown_quirks_and_impossible_values_are_refused() -> None:
    world = Sandbox(SIMULATORS).world()
    with pytest.raises(KeyError):
        world.quirk("nobody.nothing")
    with pytest.raises(ValueError, match="can be"):
        world.set_quirk("wherefour.hand_pick", "sometimes")
