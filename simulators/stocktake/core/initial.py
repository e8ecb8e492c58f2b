"""Initial images: a world as it begins, made once per WorldConfig, or continued from a file."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from . import journal, kept_images, store
from .clock import wall_now
from .config import WorldConfig, WorldSettings
from .images import Image
from .seed_file import Goods
from .simulator import Simulator
from .world import World

# What a file has fixed for good; how its clock moves may still be changed.
FIXED_BY_FILE = ("seed", "scale", "seed_set", "now", "quirks", "seed_file")

_kept: dict[tuple[object, ...], Image] = {}
_HOUR = 3_600_000
_MOST_KEPT = 16  # images of some megabytes each


def initial_world(simulators: Sequence[Simulator], config: WorldConfig, *, name: str) -> World:
    """Return a new world of this configuration; ValueError as for `initial_image`."""
    world = World(initial_image(simulators, config), simulators, name=name)
    if config.clock == "flowing" and config.start is not None:
        world.clock.set(config.start)  # it flows from now on, not since the image was made
    return world


def initial_image(simulators: Sequence[Simulator], config: WorldConfig) -> Image:
    """Return a world of this configuration as it begins.

    It is kept for the next world of the same configuration, and for those of later processes
    (`kept_images`). One that begins at the present was seeded when the hour began, and its clock
    has gone on since. ValueError for a quirk that there is not, or a value that it cannot have.
    """
    start = wall_now() // _HOUR * _HOUR if config.start is None else config.start
    # The seed function is part of the key: a test may replace a simulator under the same name.
    whose = tuple((s.name, s.schema, s.seed) for s in simulators)
    key = (whose, repr(config), start)
    if key not in _kept:
        make = _with_quirks if config.quirks else _found_or_seeded
        image = make(simulators, config, start)
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = image
    return _kept[key]


def _found_or_seeded(simulators: Sequence[Simulator], config: WorldConfig, start: int) -> Image:
    key = kept_images.key_of(simulators, config, start)
    if key is None:
        return _seeded(simulators, config, start)
    image = kept_images.find(key)
    if image is None:
        image = _seeded(simulators, config, start)
        kept_images.keep(key, image)
    return image


def _with_quirks(simulators: Sequence[Simulator], config: WorldConfig, _start: int) -> Image:
    """Return the same world as without quirks, with them: they change nothing that is seeded.

    So a test with a quirk of its own does not wait until weeks of business are made anew.
    """
    usual = initial_image(simulators, replace(config, quirks={}))
    world = World(usual, simulators, name="initial")
    try:
        _set_quirks(world, config)
        return world.image()
    finally:
        world.close()


def _seeded(simulators: Sequence[Simulator], config: WorldConfig, start: int) -> Image:
    with closing(store.blank(simulators)) as db:
        db.execute(
            "INSERT INTO world (id, seed, now, mode, tick, factor, anchor, wall)"
            " VALUES (1, ?, ?, 'manual', ?, 1.0, ?, ?)",
            (config.seed, start, config.tick, start, start),
        )
        blank = Image.of(db)
    world = World(blank, simulators, name="initial")
    try:
        goods = Goods(config, simulators)
        with world.turn(tick=False):
            for simulator in simulators:
                simulator.seed(world, config, goods.seen_by(simulator.name))
            goods.place_orders(world, simulators)
            _set_quirks(world, config)
            world.db.execute("DELETE FROM ledger")
        world.db.execute(
            "UPDATE world SET mode = ?, idle = ?, turn = 0, now = ?",
            (config.clock, config.idle_advance, start),
        )
        journal.keep(world, config.journal or None)
        world.db.execute("VACUUM")  # every test's world is a copy of this
        return world.image()
    finally:
        world.close()


def _set_quirks(world: World, config: WorldConfig) -> None:
    for name, value in config.quirks.items():
        try:
            world.set_quirk(name, value)
        except KeyError:
            known = [f"{s.name}.{q.name}" for s in world.simulators.values() for q in s.quirks]
            there_are = ", ".join(known) or "none"
            raise ValueError(f"there is no quirk {name!r}; there are {there_are}") from None


def open_file(path: Path, simulators: Sequence[Simulator], settings: WorldSettings) -> World:
    """Return the world that lives in a file; one with these settings when the file is not there.

    An existing file is continued: what it has fixed must not be given again, `clock`, `tick` and
    `idle_advance` change how its time moves from now on. ValueError in one line where that cannot
    be.
    """
    db, found = store.lock(path)
    try:
        if not found:
            image = initial_image(simulators, WorldConfig(**settings))
            return World(store.fill(db, path, initial=image), simulators, name="default")
        for name in FIXED_BY_FILE:
            if name in settings:
                raise ValueError(
                    f"{path} exists already, and {name.replace('_', '-')} is for a new world only:"
                    " leave it out, or use another file"
                )
        file = store.continue_(db, path, simulators=simulators)
        world = World(file, simulators, name="default")
        if settings:
            world.clock.configure(
                mode=settings.get("clock"),
                tick=settings.get("tick"),
                idle=settings.get("idle_advance"),
            )
        if "journal" in settings:
            journal.keep(world, settings["journal"] or None)
        return world
    except OSError as error:
        db.close()
        raise ValueError(f"{path}: {error.strerror}") from None
    except sqlite3.Error as error:
        db.close()
        raise ValueError(store.reason(error, path)) from None
    except BaseException:
        db.close()
        raise
