"""ShipStation's error bodies, those of its framework (ASP.NET), and what handlers refuse.

Source: docs/reference/channels.md 4.1, 4.5.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from stocktake.core.errors import (
    Invalid,
    NoRoute,
    NotFound,
    Problem,
    Refusal,
    Unavailable,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply

_INVALID = "The request is invalid."
_TOO_MANY = "Too Many Requests"
_BODY = "apiOrder"  # what the framework calls any body
_PHRASES = {int(status): status.phrase for status in HTTPStatus}

State = dict[str, list[str]]
"""Sentences by field, as the framework's ModelState has them."""


class TooManyRequests(Refusal):
    """A call beyond those of its minute."""

    status = 429


class NoManualStore(Refusal):
    """An order that no active manual store could take: a client's mistake, answered 500."""

    status = 500


def no_record(what: str, record_id: int) -> NotFound:
    """Return the refusal of an id that nobody has."""
    return NotFound(f"{what} {record_id} could not be found.")


def invalid(field: str, sentence: str) -> Unprocessable:
    """Return the refusal of one field of a body."""
    return Unprocessable(sentence, {f"{_BODY}.{field}": [sentence]})


def bad_date(name: str, text: str) -> Unprocessable:
    """Return the refusal of a query parameter that is no date."""
    sentence = not_a_date(text)
    return Unprocessable(sentence, {name: [sentence]})


def not_a_date(text: str) -> str:
    """Return the sentence about what should be a date."""
    return f"The value '{text[:100]}' is not a valid date."


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into its body: the envelope depends on who says no (4.5)."""
    if isinstance(refusal, NoRoute | WrongMethod) or _is_in_path(refusal):
        return _no_route(refusal)
    if isinstance(refusal, Invalid):
        return _invalid(_state_of(refusal.problems))
    if isinstance(refusal, Unprocessable) or refusal.status == 400:
        return _invalid(refusal.details or {_BODY: [refusal.message]})
    if refusal.status == 429:
        return Reply(429, _TOO_MANY, refusal.headers, media_type="text/plain")
    if refusal.status in (401, 404):
        return Reply(refusal.status, {"message": refusal.message or _PHRASES[refusal.status]})
    if refusal.status == 500:
        return _exception(refusal.message)
    if isinstance(refusal, Unavailable):  # not the vendor's: ours, which says what is wrong
        return Reply(503, {"Message": refusal.message})
    return Reply(refusal.status, {"Message": _PHRASES.get(refusal.status, "Error")})


def _is_in_path(refusal: Refusal) -> bool:
    """Return whether an id of the path is none: to the framework, a path that leads nowhere."""
    return isinstance(refusal, Invalid) and any(p.where == "path" for p in refusal.problems)


def _no_route(refusal: Refusal) -> Reply:
    if isinstance(refusal, WrongMethod):
        message = "The requested resource does not support this http method."
        return Reply(405, {"Message": message}, {"Allow": ", ".join(refusal.details)})
    return Reply(404, {"Message": "No HTTP resource was found that matches the request URI."})


def _exception(message: str) -> Reply:
    return Reply(
        500,
        {
            "Message": "An error has occurred.",
            "ExceptionMessage": message,
            "ExceptionType": "System.NullReferenceException",
            "StackTrace": "   at ShipStation.Api.OrdersController.CreateOrder(ApiOrder apiOrder)",
        },
    )


def _invalid(state: Mapping[str, list[str]]) -> Reply:
    return Reply(400, {"Message": _INVALID, "ModelState": dict(state)})


def _state_of(problems: Iterable[Problem]) -> State:
    state: State = {}
    for problem in problems:
        path = [str(part) for part in problem.path]
        if problem.keyword == "required" and problem.where == "body" and problem.expected:
            path.append(str(problem.expected))
        field = ".".join([_BODY, *path] if problem.where == "body" else path) or _BODY
        state.setdefault(field, []).append(_sentence(problem, path[-1] if path else _BODY))
    return state


def _sentence(problem: Problem, name: str) -> str:
    if problem.keyword == "required":
        return required(name)
    if problem.keyword == "pattern" and problem.path != ("target_url",):
        return not_a_date(str(problem.value))
    return not_valid(name, problem.value)


def not_valid(name: str, value: object) -> str:
    """Return the sentence about a value that a field cannot have."""
    return f"The value '{str(value)[:100]}' is not valid for {name}."


def required(name: str) -> str:
    """Return the sentence about a field that is missing."""
    return f"The {name} field is required."
