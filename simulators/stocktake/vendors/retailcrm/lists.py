"""Filters of lists: AND between filters, OR within one.

Source: docs/reference/warehouse-module.md 1.4, 4.1.

Only the conditions whose filter was sent become part of a query, so that a list without filters
stays quick in a large catalogue.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.world import World

from .errors import NOT_VALID, bad_input
from .wire import read_date, read_moment, zone_of

Values = dict[str, Any]

_SECOND = 1000
_DAY = 24 * 3600 * _SECOND


def as_json(values: list[Any] | None) -> str | None:
    """Return a list as JSON, for `IN (SELECT value FROM json_each(:name))`."""
    return None if values is None else json.dumps(values)


def sent_values(filters: Mapping[str, Any], names: Iterable[str]) -> Values:
    """Return the filters of these names as a query takes them, None for one that was not sent."""
    sent = {name: filters.get(f"filter_{name}") for name in names}
    return {
        name: as_json(value) if isinstance(value, list) else value for name, value in sent.items()
    }


def where(conditions: Mapping[str, str], values: Values) -> str:
    """Return a WHERE of the conditions, literals of ours, whose value was sent."""
    sent = [sql for name, sql in conditions.items() if values.get(name) is not None]
    return f" WHERE {' AND '.join(sent)}" if sent else ""


def bad_filter(name: str) -> Refusal:
    """Refuse a filter's value (1.4)."""
    return bad_input({f"children[filter].children[{name}]": NOT_VALID})


def day(text: str | None, name: str) -> str | None:
    """Return a filter's date; a refusal for one that is none."""
    try:
        return None if text is None else read_date(text)
    except ValueError:
        raise bad_filter(name) from None


def since(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond from which a `…From` filter counts."""
    try:
        return None if text is None else read_moment(text, zone_of(world))
    except ValueError:
        raise bad_filter(name) from None


def until(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond before which a `…To` filter counts: after its second, or its day."""
    start = since(world, text, name)
    if start is None or text is None:
        return None
    return start + (_SECOND if ":" in text else _DAY)


def after(world: World, text: str | None, name: str) -> int | None:
    """Return the millisecond from which an exclusive bound counts: times show whole seconds."""
    start = since(world, text, name)
    return None if start is None else start + _SECOND
