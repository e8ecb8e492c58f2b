"""Whiplash's error bodies, and the refusal that its handlers raise most.

Some clients read `error`, others `errors`, so a 422 has both. Source: docs/reference/whiplash.md
1.3.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from stocktake.core.errors import (
    Invalid,
    NoRoute,
    NotFound,
    Refusal,
    Unauthorized,
    Unavailable,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import rails

_RECORD_NOT_FOUND = "Record not found"
# Not every status that a fault can answer has one.
_PHRASES = {int(status): status.phrase for status in HTTPStatus}


class TooManyRequests(Refusal):
    """A call of a customer whose bucket is full; `wait` is the milliseconds until it has room."""

    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__("Rate limit exceeded", headers={"Retry-After": str(-(-wait // 1_000))})


def record_not_found(fix: str = "") -> NotFound:
    """Return the refusal of an unknown id, which this vendor answers with 422.

    `fix` says what the request lacks, where it names no record at all.
    """
    return NotFound(f"{_RECORD_NOT_FOUND}: {fix}" if fix else _RECORD_NOT_FOUND)


def no_item_named(body: Mapping[str, Any], *names: str) -> NotFound:
    """Return the refusal of a line that names no item by any of these; its SKU finds none (3.2)."""
    if body.get("sku") in (None, ""):
        return record_not_found(f"a line needs {' or '.join(names)}")
    return record_not_found(
        f"a line finds its item by {' or '.join(names)}, not by sku;"
        " GET /api/items/sku/{sku} shows the item_id"
    )


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into `{error}`; into `{error, errors}` with 422 when a record is at fault."""
    if isinstance(refusal, NoRoute | WrongMethod):
        return Reply(404, {"error": "Not found"})
    if isinstance(refusal, NotFound) or rails.is_in_path(refusal):
        named = refusal.message.startswith(_RECORD_NOT_FOUND)
        return _invalid({rails.BASE: [refusal.message if named else _RECORD_NOT_FOUND]})
    if isinstance(refusal, Invalid | Unprocessable):
        return _invalid(rails.errors_of(refusal))
    if isinstance(refusal, Unauthorized | TooManyRequests):
        return Reply(refusal.status, {"error": refusal.message}, refusal.headers)
    if isinstance(refusal, Unavailable):  # not the vendor's: ours, which says what is wrong
        return Reply(503, {"error": refusal.message})
    return Reply(refusal.status, {"error": _PHRASES.get(refusal.status, "Error")})


def _invalid(errors: rails.Errors) -> Reply:
    return Reply(422, {"error": rails.spell_errors(errors), "errors": errors})
