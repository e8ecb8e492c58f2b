"""Wherefour's error envelope, and the refusals that its handlers raise most.

The envelope is a decision: docs/reference/wherefour.md 1.3.
"""

from http import HTTPStatus

from stocktake.core.errors import (
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
from stocktake.dialects.rails_errors import reasons_of


def unauthorized() -> Unauthorized:
    """Return the refusal of a caller whose credentials are absent or wrong."""
    return Unauthorized("Unauthorized access.", headers=dict(CHALLENGE))


def not_found() -> NotFound:
    """Return the refusal of an id that does not exist, or that belongs to another parent."""
    return NotFound("Entity not found.")


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into the envelope `{message, code}`, validation with `errors` by field."""
    if isinstance(refusal, WrongMethod | NotFound) or rails.is_in_path(refusal):
        return _reply(404, "Entity not found.")
    if isinstance(refusal, Invalid):
        return _validation(reasons_of(refusal))
    if isinstance(refusal, Unprocessable):
        return _validation(rails.errors_of(refusal))
    if isinstance(refusal, Unauthorized):
        return _reply(401, "Unauthorized access.", headers=refusal.headers)
    return _reply(refusal.status, refusal.message or HTTPStatus(refusal.status).phrase)


def _validation(errors: rails.Errors) -> Reply:
    return _reply(422, f"Validation failed: {rails.spell_errors(errors)}", errors=errors)


def _reply(
    status: int,
    message: str,
    *,
    errors: rails.Errors | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    data: dict[str, object] = {"message": message, "code": status}
    if errors is not None:
        data["errors"] = errors
    return Reply(status, data, headers or {})
