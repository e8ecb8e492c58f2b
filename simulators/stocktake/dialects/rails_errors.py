"""Why a document refuses a request, in the sentences of Rails's validations: by field and keyword.

Source: docs/reference/wherefour.md 1.3.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from stocktake.core.errors import Invalid, Problem

from .rails import BASE, Errors

_BLANK = "can't be blank"
# A schema of several types is named by its first: a number, say, that may also come as its text.
_TYPES = {
    "integer": "must be an integer",
    "number": "is not a number",
    "boolean": "must be true or false",
    "string": "must be a text",
    "array": "must be a list",
    "object": "must be an object",
}
_SENTENCES = {
    "enum": "is not included in the list",
    "minLength": _BLANK,
    "minItems": _BLANK,
    "json": "is not JSON",
}


def reasons_of(invalid: Invalid) -> Errors:
    """Return sentences by field; in a list, a field's name holds its entry's index, from 0."""
    errors: Errors = {}
    for problem in invalid.problems:
        parts = [str(part) for part in problem.path]
        if problem.keyword == "required" and problem.where == "body" and problem.expected:
            parts.append(str(problem.expected))
        errors.setdefault(".".join(parts) or BASE, []).append(_sentence(problem))
    return errors


def _sentence(problem: Problem) -> str:
    if problem.keyword == "required":
        return _BLANK if problem.path or problem.expected else problem.message
    inner = list(_innermost(problem))
    if problem.value is None or problem.value == "":
        return _BLANK
    for each in inner:
        if each.keyword == "minimum":
            return f"must be greater than or equal to {each.expected:g}"
        if each.keyword == "maximum":
            return f"must be less than or equal to {each.expected:g}"
    types = [name for each in inner if each.keyword == "type" for name in _names(each.expected)]
    expected = next((_TYPES[name] for name in types if name in _TYPES), None)
    return expected or _SENTENCES.get(inner[0].keyword, "is invalid")


def _innermost(problem: Problem) -> Iterator[Problem]:
    """Yield the problems with each schema of an `anyOf`, or the problem itself."""
    if problem.keyword != "anyOf":
        yield problem
        return
    for inner in problem.expected or ():
        yield from _innermost(inner)


def _names(types: Any) -> Iterable[str]:
    return [types] if isinstance(types, str) else types or ()
