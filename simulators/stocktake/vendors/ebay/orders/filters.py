"""What a list of orders is filtered by. Source: docs/reference/channels.md 2.4."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stocktake.vendors.ebay.errors import SellError, fulfillment_error
from stocktake.vendors.ebay.wire import read_time

_DAY_MS = 86_400_000
USUAL_WINDOW = 90 * _DAY_MS
LONGEST_WINDOW = 2 * 366 * _DAY_MS  # "two years"
MOST_IDS = 50

NOT_STARTED, IN_PROGRESS, FULFILLED = "NOT_STARTED", "IN_PROGRESS", "FULFILLED"
_STATUSES = (frozenset({NOT_STARTED, IN_PROGRESS}), frozenset({FULFILLED, IN_PROGRESS}))
CREATED, MODIFIED = "creationdate", "lastmodifieddate"
_DATES = (CREATED, MODIFIED)
_NAMES = (*_DATES, "orderfulfillmentstatus")
_VALUE = re.compile(r"(\[[^\]]*\]|\{[^}]*\})(?:,|$)")
_WINDOW = re.compile(r"\[(.*)\.\.(.*)\]")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of orders is narrowed to: a window of one date (ms, inclusive), statuses."""

    date: str
    start: int
    end: int
    statuses: frozenset[str]


def read_filter(text: str, *, now: int) -> Filter:
    """Return what a filter asks for; without a date, the orders of the last 90 days."""
    parts = dict(_read_parts(text))
    statuses = parts.pop("orderfulfillmentstatus", "")
    # Both dates may be there; then only that of creation counts.
    date = next((name for name in _DATES if name in parts), _DATES[0])
    windows = {name: _read_window(name, sent, now) for name, sent in parts.items()}
    start, end = windows.get(date, (now - USUAL_WINDOW, now))
    return Filter(date, start, end, _read_statuses(statuses) if statuses else frozenset())


def read_ids(text: str) -> list[str]:
    """Return the ids that are asked for; refused with 30900 for more than 50."""
    ids = [each.strip() for each in text.split(",") if each.strip()]
    if len(ids) > MOST_IDS:
        raise fulfillment_error(30900, "At most 50 order ids are allowed", orderIds=len(ids))
    return ids


def _read_parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each part; refused with 30700 for a name, 30800 for a value."""
    if "%" in text:
        raise _bad_name(text)
    left = text
    while left:
        name, colon, _ = left.partition(":")
        name = name.strip().lower()
        if name not in _NAMES:
            raise _bad_name(name)
        match = _VALUE.match(left, left.index(":") + 1) if colon else None
        if match is None:
            raise _bad_value(name, left)
        yield name, match[1]
        left = left[match.end() :]


def _read_statuses(sent: str) -> frozenset[str]:
    named = frozenset(sent.strip("{}").split("|"))
    if not sent.startswith("{") or named not in _STATUSES:
        raise _bad_value("orderfulfillmentstatus", sent)
    return named


def _read_window(name: str, sent: str, now: int) -> tuple[int, int]:
    match = _WINDOW.fullmatch(sent)
    if match is None:
        raise _bad_value(name, sent)
    if not match[1]:
        raise fulfillment_error(30820, "The start of a date range is missing", filter=name)
    start = _read_date(name, match[1])
    end = _read_date(name, match[2]) if match[2] else now
    if max(start, end) > now:
        raise fulfillment_error(30850, "A date of the filter lies in the future", filter=name)
    if start > end:
        raise fulfillment_error(30840, "The start of a date range is after its end", filter=name)
    if start < now - LONGEST_WINDOW:
        raise fulfillment_error(30830, "A date range goes back two years at most", filter=name)
    return start, end


def _read_date(name: str, text: str) -> int:
    try:
        return read_time(text)
    except ValueError as error:
        raise fulfillment_error(30810, f"Invalid date format: {error}", filter=name) from None


def _bad_name(name: str) -> SellError:
    return fulfillment_error(30700, "Invalid filter field", filter=name[:100])


def _bad_value(name: str, sent: str) -> SellError:
    return fulfillment_error(30800, "Invalid filter value", filter=name, value=sent[:100])
