"""How WholeCell spells and reads values: times, texts, single objects, pages.

Source: docs/reference/wholecell.md 1.3, 1.4, 2.3.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects import iso8601
from stocktake.dialects.rails import Errors
from stocktake.rules.paging import page_of

from .errors import collect_errors, invalid_fields

Body = Mapping[str, Any]
Columns = dict[str, Any]
Row = dict[str, Any]


def read_zone(world: World) -> str:
    """Return the account's zone. Ask once for a reply, not once for a time."""
    return str(world.value("SELECT zone FROM wholecell_account"))


@lru_cache(maxsize=4096)  # a page spells the same few times again and again
def spell_time(milliseconds: int | None, zone: str) -> str | None:
    """Spell a world time as `2025-11-11T13:48:09.538-05:00`; None stays None (1.4)."""
    return iso8601.spell_time(milliseconds, ZoneInfo(zone), timespec="milliseconds")


def read_time(text: str, zone: str) -> int | None:
    """Return an ISO 8601 time as world time, in the account's zone when it names none.

    None for any other text: this API ignores what it does not understand.
    """
    try:
        return iso8601.read_time(iso8601.restore_plus(text.strip()), ZoneInfo(zone))
    except ValueError:
        return None


def read_text(text: str | None) -> str | None:
    """Return a text without spaces around it, None when it is blank."""
    return (text or "").strip() or None


def read_fields(readers: Iterable[Callable[..., Columns]], *arguments: Any) -> Columns:
    """Return the columns that all readers find in a body; refuse every invalid field at once."""
    columns: Columns = {}
    errors: Errors = {}
    for read in readers:
        with collect_errors(errors):
            columns |= read(*arguments)
    if errors:
        raise invalid_fields(errors)
    return columns


def render_one(world: World, shown: Row, *, status: int = 200) -> Reply:
    """Return one object as the answer: bare, or wrapped while the quirk is on (2.3)."""
    data = {"data": shown} if world.quirk("wholecell.wrapped_object") else shown
    return Reply(status, data)


def render(call: Call, page: Page) -> Reply:
    """Return a page as `{data, page, pages}`; an empty list has one page (1.3)."""
    last = page_of(page.number, page.size, total=page.total).last
    return Reply(data={"data": page.rows, "page": page.number, "pages": last})
