"""Which rows a numbered page holds, and the numbers of its neighbours."""

from typing import NamedTuple


class Window(NamedTuple):
    """One page of a list: `offset` and `limit` for the query, the rest for headers."""

    number: int
    size: int
    total: int
    offset: int
    limit: int
    last: int
    previous: int | None
    following: int | None


def page_of(number: int, size: int, *, total: int, last_when_empty: int = 1) -> Window:
    """Place page `number` (from 1) of `size` rows in a list of `total` rows.

    Past the end there are no rows: `limit` is 0, `following` is None, `previous` stays number - 1.
    With no rows at all the last page is `last_when_empty`. ValueError for a number or size below 1
    or a negative total; how a vendor answers such a request is the vendor's business.
    """
    if number < 1 or size < 1 or total < 0:
        raise ValueError(f"no page {number} of {size} rows in {total}")
    # At most the total, so that an absurd page number stays an integer that SQLite can take.
    offset = min((number - 1) * size, total)
    last = -(-total // size) or last_when_empty
    return Window(
        number=number,
        size=size,
        total=total,
        offset=offset,
        limit=min(size, total - offset),
        last=last,
        previous=number - 1 if number > 1 else None,
        following=number + 1 if number < last else None,
    )
