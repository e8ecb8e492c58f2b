"""Lists: filters that work, names that do not, newest first, 100 to a page.

Source: docs/reference/wholecell.md 1.3, 2.2. A list names its filters by literals; a blank value
filters nothing, a time that cannot be read neither.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.paging import Show, read_page, read_positive, show_page
from stocktake.rules.paging import Window, page_of

from . import wire

PAGE_SIZE = 100

# The time filters that every list of orders or units has, on the columns of the table itself (2.2).
MOMENTS: Mapping[str, str] = {
    "created_at_gt": "t.created_at > :created_at_gt",
    "created_at_gteq": "t.created_at >= :created_at_gteq",
    "created_at_lt": "t.created_at < :created_at_lt",
    "created_at_lteq": "t.created_at <= :created_at_lteq",
    "updated_at_gt": "t.updated_at > :updated_at_gt",
    "updated_at_gteq": "t.updated_at >= :updated_at_gteq",
    "updated_at_lt": "t.updated_at < :updated_at_lt",
    "updated_at_lteq": "t.updated_at <= :updated_at_lteq",
}


def listed(
    world: World,
    table: str,
    *,
    conditions: Mapping[str, str],
    wanted: Mapping[str, str],
    page: str | None,
    per_page: str | None,
    show: Show,
) -> Page:
    """Return a page of a table's records, newest first, those that all `wanted` filters keep.

    `table` is a literal, aliased `t` (`wholecell_inventory t`); `conditions` says for each filter
    what it wants of a row, a literal with the filter's name as parameter. Names that end in
    `order_id` are read as ids, those of `MOMENTS` as times.
    """
    values = _values(world, {name: wanted[name] for name in conditions if wanted.get(name)})
    # Fragments of our own, chosen by name, so that each filter finds its index.
    where = " AND ".join(conditions[name] for name in values) or "1"
    return show_page(
        world, "SELECT t.id", "FROM " + table + " WHERE " + where,
        order="t.id DESC", values=values, number=read_page(page), size=_size(world, per_page),
        show=show,
    )  # fmt: skip


def window(world: World, *, page: str | None, per_page: str | None, total: int) -> Window:
    """Return which of `total` rows a page holds, whatever was sent as its number."""
    return page_of(read_page(page), _size(world, per_page), total=total)


def _values(world: World, wanted: Mapping[str, str]) -> dict[str, Any]:
    zone = wire.zone(world)
    values: dict[str, Any] = {}
    for name, text in wanted.items():
        if name in MOMENTS:
            moment = wire.moment(text, zone)
            if moment is not None:
                values[name] = moment
        else:
            # Nobody has the id 0.
            values[name] = (read_integer(text) or 0) if name.endswith("order_id") else text
    return values


def _size(world: World, per_page: str | None) -> int:
    if per_page is None or not world.quirk("wholecell.per_page"):
        return PAGE_SIZE
    return read_positive(per_page, PAGE_SIZE, most=PAGE_SIZE)
