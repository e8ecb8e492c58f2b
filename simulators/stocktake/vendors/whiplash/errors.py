"""Whiplash's error bodies, and the refusals that its handlers raise most.

Clients read `error`, `errors` or both, so a 422 has both. Source: docs/reference/whiplash.md 1.3.
"""

from http import HTTPStatus

from stocktake.core.errors import (
    Invalid,
    NoRoute,
    NotFound,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import rails

_RECORD_NOT_FOUND = "Record not found"


def record_not_found() -> NotFound:
    """Return the refusal of an id that nobody has: a 422, as this vendor has it."""
    return NotFound(_RECORD_NOT_FOUND)


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into `{error}`; what is wrong with a record into `{error, errors}`, 422."""
    if isinstance(refusal, NoRoute | WrongMethod):
        return Reply(404, {"error": "Not found"})
    if isinstance(refusal, NotFound) or rails.is_in_path(refusal):
        return _invalid({rails.BASE: [_RECORD_NOT_FOUND]})
    if isinstance(refusal, Invalid | Unprocessable):
        return _invalid(rails.errors_of(refusal))
    if isinstance(refusal, Unauthorized):
        return Reply(401, {"error": refusal.message})
    return Reply(refusal.status, {"error": HTTPStatus(refusal.status).phrase})


def _invalid(errors: rails.Errors) -> Reply:
    return Reply(422, {"error": rails.spell_errors(errors), "errors": errors})
