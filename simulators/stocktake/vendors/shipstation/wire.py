"""How ShipStation spells values, and how it reads them. Times are Pacific and have no offset.

Source: docs/reference/channels.md 4.1, 4.2, 12.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.core.clock import to_datetime
from stocktake.core.simulator import Call, Page, Reply
from stocktake.dialects.iso8601 import restore_plus, to_world_time
from stocktake.rules import money, quantity
from stocktake.rules.paging import page_of

PACIFIC = ZoneInfo("America/Los_Angeles")
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?",
    re.A,
)
_UNITS = {"pounds": 0, "ounces": 1, "grams": 2}

# Out


def spell_time(milliseconds: int | None, *, digits: int = 7) -> str | None:
    """Spell a world time as `2015-07-16T14:00:34.8230000`; None stays None."""
    if milliseconds is None:
        return None
    local = to_datetime(milliseconds).astimezone(PACIFIC)
    return f"{local:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1_000:03}0000"[: 20 + digits]


def spell_short_time(milliseconds: int | None) -> str | None:
    """Spell a time of a store, with two digits or three as its milliseconds need (4.3)."""
    spelled = spell_time(milliseconds, digits=3)
    return spelled and spelled.removesuffix("0")


def spell_day(milliseconds: int) -> str:
    """Spell the Pacific day of a world time as `2014-10-03`."""
    return to_datetime(milliseconds).astimezone(PACIFIC).date().isoformat()


def spell_money(minor: int | None) -> float | None:
    """Spell minor units as a JSON number, `199.0`; None stays None."""
    return None if minor is None else minor / 100


def spell_json(text: str | None) -> Any:
    """Spell what is stored as JSON; None stays None."""
    return None if text is None else json.loads(text)


def spell_weight(text: str | None) -> Any:
    """Spell a stored weight with the number that stands for its unit."""
    weight = spell_json(text)
    return weight and weight | {"WeightUnits": _UNITS[weight["units"]]}


def render(call: Call, page: Page) -> Reply:
    """Render a page as `{orders: […], total, page, pages}`."""
    last = page_of(page.number, page.size, total=page.total, last_when_empty=0).last
    numbers = {"total": page.total, "page": page.number, "pages": last}
    return Reply(data={page.key: page.rows, **numbers})


# In


def read_time(text: str) -> int | None:
    """Return a time as world time, None for any other text.

    `yyyy-mm-dd hh:mm:ss`, with `T`, fractions or a date alone: Pacific unless it names an offset.
    An hour that comes twice, as summer time ends, is the first one (4.2).
    """
    match = _MOMENT.fullmatch(restore_plus(text.strip()))
    if match is None:
        return None
    *numbers, fraction, zone = match.groups()
    year, month, day, hour, minute, second = (int(each or 0) for each in numbers)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    zone = {None: "", "Z": "+00:00"}.get(zone, zone)
    try:
        moment = datetime(year, month, day, hour, minute, second, micro)
        if zone:
            moment = datetime.fromisoformat(f"{moment.isoformat()}{zone}")
        return to_world_time(moment, PACIFIC)
    except ValueError:
        return None


def read_day(text: str) -> str | None:
    """Return the Pacific day of a time as ISO 8601, None for any other text."""
    time = read_time(text)
    return None if time is None else spell_day(time)


def read_money(value: float | None) -> int | None:
    """Return a JSON number as minor units; None stays None."""
    return None if value is None else money.to_minor(quantity.parse(value))


def read_text(value: Any) -> str | None:
    """Return a text, or a number as its text, as the framework reads it; None stays None."""
    return None if value is None else str(value)


def read_texts(body: Mapping[str, Any], names: Iterable[str]) -> dict[str, str | None]:
    """Return fields as texts by their names, None for what is null or absent."""
    return {name: read_text(body.get(name)) for name in names}


def read_json(value: Any) -> str | None:
    """Return a value as the JSON that is stored; None stays None."""
    return None if value is None else json.dumps(value, ensure_ascii=False)
