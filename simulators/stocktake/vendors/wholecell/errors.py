"""WholeCell's error bodies, and the refusals that its handlers raise most.

No public client shows one: the table is a decision, docs/reference/wholecell.md 1.2.
"""

from collections.abc import Mapping

from stocktake.core.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import rails
from stocktake.dialects.basic_auth import CHALLENGE

_SAID = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    429: "Retry later",
    500: "Internal server error",
    502: "Bad gateway",
    503: "Service unavailable",
}
RETRY_AFTER = {"Retry-After": "1"}


class TooManyRequests(Refusal):
    """A third call within one second; `details` is the media type of the answer (1.1)."""

    status = 429


def unauthorized() -> Unauthorized:
    """Return the refusal of an App whose credentials are absent or wrong."""
    return Unauthorized("Unauthorized", headers=dict(CHALLENGE))


def forbidden() -> Forbidden:
    """Return the refusal of an App that lacks a permission."""
    return Forbidden("Forbidden")


def not_found() -> NotFound:
    """Return the refusal of an id that nobody has."""
    return NotFound("Not found")


def invalid(field: str, message: str) -> Unprocessable:
    """Return the refusal of one field."""
    return invalid_fields({field: [message]})


def invalid_fields(errors: Mapping[str, list[str]]) -> Unprocessable:
    """Return the refusal of several fields, each with its sentences."""
    return Unprocessable(rails.spell_errors(errors), dict(errors))


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into WholeCell's envelope: `errors` by field for 422, else `error`."""
    if isinstance(refusal, NotFound) or rails.is_in_path(refusal):
        return _error(404)
    if isinstance(refusal, Invalid | Unprocessable):
        return Reply(422, {"errors": rails.errors_of(refusal)})
    if isinstance(refusal, WrongMethod):
        return _error(405, {"Allow": ", ".join(refusal.details)})
    if isinstance(refusal, TooManyRequests):
        return too_many(refusal.headers, refusal.details)
    return _error(refusal.status, refusal.headers)


def too_many(headers: Mapping[str, str], media_type: str) -> Reply:
    """Return the throttle's answer: plain text unless it is to be JSON (1.1)."""
    if media_type == "application/json":
        return Reply(429, {"error": _SAID[429]}, headers)
    return Reply(429, _SAID[429], headers, media_type="text/plain")


def _error(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, {"error": _SAID.get(status, _SAID[500])}, headers or {})
