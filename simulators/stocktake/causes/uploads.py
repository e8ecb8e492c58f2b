"""Requests that wrote numbers to an outlet, as far as they name an SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A request that wrote numbers to the shop and names the SKU.

    `number` is what it wrote of it, None where that cannot be read.
    """

    row: int
    number: int | None
    status: int | None
    delivered: bool
    fault: str | None


Uploads = Mapping[tuple[str, str], list[Upload]]
"""By SKU and place, oldest first."""

Written = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A row of the journal (seq, status, delivered, fault), and the fields of its request's body."""


def uploads_in(requests: Iterable[Written], *, row_key: str, skus: Collection[str]) -> Uploads:
    """Return the uploads among requests, oldest first, that name one of these SKUs.

    `row_key` is what names the SKU in a row of the body.
    """
    found: dict[tuple[str, str], list[Upload]] = defaultdict(list)
    for entry, body in requests:
        for each in _objects(body):
            sku = str(each.get(row_key))
            if sku in skus:
                for place, number in _numbers(each):
                    found[sku, place].append(_upload(entry, number))
    return found


def _upload(entry: Mapping[str, Any], number: int | None) -> Upload:
    return Upload(
        row=entry["seq"],
        number=number,
        status=entry["status"],
        delivered=bool(entry["delivered"]),
        fault=entry["fault"],
    )


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
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
