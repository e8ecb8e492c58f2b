"""Rate limits on the world's clock: fixed windows, counted per key. A quirk switches them."""

from .world import World


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


def is_on(world: World) -> bool:
    """Whether limits hold where no quirk says so: not while time stands still for who waits."""
    return bool(world.value("SELECT mode = 'flowing' OR idle FROM world"))
