"""Why levels differ: what is known of each, put together from the rows of all systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .levels import Level, Levels, Row
from .moments import Moment
from .stock import Cause, Difference, Held, cause_of
from .uploads import Uploads

Moments = Mapping[tuple[Any, ...], Sequence[Moment]]
"""By the key of a level, oldest first."""

HeldGoods = Mapping[tuple[str, str], Sequence[Held]]
"""What may not be sold, by warehouse and good."""


def explained(
    levels: Levels,
    wanted: Sequence[Level],
    *,
    moments: Moments,
    held: HeldGoods,
    uploads: Mapping[str | None, Uploads],
) -> dict[tuple[Any, ...], Cause]:
    """Return why each of these levels differs, by its key; `uploads` are by outlet."""
    skus = {level.sku for level in wanted}
    by_sku: dict[str, list[Level]] = defaultdict(list)
    for level in levels.all:
        if level.sku in skus:
            by_sku[level.sku].append(level)
    sites: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in levels.stock:
        if row["sku"] in skus:
            sites[row["simulator"], row["sku"]].append(row)
    found = {}
    for level in wanted:
        mine = [each for good in level.goods for each in held.get((level.warehouse, good), ())]
        elsewhere = _elsewhere(level, by_sku[level.sku], sites[level.warehouse, level.sku])
        difference = Difference(
            on_hand=level.on_hand,
            promise=level.promise,
            shown=level.number or 0,
            moments=tuple(moments[level.key]),
            held=tuple(mine),
            owed=level.owed,
            why=level.why,
            pieces=_pieces(levels, level),
            uploads=tuple(uploads.get(level.outlet, {}).get((level.sku, level.place or ""), ())),
            elsewhere=elsewhere,
        )
        found[level.key] = cause_of(difference)
    return found


def last_agreement(moments: Sequence[Moment]) -> int:
    """Return the last row after which the number was right, 0 where it never was."""
    shown = moments[-1].shown
    return max((moment.row for moment in moments if moment.promise == shown), default=0)


def _pieces(levels: Levels, level: Level) -> int | None:
    known = (levels.pieces.get((level.warehouse, good)) for good in level.goods)
    return next(filter(None, known), None)


def _elsewhere(level: Level, others: Iterable[Level], sites: Iterable[Row]) -> dict[str, int]:
    """Return numbers that may have been taken for this one's: other warehouses', one site's."""
    found: dict[str, int] = {}
    for other in others:
        if other.warehouse != level.warehouse:
            found[f"what {other.warehouse} can promise"] = other.promise
            found[f"what {other.warehouse} has on hand"] = other.on_hand
        elif other.place != level.place and other.shown is not None:
            found[f"what {other.outlet} shows at {other.place}"] = other.number or 0
    for row in sites:
        if row["place"]:
            found[f"what {row['place']} alone holds"] = row["physical"] or 0
    return found
