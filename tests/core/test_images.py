"""Large images are shared: a world's writes are its own; it may grow, and close early."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from stocktake import SIMULATORS
from stocktake.core import images, store
from stocktake.core.images import Image
from stocktake.core.world import World
from stocktake.web.sandbox import Sandbox


@pytest.fixture
def world() -> Iterator[World]:
    with Sandbox(SIMULATORS, scale=20) as sandbox:
        world = sandbox.world()
        assert len(world.image().content) > images._SHARED_FROM
        world.fork("w0").close()  # an image that is used once is not shared
        yield world


def lies_in_shared_pages(db: sqlite3.Connection) -> bool:
    return isinstance(db, images.Connection) and db.pages is not None


def test_a_large_world_is_forked_and_restored_without_a_copy(world: World) -> None:
    image = world.image()
    assert not lies_in_shared_pages(World(Image(image.content), SIMULATORS, name="w1").db)
    for _ in range(2):
        fork = world.fork("w1")
        world.restore(image)
    assert lies_in_shared_pages(fork.db)
    assert lies_in_shared_pages(world.db)


def test_a_small_world_is_copied_and_holds_no_descriptor() -> None:
    assert not lies_in_shared_pages(Sandbox([]).world().fork("w1").db)


def test_worlds_in_one_image_see_nothing_of_each_other(world: World) -> None:
    first, second = world.fork("w1"), world.fork("w2")
    image = world.image()
    for fork, tick in ((first, 7), (second, 8)):
        fork.run("UPDATE world SET tick = ?", (tick,))
        fork.run("UPDATE wherefour_stock SET lot_code = ? || id", (str(tick),))
        assert fork.value("PRAGMA integrity_check") == "ok"
    assert [w.value("SELECT tick FROM world") for w in (world, first, second)] == [1, 7, 8]
    assert world.image() == image == World(image, list(SIMULATORS), name="w3").image()
    assert first.image() != second.image()


def test_a_world_in_shared_pages_grows_far_beyond_its_image(world: World) -> None:
    fork = world.fork("w1")
    size = len(world.image().content)
    fork.db.execute("CREATE TABLE much (text)")
    fork.run(
        "INSERT INTO much SELECT hex(zeroblob(1000)) FROM (WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n)"
    )
    assert fork.value("SELECT sum(length(text)) FROM much") == 40_000_000
    grown = fork.image()
    assert len(grown.content) > size + 40_000_000
    with closing(store.in_memory(grown)) as again:
        assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_world_outlives_its_image_and_the_world_it_was_forked_from(world: World) -> None:
    image = Image(world.image().content)
    dbs = [store.in_memory(image) for _ in range(2)]
    assert lies_in_shared_pages(dbs[1])
    del image
    gc.collect()
    for db in dbs:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.close()


def test_a_connection_that_nobody_closed_is_rolled_back_before_its_pages_go(world: World) -> None:
    db = store.in_memory(world.image())
    assert lies_in_shared_pages(db)
    db.execute("BEGIN")
    db.execute("UPDATE wherefour_stock SET lot_code = 'much' || id")
    del db
    gc.collect()


def test_where_pages_cannot_be_shared_they_are_copied(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.image().kin.spares.clear()
    monkeypatch.setattr(images, "_library", lambda: None)
    fork = world.fork("w1")
    assert not lies_in_shared_pages(fork.db)
    assert fork.image() == world.image()


# The connection of a world that has ended serves the next one of its image.


def test_the_next_fork_has_the_connection_of_the_last_and_nothing_that_it_wrote(
    world: World,
) -> None:
    first, image = world.fork("w1"), world.image()
    db = first.db
    for _ in range(3):
        first.run("UPDATE wherefour_stock SET lot_code = 'much' || id")
        first.run("DELETE FROM chance")
        assert first.image() != image
        first.close()
        first = world.fork("w1")
        assert first.db is db
        assert first.value("SELECT count(*) FROM wherefour_stock WHERE lot_code LIKE 'much%'") == 0
        assert first.value("PRAGMA integrity_check") == "ok"
        assert first.value("PRAGMA foreign_keys") == 1
        assert first.image() == image


def test_a_world_is_reset_in_place_however_often(world: World) -> None:
    fork = world.fork("w1")
    db, image = fork.db, fork.image()
    for tick in (7, 8):
        fork.run("UPDATE world SET tick = ?", (tick,))
        fork.db.execute(f"CREATE TABLE more{tick} (text)")
        fork.run(f"INSERT INTO more{tick} VALUES ('x')")
        fork.reset()
        assert fork.db is db
        assert fork.value("SELECT tick FROM world") == 1
        assert fork.value("SELECT count(*) FROM sqlite_master WHERE name GLOB 'more*'") == 0
        assert fork.image() == image


def test_a_connection_that_is_still_reading_is_not_used_again(world: World) -> None:
    reading = world.fork("w1")
    db = reading.db
    cursor = db.execute("SELECT * FROM wherefour_stock")
    cursor.fetchone()
    reading.close()
    assert world.fork("w2").db is not db


def test_a_world_that_has_grown_leaves_no_room_behind(world: World) -> None:
    grown, image = world.fork("w1"), world.image()
    db = grown.db
    grown.db.execute("CREATE TABLE much AS SELECT zeroblob(40000000) AS content")
    grown.close()
    next_one = world.fork("w2")
    assert next_one.db is db
    next_one.run("UPDATE world SET tick = 7")
    assert len(next_one.image().content) == len(image.content)
    assert next_one.value("PRAGMA integrity_check") == "ok"


def test_a_world_that_has_ended_reaches_no_other_world(world: World) -> None:
    ended = world.fork("w1")
    ended.close()
    other = world.fork("w2")
    for use in (lambda: ended.run("DELETE FROM quirk"), lambda: ended.clock.read(), ended.image):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            use()
    assert other.image() == world.image()


def test_an_image_keeps_few_connections_and_none_outlives_it(world: World) -> None:
    image = Image(world.image().content)
    for db in [image.take() for _ in range(images._MOST_SPARES + 3)]:
        images.give_back(db)
    assert len(image.kin.spares) == images._MOST_SPARES
    spares = list(image.kin.spares)
    del image, db
    for each in spares:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            each.execute("SELECT 1")


def test_a_flowing_clock_flows_on_after_a_restore_and_a_manual_one_stands() -> None:
    with Sandbox([], clock="flowing") as flowing, Sandbox([]) as manual:
        for sandbox, later in ((flowing, True), (manual, False)):
            world = sandbox.world()
            image, before = world.image(), world.clock.read()
            world.clock.advance(3_600_000)
            world.restore(image)
            assert (world.clock.read() >= before + 3_600_000) is later


# A world that has changed is forked for the cost of its bytes: its fork is of the same schema.


def read_all(world: World) -> list[tuple[str, int]]:
    """Return what a world reads of itself through its own connection."""
    return world.db.execute("SELECT lot_code, id FROM wherefour_stock ORDER BY id").fetchall()


def test_each_fork_of_a_world_that_changes_has_the_connection_of_the_last(world: World) -> None:
    world.fork("w1").close()
    dbs = set()
    for text in ("a", "b", "c"):
        with world.turn():
            world.run("UPDATE wherefour_stock SET lot_code = ? || id", (text,))
        fork = world.fork("w1")
        dbs.add(id(fork.db))
        assert read_all(fork) == read_all(world)
        assert fork.value("SELECT turn FROM world") == 0
        assert fork.value("PRAGMA integrity_check") == "ok"
        fork.close()
    assert len(dbs) == 1


def test_a_connection_reads_the_next_world_even_where_both_have_counted_as_many_changes(
    world: World,
) -> None:
    first, second = world.fork("w1"), world.fork("w2")
    for fork, text in ((first, "first"), (second, "other")):
        with fork.turn():
            fork.run("UPDATE wherefour_stock SET lot_code = ? || id", (text,))
    alike = first.image(), second.image()
    assert alike[0].content[24:40] == alike[1].content[24:40]
    expected = read_all(first), read_all(second)
    first.close()
    second.close()
    world.image().kin.spares[1:] = []
    for _ in range(3):
        for image, rows in zip(alike, expected, strict=True):
            image._used = False  # as if it were used first
            again = World(image, list(world.simulators.values()), name="w3")
            assert read_all(again) == rows
            assert again.image() == image
            again.close()


def test_a_world_with_another_schema_gets_no_connection_of_its_origin(world: World) -> None:
    fork = world.fork("w1")
    fork.db.execute("CREATE TABLE more (text)")
    other = fork.image()
    assert other.kin is not world.image().kin
    fork.close()
    assert World(other, list(world.simulators.values()), name="w2").all("SELECT * FROM more") == []


def test_a_shorter_world_and_a_longer_one_hand_on_connections(world: World) -> None:
    image = world.image()
    short, long = world.fork("w1"), world.fork("w2")
    with long.turn():
        for number in range(300):
            long.token(f"{number}{'x' * 3000}")
    grown = long.image()
    assert len(grown.content) > len(image.content)
    assert grown.kin is image.kin
    short.close()
    long.close()
    for each in (grown, image, grown, image):
        each._used = False
        again = World(each, list(world.simulators.values()), name="w3")
        assert again.image() == each
        assert again.value("PRAGMA integrity_check") == "ok"
        again.close()
