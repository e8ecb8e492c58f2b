"""How WholeCell spells things: times in the account's zone, pages, single objects.

Source: docs/reference/wholecell.md 1.3, 1.4, 2.3.
"""

from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.iso8601 import read_time, restore_plus, spell_time
from stocktake.rules.paging import page_of


def zone(world: World) -> str:
    """Return the account's zone: ask once a reply, not once a time."""
    return str(world.value("SELECT zone FROM wholecell_account"))


def instant(milliseconds: int | None, zone: str) -> str | None:
    """Spell a world time as `2025-11-11T13:48:09.538-05:00`; null stays null (1.4)."""
    return spell_time(milliseconds, ZoneInfo(zone), timespec="milliseconds")


def moment(text: str, zone: str) -> int | None:
    """Return an ISO 8601 time as world time, in the account's zone when it names none.

    None for what cannot be read: this API ignores what it does not understand.
    """
    try:
        return read_time(restore_plus(text.strip()), ZoneInfo(zone))
    except ValueError:
        return None


def single(world: World, shown: dict[str, Any], *, status: int = 200) -> Reply:
    """Return one object as the answer: bare, or wrapped as the quirk has it (2.3)."""
    data = {"data": shown} if world.quirk("wholecell.wrapped_object") else shown
    return Reply(status, data)


def render(call: Call, page: Page) -> Reply:
    """Return a page as `{data, page, pages}`, nothing else; no row is one page (1.3)."""
    last = page_of(page.number, page.size, total=page.total).last
    return Reply(data={"data": page.rows, "page": page.number, "pages": last})
