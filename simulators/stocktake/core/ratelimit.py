"""Rate limits on the world's clock, counted per key: windows and leaky buckets.

A quirk of the vendor switches them.
"""

from dataclasses import dataclass

from .world import World


@dataclass(frozen=True, slots=True)
class Window:
    """What a key may still do: calls that are left, and milliseconds until all are there again."""

    left: int
    ends_in: int


def wait_for(world: World, key: str, *, limit: int, window: int) -> int:
    """Count one call of `key`; return the milliseconds to wait, 0 if it is within the limit.

    The limit is `limit` calls per `window` (ms). Inside a turn; refused calls are not counted. An
    idle clock moves on by what was returned when the client comes back.
    """
    start = world.now - world.now % window
    count = world.value(
        "INSERT INTO ratelimit (key, start, count) VALUES (?1, ?2, 1)"
        " ON CONFLICT (key) DO UPDATE SET start = ?2,"
        " count = CASE WHEN start = ?2 THEN min(count + 1, ?3 + 1) ELSE 1 END RETURNING count",
        (key, start, limit),
    )
    wait = int(start + window - world.now) if count > limit else 0
    if wait:
        world.say_wait(wait)
    return wait


def wait_for_room(world: World, key: str, *, holds: int, leaks: int, every: int) -> int:
    """Put one call of `key` into a leaky bucket; return the milliseconds to wait, 0 if it fits.

    The bucket holds `holds` calls, and `leaks` of them leave it per `every` (ms). Inside a turn;
    refused calls are not counted.
    """
    row = world.find("SELECT start, count FROM ratelimit WHERE key = ?", (key,))
    start, inside = (row["start"], row["count"]) if row else (world.now, 0)
    passed = max(0, world.now - start) // every
    start, inside = start + passed * every, inside - passed * leaks
    if inside <= 0:
        start, inside = world.now, 0
    if inside >= holds:
        periods = -(-(inside - holds + 1) // leaks)
        wait = int(start + periods * every - world.now)
        world.say_wait(wait)
        return wait
    world.run(
        "INSERT INTO ratelimit (key, start, count) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (key) DO UPDATE SET start = ?2, count = ?3",
        (key, start, inside + 1),
    )
    return 0


def wait_in_window(world: World, key: str, *, limit: int, window: int) -> int:
    """Count one call of `key`; return the milliseconds to wait, 0 if it is within the limit.

    As `wait_for`, but a window begins with the first call after the last one has ended.
    """
    now = look(world, key, limit=limit, window=window)
    if not now.left:
        world.say_wait(now.ends_in)
        return now.ends_in
    world.run(
        "INSERT INTO ratelimit (key, start, count) VALUES (?1, ?2, 1)"
        " ON CONFLICT (key) DO UPDATE SET start = CASE WHEN ?2 >= start + ?3 THEN ?2 ELSE start"
        " END, count = CASE WHEN ?2 >= start + ?3 THEN 1 ELSE count + 1 END",
        (key, world.now, window),
    )
    return 0


def look(world: World, key: str, *, limit: int, window: int) -> Window:
    """Return what a key may still do in its window of `wait_in_window`; nothing is counted."""
    row = world.find("SELECT start, count FROM ratelimit WHERE key = ?", (key,))
    if row is None or world.now >= row["start"] + window:
        return Window(limit, window)
    return Window(max(0, limit - row["count"]), int(row["start"] + window - world.now))


def is_on(world: World) -> bool:
    """Whether limits hold where no quirk says so: not while time stands still for who waits."""
    return not world.clock.stands_still
