"""Back Market's refusals in their shapes: V1, V2, validation, problem+json, a string, a page.

Source: docs/reference/channels.md 1.1, 1.4. Which route answers in which shape is decided there.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from stocktake.core.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthorized,
    WrongMethod,
)
from stocktake.core.simulator import Reply

HTML = "text/html"
PROBLEM = "application/problem+json"
_CODES = {400: "E009", 401: "E001", 403: "E003", 404: "E004", 405: "E005", 429: "E010"}
_TITLES = {404: "Not Found", 422: "Unprocessable Entity"}
_REQUESTS = uuid.UUID("0d1c8f0e-6a52-4c55-9f3c-4a4f2b1f1c0e")
_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
    "<body><h1>{title}</h1>{more}</body></html>\n"
)


class Shape(Enum):
    """The body of an error."""

    V1 = auto()
    V2 = auto()
    VALIDATION = auto()
    PROBLEM = auto()
    STRING = auto()
    PAGE = auto()
    CHALLENGE = auto()


class Refused(Refusal):
    """A no in one of the shapes; `target` is the field that was wrong, `fields` are several."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        shape: Shape = Shape.V1,
        target: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.shape = shape
        self.target = target
        self.fields = {name: list(texts) for name, texts in (fields or {}).items()}


def bad(message: str, target: str = "") -> Refused:
    """Return a 400 in the shape of V1."""
    return Refused(message, target=target)


def unknown(what: str, *, shape: Shape = Shape.V1) -> Refused:
    """Return a 404."""
    return Refused(f"{what} does not exist", status=404, shape=shape)


def bad_listing(message: str) -> Refused:
    """Return the 400 of a listing's update: a bare JSON string (1.2)."""
    return Refused(message, shape=Shape.STRING)


def bad_fields(**fields: str) -> Refused:
    """Return the 400 that names fields (1.4)."""
    named = {name: [text] for name, text in fields.items()}
    return Refused("Validation error", shape=Shape.VALIDATION, fields=named)


def too_many_calls() -> Refused:
    """Return the CDN's 429, a page without Retry-After (1.1)."""
    return Refused("Too Many Requests", status=429, shape=Shape.PAGE)


def too_many_lines(most: int) -> Refused:
    """Return the 429 of the hour's quota of SKU lines, in the shape of V1 (1.1)."""
    return Refused(f"more than {most} SKU lines were updated in an hour", status=429)


def blocked(*, as_json: bool = False) -> Refused:
    """Return the 403 of the firewall, a page or a challenge as JSON (1.1)."""
    shape = Shape.CHALLENGE if as_json else Shape.PAGE
    return Refused("Forbidden", status=403, shape=shape)


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into its shape; V1 unless it names another one."""
    refused = refusal if isinstance(refusal, Refused) else _in_words(refusal)
    reply = _SPELLED[refused.shape](refused)
    headers = {**refusal.headers, **reply.headers}
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = ", ".join(refusal.details or ())
    return Reply(refused.status, reply.data, headers, reply.media_type)


def _in_words(refusal: Refusal) -> Refused:
    message, target = refusal.message or "the request cannot be read", ""
    match refusal:
        case Unauthorized():
            message = "the token is missing, unknown or over"
        case Forbidden():
            message = message or "this is not allowed"
        case Invalid():
            target = ".".join(str(part) for part in refusal.problems[0].path)
        case NotFound():
            message = message or "not found"
    return Refused(message, status=refusal.status, target=target)


def _v1(refused: Refused) -> Reply:
    error = {
        "code": _CODES.get(refused.status, "E000"),
        "message": refused.message,
        "data": {},
        "docLink": "",
        "target": refused.target,
    }
    return Reply(data={"error": error, "requestId": _request_id(refused)})


def _v2(refused: Refused) -> Reply:
    error = {"code": _CODES.get(refused.status, "E000"), "message": refused.message}
    return Reply(data={"errors": [error], "requestId": _request_id(refused)})


def _validation(refused: Refused) -> Reply:
    error = {"code": "E009", "message": "Validation error"}
    return Reply(data={"error": error, "data": {"fields": refused.fields}})


def _problem(refused: Refused) -> Reply:
    problem = {
        "type": "about:blank",
        "title": _TITLES.get(refused.status, "Bad Request"),
        "status": refused.status,
        "detail": refused.message,
        "instance": f"urn:uuid:{_request_id(refused)}",
    }
    return Reply(data=problem, media_type=PROBLEM)


def _string(refused: Refused) -> Reply:
    return Reply(data=json.dumps(refused.message).encode())


def _page(refused: Refused) -> Reply:
    ray = _request_id(refused).replace("-", "")[:16]
    page = _PAGE.format(title=f"{refused.status} {refused.message}", more=f"<p>Ray ID: {ray}</p>")
    return Reply(data=page, headers={"cf-ray": f"{ray}-CDG"}, media_type=HTML)


def _challenge(refused: Refused) -> Reply:
    error = {
        "code": "bot-need-challenge",
        "message": "A challenge must be solved",
        "challengePath": "/challenge",
    }
    return Reply(data={"errors": [error]})


_SPELLED = {
    Shape.V1: _v1,
    Shape.V2: _v2,
    Shape.VALIDATION: _validation,
    Shape.PROBLEM: _problem,
    Shape.STRING: _string,
    Shape.PAGE: _page,
    Shape.CHALLENGE: _challenge,
}


def _request_id(refused: Refused) -> str:
    # The same refusal has the same id: an answer follows from the request and the world alone.
    return str(uuid.uuid5(_REQUESTS, f"{refused.status} {refused.target} {refused.message}"))
