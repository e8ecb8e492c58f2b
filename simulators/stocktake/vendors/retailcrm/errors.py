"""RetailCRM's error object, and its refusals.

Source: docs/reference/warehouse-module.md 1.4, 1.5, 1.9.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from stocktake.core.errors import (
    Bug,
    Invalid,
    Malformed,
    NoRoute,
    NotFound,
    Problem,
    Refusal,
    WrongMethod,
)
from stocktake.core.simulator import Reply

INPUT = "Errors in the input parameters"
ENTITY = "Errors in the entity format"
ORDER = "Order is not loaded"

BLANK = "This value should not be blank."
NOT_VALID = "This value is not valid."
_EXTRA = "This form should not contain extra fields."

# Batches, and how many rows each may hold. The errors of a batch are a list of texts, those of one
# entity a map (1.9).
_BATCHES = {"offers": 250, "prices": 250, "orders": 50}
# The body fields that hold a structure.
_STRUCTURES = {*_BATCHES, "order", "integrationModule", "store", "pack"}
_PHP_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string", dict: "array"}

Errors = dict[str, str]
"""Texts by field, as the errors of one entity are sent."""


class TooManyRequests(Refusal):
    """More calls in one second than the account allows (1.8)."""

    status = 503


def missing(parameter: str) -> Refusal:
    """Refuse a request that lacks a form field or its `site` (1.3, 1.5)."""
    return Refusal(f"Parameter '{parameter}' is missing")


def bad_input(errors: Errors) -> Refusal:
    """Refuse a known parameter with a bad value (1.4)."""
    return Refusal(INPUT, errors)


def bad_filter(name: str) -> Refusal:
    """Refuse a filter's value (1.4)."""
    return bad_input({f"children[filter].children[{name}]": NOT_VALID})


def unknown_filters(parameters: Iterable[str]) -> Refusal:
    """Refuse filters that a list does not have, by their names in the query (1.4)."""
    return bad_input({_child(parameter): _EXTRA for parameter in parameters})


def bad_entity(errors: Errors | list[str]) -> Refusal:
    """Refuse a body field whose content is not valid (1.9)."""
    return Refusal(ENTITY, errors)


def order_not_loaded(errors: Errors) -> Refusal:
    """Refuse to create or change an order (7.4, 7.6)."""
    return Refusal(ORDER, errors)


def unknown_code(kind: str, code: str) -> str:
    """Return the text for a code that is not in its dictionary (7.4)."""
    return f'"{kind}" with "code"="{code}" does not exist.'


def refuse(refusal: Refusal) -> Reply:
    """Put any refusal into the error object `{success, errorMsg, errors?}` (1.9)."""
    headers = dict(refusal.headers)
    if isinstance(refusal, Invalid):
        message, errors = _invalid(refusal.problems)
    else:
        message, errors = _message(refusal), refusal.details
    if isinstance(refusal, WrongMethod):
        headers["Allow"], errors = ", ".join(refusal.details or ()), None
    data: dict[str, Any] = {"success": False, "errorMsg": message}
    if errors:
        data["errors"] = errors
    return Reply(refusal.status, data, headers)


def _message(refusal: Refusal) -> str:
    match refusal:
        case WrongMethod():
            return "Method Not Allowed"
        case NoRoute():
            return "API method not found"
        case NotFound():
            return refusal.message or "Not found"
        case Malformed():
            return _expected_array(None)
        case Bug():
            return f"Internal Server Error: {refusal.message}"
    return refusal.message or "Internal Server Error"


def _invalid(problems: tuple[Problem, ...]) -> tuple[str, Errors | list[str] | None]:
    outside = [problem for problem in problems if problem.where != "body"]
    if outside:
        return INPUT, {_child(str(problem.path[0])): NOT_VALID for problem in outside}
    for problem in problems:
        if not problem.path and problem.keyword == "required":
            return f"Parameter '{problem.expected}' is missing", None
    first = problems[0]
    if not first.path:
        return _expected_array(first.value), None
    scalar = len(first.path) == 1 and first.keyword != "json"
    if scalar and first.path[0] not in _STRUCTURES:
        return INPUT, {str(first.path[0]): NOT_VALID}
    if len(first.path) == 1 and first.keyword in ("json", "type"):
        return _expected_array(None if first.keyword == "json" else first.value), None
    return ENTITY, _entity_errors([p for p in problems if p.path and p.path[0] == first.path[0]])


def _child(parameter: str) -> str:
    """Return Symfony's name: `filter[active]` becomes `children[filter].children[active]`."""
    parts = [part for part in re.split(r"[\[\]]+", parameter) if part]
    if parts[-1] in ("startDate", "endDate"):  # so in 1.4, unlike the other filters
        parts = parts[-1:]
    return ".".join(f"children[{part}]" for part in parts)


def _expected_array(value: Any) -> str:
    """Return the text for a body field that does not hold a structure (1.5)."""
    if value is None:
        return "Expected array, but got NULL: null"
    kind = _PHP_TYPES.get(type(value), "array")
    return f"Expected array, but got {kind}: {json.dumps(value)[:200]}"


def _entity_errors(problems: list[Problem]) -> Errors | list[str]:
    root = problems[0].path[0]
    if root in _BATCHES:
        texts = [
            f"{_dotted(problem.path)}{_name(problem)}: {_text(problem)}" for problem in problems
        ]
        return list(dict.fromkeys(texts))
    return {
        (_dotted(problem.path[1:]) + _name(problem)).lstrip("."): _text(problem)
        for problem in problems
    }


def _dotted(path: tuple[str | int, ...]) -> str:
    """Return a path in the vendor's notation: `items[0].offer.id`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _name(problem: Problem) -> str:
    return f".{problem.expected}" if problem.keyword == "required" else ""


def _text(problem: Problem) -> str:
    match problem.keyword:
        case "required":
            return BLANK
        case "maxItems":
            most = _BATCHES[str(problem.path[0])]
            return f"This collection should contain {most} elements or less."
        case "minItems":
            return "This collection should contain 1 elements or more."
    return NOT_VALID
