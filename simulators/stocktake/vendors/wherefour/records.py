"""Records that people name, of which there is to be one."""

from collections.abc import Sequence
from typing import TypeVar

from stocktake.core.errors import Conflict, NotFound

T = TypeVar("T")


def only(found: Sequence[T], *, none: str, more: str) -> T:
    """Return the only one found; NotFound without any, Conflict with more than one."""
    if not found:
        raise NotFound(none)
    if len(found) > 1:
        raise Conflict(more)
    return found[0]
