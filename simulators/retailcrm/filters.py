"""Filters of lists: AND between filters, OR within one.

Source: docs/reference/warehouse-module.md 4.1.

Only the conditions whose filter was sent become part of a query, so that a list without filters
stays quick in a large catalogue.
"""

import json
from collections.abc import Mapping
from typing import Any

from simulators.core.world import World
from simulators.rules.paging import page_of

Values = dict[str, Any]


def as_json(values: list[Any] | None) -> str | None:
    """Return a list as JSON, for `IN (SELECT value FROM json_each(:name))`."""
    return None if values is None else json.dumps(values)


def where(conditions: Mapping[str, str], values: Values) -> str:
    """Return a WHERE of the conditions, literals of ours, whose value was sent."""
    sent = [sql for name, sql in conditions.items() if values.get(name) is not None]
    return f" WHERE {' AND '.join(sent)}" if sent else ""


def select_page(
    world: World, select: str, matching: str, order: str, values: Values, *, number: int, size: int
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of a page and how many there are in all."""
    total = world.value(f"SELECT COUNT(*) {matching}", values)
    window = page_of(number, size, total=total)
    rows = world.all(
        f"{select} {matching} {order} LIMIT :limit OFFSET :offset",
        {**values, "limit": window.limit, "offset": window.offset},
    )
    return rows, total
