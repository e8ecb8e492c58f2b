"""Whiplash's error bodies, and the refusal that its handlers raise most.

Some clients read `error`, others `errors`, so a 422 has both. Source: docs/reference/whiplash.md
1.3.
"""

from http import HTTPStatus

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


def record_not_found() -> NotFound:
    """Return the refusal of an unknown id, which this vendor answers with 422."""
    return NotFound(_RECORD_NOT_FOUND)


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into `{error}`; into `{error, errors}` with 422 when a record is at fault."""
    if isinstance(refusal, NoRoute | WrongMethod):
        return Reply(404, {"error": "Not found"})
    if isinstance(refusal, NotFound) or rails.is_in_path(refusal):
        return _invalid({rails.BASE: [_RECORD_NOT_FOUND]})
    if isinstance(refusal, Invalid | Unprocessable):
        return _invalid(rails.errors_of(refusal))
    if isinstance(refusal, Unauthorized):
        return Reply(401, {"error": refusal.message})
    if isinstance(refusal, Unavailable):  # not the vendor's: ours, which says what is wrong
        return Reply(503, {"error": refusal.message})
    return Reply(refusal.status, {"error": _PHRASES.get(refusal.status, "Error")})


def _invalid(errors: rails.Errors) -> Reply:
    return Reply(422, {"error": rails.spell_errors(errors), "errors": errors})
