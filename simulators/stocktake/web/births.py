"""How the worlds of a Sandbox begin: born of a recipe, or continued from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stocktake.core import journal, store
from stocktake.core.catalogue import load
from stocktake.core.clock import parse_instant
from stocktake.core.images import Image
from stocktake.core.simulator import Seeding, Simulator
from stocktake.core.world import World

SEED_SETS = {
    "documented": frozenset({"documented"}),
    "catalogue": frozenset({"catalogue"}),
    "both": frozenset({"documented", "catalogue"}),
    "shelf": frozenset({"catalogue"}),
}
_SMALL = "shelf"
"""The set of which only a few goods are taken."""
# A manual clock that nobody set starts here, so that two runs of a test see the same time.
MANUAL_START = "2026-01-05T09:00:00Z"

Recipe = Mapping[str, Any]
# Where nobody says otherwise; without `now`, a flowing clock starts at the present.
PLAIN: Recipe = {
    "seed": 1, "scale": 1, "seed_set": "both", "now": None, "clock": "manual", "tick": 1,
    "journal": journal.MOST_ROWS,
}  # fmt: skip
# What a file has settled for good; how its clock moves may still be changed.
SETTLED = ("seed", "scale", "seed_set", "now")

_births: dict[tuple[Any, ...], Image] = {}
_MOST_BIRTHS = 16  # images of some megabytes each


def birth(simulators: Sequence[Simulator], recipe: Recipe) -> Image:
    """Return what a world of this recipe is at birth; ValueError for one that cannot be.

    Kept for the next world of the same recipe, unless that begins at the present.
    """
    if recipe["seed_set"] not in SEED_SETS:
        raise ValueError(f"seed set {recipe['seed_set']!r}; there are {', '.join(SEED_SETS)}")
    now = recipe["now"]
    if now is None and recipe["clock"] == "manual":
        now = MANUAL_START
    if now is None:
        return _seeded(simulators, recipe, None)
    whose = tuple((s.name, s.schema, s.seed) for s in simulators)
    key = (whose, now, *(recipe[name] for name in PLAIN if name != "now"))
    if key not in _births:
        while len(_births) >= _MOST_BIRTHS:
            del _births[next(iter(_births))]
        _births[key] = _seeded(simulators, recipe, parse_instant(now))
    return _births[key]


def _seeded(simulators: Sequence[Simulator], recipe: Recipe, now: int | None) -> Image:
    world = World.born(
        simulators,
        Seeding(
            catalogue=load(recipe["scale"], shelf=recipe["seed_set"] == _SMALL),
            sets=SEED_SETS[recipe["seed_set"]],
        ),
        seed=recipe["seed"],
        now=now,
        mode=recipe["clock"],
        tick=recipe["tick"],
    )
    try:
        journal.keep(world, recipe["journal"] or None)
        return world.image()
    finally:
        world.close()


def from_file(path: Path, simulators: Sequence[Simulator], given: Recipe) -> World:
    """Return the world that lives in a file, born of what is given when the file is not there.

    An existing one is continued; what it has settled must not be given again, `clock` and `tick`
    change how its time moves from now on. ValueError in one line where that cannot be.
    """
    db, found = store.lock(path)
    try:
        if not found:
            image = birth(simulators, {**PLAIN, **given})
            return World(store.fill(db, path, birth=image), simulators, name="default")
        for name in SETTLED:
            if name in given:
                raise ValueError(
                    f"{path} is there already, so {name.replace('_', '-')} cannot be chosen any"
                    " more: leave it out, or take another file"
                )
        file = store.continue_(db, path, simulators=simulators)
        world = World(file, simulators, name="default")
        if given:
            world.clock.configure(mode=given.get("clock"), tick=given.get("tick"))
        if "journal" in given:
            journal.keep(world, given["journal"] or None)
        return world
    except OSError as error:
        db.close()
        raise ValueError(f"{path}: {error.strerror}") from None
    except BaseException:
        db.close()
        raise
