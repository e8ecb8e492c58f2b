"""Values as pages spell them: times of the world, numbers, sizes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

# What a browser would show as nothing, or what turns the direction of the text beside it.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def moment(at: int | str) -> datetime:
    """Return a time of the world, which the control plane spells in two ways."""
    if isinstance(at, str):
        return datetime.fromisoformat(at)
    return datetime.fromtimestamp(at / 1000, UTC)


def day(at: int | str) -> str:
    """Spell a day: `Mon 2 Mar 2026`."""
    when = moment(at)
    return f"{when:%a} {when.day} {when:%b %Y}"


def clock(at: int | str) -> str:
    """Spell a time of the day to the second."""
    return f"{moment(at):%H:%M:%S}"


def exact(at: int | str) -> str:
    """Spell a time of the day to the millisecond."""
    when = moment(at)
    return f"{when:%H:%M:%S}.{when.microsecond // 1000:03}"


def iso(at: int | str) -> str:
    """Spell a time as machines read it."""
    return f"{moment(at):%Y-%m-%dT%H:%M:%S}.{moment(at).microsecond // 1000:03}Z"


def number(value: float | None) -> str:
    """Spell a number without needless zeros, with commas between thousands."""
    if value is None:
        return "–"
    spelled = f"{value:,.6f}"
    return spelled.rstrip("0").rstrip(".")


def signed(value: float | None) -> str:
    """Spell a difference."""
    return "" if value is None else f"{'+' if value > 0 else ''}{number(value)}"


def size(count: int) -> str:
    """Spell a number of bytes."""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1000:.1f} kB"


def seen(text: Any) -> str:
    """Return a text that others chose with what cannot be seen in it made visible."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", str(text))


def many(count: int, one: str, several: str = "") -> str:
    """Spell how many there are of something."""
    return f"{number(count)} {one if count == 1 else several or f'{one}s'}"


_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms"))


def span(milliseconds: int) -> str:
    """Spell a span of time: `1 min 30 s`."""
    left, parts = milliseconds, []
    for unit, name in _UNITS:
        count, left = divmod(left, unit)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:3]) or "0 s"


def pieces(text: str) -> list[tuple[str, Any]]:
    """Return a sentence in pieces: `row` and the number of one that it names, or a text."""
    parts = re.split(r"#(\d+)", text)
    return [("row", int(part)) if i % 2 else ("", part) for i, part in enumerate(parts) if part]


def as_json(value: Any) -> str:
    """Spell a value as JSON in lines."""
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)


FILTERS = {
    "day": day, "clock": clock, "exact": exact, "iso": iso, "number": number, "signed": signed,
    "size": size, "seen": seen, "many": many, "span": span, "pieces": pieces,
    "json": as_json,
}  # fmt: skip
