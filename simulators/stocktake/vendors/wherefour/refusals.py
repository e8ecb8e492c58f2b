"""Wherefour's error envelope, and the refusals that its handlers raise most.

The envelope is a decision: docs/reference/wherefour.md 1.3.
"""

from http import HTTPStatus

from stocktake.core.errors import (
    Invalid,
    NotFound,
    Problem,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects.basic_auth import CHALLENGE


def unauthorized() -> Unauthorized:
    """Return the refusal of a caller whose credentials are absent or wrong."""
    return Unauthorized("Unauthorized access.", headers=dict(CHALLENGE))


def not_found() -> NotFound:
    """Return the refusal of an id that nobody has, or that belongs to another parent."""
    return NotFound("Entity not found.")


def invalid(field: str, message: str) -> Unprocessable:
    """Return the refusal of one field; `base` is the record as a whole."""
    return Unprocessable(message, {field: [message]})


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into the envelope `{message, code}`, validation with `errors` by field."""
    if isinstance(refusal, WrongMethod | NotFound) or _in_the_path(refusal):
        return _reply(404, "Entity not found.")
    if isinstance(refusal, Invalid):
        return _validation(_by_field(refusal.problems))
    if isinstance(refusal, Unprocessable):
        return _validation(refusal.details or {"base": [refusal.message]})
    if isinstance(refusal, Unauthorized):
        return _reply(401, "Unauthorized access.", headers=refusal.headers)
    return _reply(refusal.status, refusal.message or HTTPStatus(refusal.status).phrase)


def _in_the_path(refusal: Refusal) -> bool:
    return isinstance(refusal, Invalid) and any(p.where == "path" for p in refusal.problems)


def _by_field(problems: tuple[Problem, ...]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for problem in problems:
        parts = [str(part) for part in problem.path]
        missing = problem.keyword == "required"
        if missing and problem.where == "body" and problem.expected:
            parts.append(str(problem.expected))
        sentence = "can't be blank" if missing else "is invalid"
        errors.setdefault(".".join(parts) or "base", []).append(sentence)
    return errors


def _validation(errors: dict[str, list[str]]) -> Reply:
    told = "; ".join(
        sentence if field == "base" else f"{field} {sentence}"
        for field, sentences in errors.items()
        for sentence in sentences
    )
    return _reply(422, f"Validation failed: {told}", errors=errors)


def _reply(
    status: int,
    message: str,
    *,
    errors: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    data: dict[str, object] = {"message": message, "code": status}
    if errors is not None:
        data["errors"] = errors
    return Reply(status, data, headers or {})
