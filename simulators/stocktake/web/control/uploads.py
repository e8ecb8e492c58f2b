"""Requests that wrote numbers to an outlet, as far as they name an SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from stocktake.core import journal
from stocktake.core.roles import Outlet
from stocktake.core.world import World
from stocktake.web.request_bodies import fields_of

from .causes import Upload

_MOST = 200  # uploads looked into: what was tried last tells
_MICRO = 1_000_000

Uploads = Mapping[tuple[str, str], list[Upload]]
"""By SKU and place, oldest first."""


def uploads_since(
    world: World, outlet: str, role: Outlet, *, row: int, skus: Collection[str]
) -> Uploads:
    """Return the last uploads after a row of the journal that name one of these SKUs."""
    wanted = journal.Rows(
        after=row,
        kind="exchange",
        simulator=outlet,
        operation=role.operations.get("write_quantities", ""),
    )
    found: dict[tuple[str, str], list[Upload]] = defaultdict(list)
    for entry in reversed(journal.entries(world, wanted, limit=_MOST, newest_first=True)):
        body = fields_of(entry["request_headers"], entry["request_body"])
        for each in _objects(body):
            sku = str(each.get(role.row_key))
            if sku in skus:
                for place, number in _numbers(each):
                    found[sku, place].append(_upload(entry, number))
    return found


def _upload(entry: Mapping[str, Any], number: int | None) -> Upload:
    return Upload(
        row=entry["seq"],
        number=number,
        status=entry["status"],
        delivered=entry["delivered"],
        fault=entry["fault"],
    )


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _objects(inner)


def _numbers(row: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Yield the places that a row names, each with the first number beside it."""
    for each in _objects(row):
        places = [value for value in each.values() if isinstance(value, str)]
        numbers = [v for v in each.values() if isinstance(v, int | float) and type(v) is not bool]
        for place in places:
            yield place, round(numbers[0] * _MICRO) if numbers else None
