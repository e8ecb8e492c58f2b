"""Pages of lists that the control plane works out: a cursor is the key of the last row shown."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from stocktake.core.errors import Unprocessable

T = TypeVar("T")

Key = tuple[int | str, ...]


def page_of(
    rows: Sequence[T], key: Callable[[T], Key], *, after: str | None, limit: int
) -> tuple[list[T], str | None]:
    """Return the rows after a cursor, in the order of their keys, and the cursor of the next page.

    A row that is new or gone moves no other to another page.
    """
    ordered = sorted(rows, key=key)
    if after is not None:
        start = _decoded(after)
        try:
            ordered = [row for row in ordered if key(row) > start]
        except TypeError:
            raise _unknown(after) from None
    shown = ordered[:limit]
    return shown, _encoded(key(shown[-1])) if len(ordered) > limit else None


def _encoded(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _decoded(cursor: str) -> Key:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found: Any = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        raise _unknown(cursor) from None
    if not isinstance(found, list):
        raise _unknown(cursor)
    return tuple(found)


def _unknown(cursor: str) -> Unprocessable:
    return Unprocessable(f"after is what `next` of the page before says, not {cursor[:80]!r}")
