"""The one error envelope, and refusals of handlers. Source: docs/reference/channels.md 3."""

from typing import Any

from stocktake.core.errors import (
    Conflict,
    Invalid,
    Malformed,
    NotFound,
    Refusal,
    Unauthorized,
    Unprocessable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import oauth2

_CODES: dict[type[Refusal], str] = {
    Malformed: "malformed",
    Unauthorized: "invalid_token",
    NotFound: "not_found",
    WrongMethod: "method_not_allowed",
    Conflict: "conflict",
    Invalid: "invalid",
    Unprocessable: "invalid",
}
_BY_STATUS = {413: "too_large", 429: "rate_limited", 503: "unavailable"}


class FieldError(Unprocessable):
    """A value that is not allowed; `field` says where in the request it is."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooManyRequests(Refusal):
    """A call beyond those of a minute; Retry-After is whole seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        seconds = -(-wait // 1_000)
        super().__init__(
            f"Too many requests, try again in {seconds} s", headers={"Retry-After": str(seconds)}
        )


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into `{error: {...}}`; one of the token endpoint into that of RFC 6749."""
    if isinstance(refusal, oauth2.TokenRefused):
        return oauth2.spell_refused(refusal)
    status = 422 if isinstance(refusal, Invalid) else refusal.status
    message, field = refusal.message, ""
    if isinstance(refusal, FieldError):
        field = refusal.field
    elif isinstance(refusal, Invalid):
        field = ".".join(str(part) for part in refusal.problems[0].path)
    code = _code_of(refusal)
    error: dict[str, Any] = {"code": code, "message": message or code.replace("_", " ")}
    if field:
        error["field"] = field
    return Reply(status, {"error": error}, _headers_of(refusal))


def _code_of(refusal: Refusal) -> str:
    known = (code for kind, code in _CODES.items() if isinstance(refusal, kind))
    return next(known, _BY_STATUS.get(refusal.status, "internal"))


def _headers_of(refusal: Refusal) -> dict[str, str]:
    headers = dict(refusal.headers)
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = ", ".join(refusal.details or ())
    if isinstance(refusal, Unauthorized):
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return headers
