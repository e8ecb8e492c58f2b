"""Refusals: every way to say no to a request.

The status is an attribute; the envelope is the vendor's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a request that its document does not allow.

    `where` is the part of the request, `path` leads to it in there (a parameter's name first; keys
    and list indexes in a body). `keyword` is the JSON Schema keyword that it broke (`required`,
    `type`, `enum`, ...; `json` for a form field that holds no JSON), `expected` the value of that
    keyword (for `required` the missing name, for `anyOf` the problems with each schema, for
    `additionalProperties` the names that there are). The value sent and a plain sentence follow.
    """

    where: Literal["path", "query", "header", "body"]
    path: tuple[str | int, ...]
    keyword: str
    message: str
    expected: Any = None
    value: Any = None


class Refusal(Exception):  # noqa: N818  # a no is an answer, not an error
    """A no with its HTTP status; raise a subclass. `details` is for the vendor's envelope."""

    status = 400

    def __init__(
        self, message: str = "", details: Any = None, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.headers = headers or {}


class Malformed(Refusal):
    """The body cannot be read at all: not UTF-8, not JSON, a broken multipart frame."""


class Invalid(Refusal):
    """Readable, but not allowed by the document; `problems` says where, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)


class Unauthorized(Refusal):
    """Credentials absent or wrong."""

    status = 401


class Forbidden(Refusal):
    """The caller is known but may not do this."""

    status = 403


class NotFound(Refusal):
    """No such thing."""

    status = 404


class NoRoute(NotFound):
    """No operation of the document has this path."""


class WrongMethod(Refusal):
    """The path exists with other methods; `details` is their sorted tuple."""

    status = 405


class Conflict(Refusal):
    """In conflict with what is already there."""

    status = 409


class TooLarge(Refusal):
    """A body longer than the server takes."""

    status = 413


class Unprocessable(Refusal):
    """Well-formed, but wrong or not allowed now."""

    status = 422


class Unavailable(Refusal):
    """Something of ours is not there now: storage, a package; the message says why, everywhere."""

    status = 503


class Bug(Refusal):
    """A bug of ours: the client sees it in the vendor's envelope, the test has it re-raised."""

    status = 500
