"""Daily quotas of an application, which begin anew at midnight Pacific.

Source: docs/reference/channels.md 2.2.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from stocktake.core.clock import from_datetime, to_datetime
from stocktake.core.world import World

PACIFIC = ZoneInfo("America/Los_Angeles")
QUIRKS_OF = {
    "sell.inventory": "ebay.inventory_quota",
    "sell.fulfillment": "ebay.fulfillment_quota",
}
"""The quirk that says how many calls a resource takes in a day."""


def day_of(world: World) -> str:
    """Return today's date, Pacific."""
    return to_datetime(world.now).astimezone(PACIFIC).date().isoformat()


def next_day(world: World) -> int:
    """Return the world time of the next midnight, Pacific."""
    tomorrow = to_datetime(world.now).astimezone(PACIFIC).date() + timedelta(days=1)
    return from_datetime(datetime.combine(tomorrow, time(), PACIFIC))


def used_of(world: World, resource: str) -> int:
    """Return how many calls of a resource were made today."""
    query = "SELECT count FROM ebay_usage WHERE resource = ? AND day = ?"
    return int(world.value(query, (resource, day_of(world))) or 0)


def use(world: World, resource: str, *, most: int) -> bool:
    """Count one call of a resource, unless today's are used up: then return False.

    An idle clock moves on to the next day when the client comes back.
    """
    if used_of(world, resource) >= most:
        world.say_wait(next_day(world) - world.now)
        return False
    world.run(
        "INSERT INTO ebay_usage (resource, day, count) VALUES (?, ?, 1)"
        " ON CONFLICT (resource, day) DO UPDATE SET count = count + 1",
        (resource, day_of(world)),
    )
    return True
