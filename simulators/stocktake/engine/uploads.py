"""Sending numbers to the shop, so that one bad row stops no other (duty D26)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from . import wire
from .retailcrm import PORTION, RetailCRM

Row = dict[str, Any]
BAD_ROWS = frozenset({400, 422})
"""Answers that may mean: one of these rows is wrong, and none was written."""


def send(shop: RetailCRM, site: str, rows: Sequence[Row]) -> Iterator[tuple[Row, wire.Refused]]:
    """Send rows in batches; yield each row that the shop refuses."""
    for start in range(0, len(rows), PORTION):
        yield from without_refused_rows(shop, site, rows[start : start + PORTION])


def without_refused_rows(
    shop: RetailCRM, site: str, rows: Sequence[Row]
) -> Iterator[tuple[Row, wire.Refused]]:
    """Send rows; if they are refused, send each half by itself, down to the rows at fault."""
    try:
        shop.upload(site, rows)
    except wire.Refused as refusal:
        if refusal.status not in BAD_ROWS:
            raise
        if len(rows) == 1:
            yield rows[0], refusal
            return
        middle = len(rows) // 2
        yield from without_refused_rows(shop, site, rows[:middle])
        yield from without_refused_rows(shop, site, rows[middle:])
