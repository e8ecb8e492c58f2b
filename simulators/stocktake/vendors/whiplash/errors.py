"""Whiplash's error bodies, and the refusals that its handlers raise most.

Clients read `error`, `errors` or both, so a 422 has both. Source: docs/reference/whiplash.md 1.3.
"""

from collections.abc import Mapping
from http import HTTPStatus

from stocktake.core.errors import (
    Invalid,
    NoRoute,
    NotFound,
    Problem,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply

_RECORD_NOT_FOUND = "Record not found"


def record_not_found() -> NotFound:
    """Return the refusal of an id that nobody has: a 422, as this vendor has it."""
    return NotFound(_RECORD_NOT_FOUND)


def invalid(field: str, message: str) -> Unprocessable:
    """Return the refusal of one field; `base` is the record as a whole."""
    return Unprocessable(message, {field: [message]})


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into `{error}`; what is wrong with a record into `{error, errors}`, 422."""
    if isinstance(refusal, NoRoute | WrongMethod):
        return Reply(404, {"error": "Not found"})
    if isinstance(refusal, NotFound) or _in_the_path(refusal):
        return _invalid({"base": [_RECORD_NOT_FOUND]})
    if isinstance(refusal, Invalid):
        return _invalid(_by_field(refusal.problems))
    if isinstance(refusal, Unprocessable):
        return _invalid(refusal.details or {"base": [refusal.message]})
    if isinstance(refusal, Unauthorized):
        return Reply(401, {"error": refusal.message})
    return Reply(refusal.status, {"error": HTTPStatus(refusal.status).phrase})


def _invalid(errors: Mapping[str, list[str]]) -> Reply:
    said = "; ".join(
        sentence if field == "base" else f"{field} {sentence}"
        for field, sentences in errors.items()
        for sentence in sentences
    )
    return Reply(422, {"error": said, "errors": dict(errors)})


def _in_the_path(refusal: Refusal) -> bool:
    return isinstance(refusal, Invalid) and any(p.where == "path" for p in refusal.problems)


def _by_field(problems: tuple[Problem, ...]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for problem in problems:
        parts = [str(part) for part in problem.path]
        missing = problem.keyword == "required"
        if missing and problem.expected:
            parts.append(str(problem.expected))
        sentence = "can't be blank" if missing else "is invalid"
        errors.setdefault(".".join(parts) or "base", []).append(sentence)
    return errors
