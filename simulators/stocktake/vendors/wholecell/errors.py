"""Refusals, and the envelope that they come in. Source: docs/reference/wholecell.md 1.2.

No public client shows an error body, so the whole table is a decision.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from stocktake.core.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthorized,
    Unavailable,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import rails
from stocktake.dialects.basic_auth import CHALLENGE

_MESSAGES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Request entity too large",
    429: "Retry later",
    500: "Internal server error",
    502: "Bad gateway",
    503: "Service unavailable",
}
# Clients that think in dollars send fractions; their refusal says what a price is (1.4).
_CENTS = ("sale_price", "initial_price_paid", "total_price_paid", "expected_total_price_paid")
_NOT_CENTS = "must be a whole number of cents, from 0 to 1000000000000"
RETRY_AFTER = {"Retry-After": "1"}


class TooManyRequests(Refusal):
    """A third call within one second; `details` is the media type of the answer (1.1)."""

    status = 429


def unauthorized() -> Unauthorized:
    """Return the refusal of missing or wrong credentials."""
    return Unauthorized("Unauthorized", headers=dict(CHALLENGE))


def forbidden() -> Forbidden:
    """Return the refusal of an App that lacks a permission."""
    return Forbidden("Forbidden")


def not_found() -> NotFound:
    """Return the refusal of an unknown id."""
    return NotFound("Not found")


def invalid(field: str, message: str) -> Unprocessable:
    """Return the refusal of one field."""
    return invalid_fields({field: [message]})


def invalid_fields(errors: rails.Errors) -> Unprocessable:
    """Return the refusal of several fields, each with its messages."""
    return Unprocessable(rails.spell_errors(errors), dict(errors))


@contextmanager
def collect_errors(errors: rails.Errors, *, prefix: str = "") -> Iterator[None]:
    """Add the fields that the block refuses to `errors`, their names behind `prefix`.

    This way one answer names every invalid field of a body, not only the first.
    """
    try:
        yield
    except Unprocessable as refusal:
        errors |= {prefix + field: messages for field, messages in refusal.details.items()}


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into the envelope: `errors` by field for a 422, else `error`."""
    if isinstance(refusal, NotFound) or rails.is_in_path(refusal):
        return _error(404)
    if isinstance(refusal, Invalid | Unprocessable):
        return Reply(422, {"errors": _errors_of(refusal)})
    if isinstance(refusal, WrongMethod):
        return _error(405, {"Allow": ", ".join(refusal.details)})
    if isinstance(refusal, TooManyRequests):
        return _too_many(refusal)
    if isinstance(refusal, Unavailable):  # not the vendor's: ours, which says what is wrong
        return Reply(503, {"error": refusal.message})
    return _error(refusal.status, refusal.headers)


def _errors_of(refusal: Invalid | Unprocessable) -> rails.Errors:
    """Return the errors by field; where the document refuses a price, they say what a price is."""
    errors = rails.errors_of(refusal)
    if isinstance(refusal, Invalid):
        for field in errors:
            if field.rpartition(".")[2] in _CENTS:
                errors[field] = [_NOT_CENTS]
    return errors


def _too_many(refusal: TooManyRequests) -> Reply:
    """Return the throttle's answer, plain text unless JSON is asked for (1.1)."""
    if refusal.details == "application/json":
        return _error(429, refusal.headers)
    return Reply(429, _MESSAGES[429], refusal.headers, media_type="text/plain")


def _error(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, {"error": _MESSAGES.get(status, _MESSAGES[500])}, headers or {})
