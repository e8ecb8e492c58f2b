"""What the control plane answers, read: JSON, text or bytes; a refusal is raised."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import (
    Bug,
    Conflict,
    Forbidden,
    NotFound,
    Problem,
    Unprocessable,
)
from stocktake.core.errors import Invalid as Invalid
from stocktake.core.errors import Refusal as Refusal
from stocktake.core.errors import Unauthorized as Unauthorized

Json = dict[str, Any]
_BY_STATUS: dict[int, type[Refusal]] = {
    kind.status: kind for kind in (Unauthorized, Forbidden, NotFound, Conflict, Unprocessable, Bug)
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, a media type and the body."""

    status: int
    media: str
    content: bytes

    def read(self) -> Any:
        """Return JSON decoded, other text as text, a file as bytes, None for an empty body.

        A Refusal, of the class that its status has, for an answer of 400 or more.
        """
        media = self.media.partition(";")[0].strip()
        if self.status >= 400:
            raise _refusal(self.status, self.content)
        if not self.content:
            return None
        if media == "application/json":
            return json.loads(self.content)
        return self.content.decode() if media == "application/x-ndjson" else self.content


Transport = Callable[[str, str, bytes, str], Answer]
"""Sends a control call: method, target, body and its media type."""


def given(values: Mapping[str, Any]) -> Json:
    """Return what is not None."""
    return {name: value for name, value in values.items() if value is not None}


def as_object(answered: Any) -> Json:
    """Return an answer that is a JSON object, as the document promises."""
    value: Json = answered
    return value


def _refusal(status: int, content: bytes) -> Refusal:
    try:
        error = json.loads(content)["error"]
        message, problems = str(error["message"]), error.get("problems")
    except (ValueError, LookupError, TypeError, AttributeError):
        shown = content.decode(errors="replace")[:200]
        return Refusal(f"no Stocktake server answers there; it said {status}: {shown}")
    if problems:
        return Invalid([_problem(**problem) for problem in problems])
    return _BY_STATUS.get(status, Refusal)(message)


def _problem(where: Any, path: list[str | int], message: str) -> Problem:
    """Return a problem whose message names the argument that is wrong."""
    named = ".".join(str(step) for step in path)
    said = f"{named}: {message}" if named else message
    return Problem(where, tuple(path), keyword="", message=said)
