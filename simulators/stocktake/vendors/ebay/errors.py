"""eBay's error envelope, and the refusals of its handlers.

Source: docs/reference/channels.md 2.1 to 2.4.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import (
    Bug,
    Invalid,
    Malformed,
    NoRoute,
    NotFound,
    Refusal,
    Unauthorized,
    Unavailable,
    WrongMethod,
)
from stocktake.core.simulator import Reply
from stocktake.dialects import oauth2

_INVENTORY, _FULFILLMENT, _ACCESS = "API_INVENTORY", "API_FULFILLMENT", "ACCESS"
_BUSINESS = frozenset({25004, 25019, 25710, 25713, 25759})


class SellError(Refusal):
    """A no of a Sell API with its errorId; `parameters` name what was wrong in the request."""

    def __init__(
        self,
        error_id: int,
        message: str,
        *,
        domain: str,
        status: int = 400,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error_id = error_id
        self.domain = domain
        self.parameters = dict(parameters or {})

    @property
    def category(self) -> str:
        """Return the kind of error: of the request, of the business, or of the service."""
        if self.status >= 500:
            return "APPLICATION"
        return "BUSINESS" if self.error_id in _BUSINESS else "REQUEST"


def inventory_error(
    error_id: int, message: str, *, status: int = 400, **parameters: Any
) -> SellError:
    """Return a refusal of the Inventory API (2.3)."""
    return SellError(error_id, message, domain=_INVENTORY, status=status, parameters=parameters)


def fulfillment_error(
    error_id: int, message: str, *, status: int = 400, **parameters: Any
) -> SellError:
    """Return a refusal of the Fulfillment API (2.4)."""
    return SellError(error_id, message, domain=_FULFILLMENT, status=status, parameters=parameters)


def access_error(error_id: int, message: str, *, status: int) -> SellError:
    """Return a refusal that every API has in common (2.2)."""
    return SellError(error_id, message, domain=_ACCESS, status=status)


def quota_reached() -> SellError:
    """Return the refusal of a call beyond a daily quota (2.2)."""
    return access_error(2001, "Too many requests. The quota of the day is used up", status=429)


def invalid_token(status: int = 401) -> SellError:
    """Return the refusal of a token that is absent, unknown or over (2.1)."""
    return SellError(1001, "Invalid access token", domain="OAuth", status=status)


def spell_error(error: SellError) -> dict[str, Any]:
    """Return an error as the envelope and the rows of a bulk call hold it."""
    return {
        "errorId": error.error_id,
        "domain": error.domain,
        "category": error.category,
        "message": error.message,
        "longMessage": f"{error.message}.",
        "parameters": [
            {"name": name, "value": str(value)} for name, value in error.parameters.items()
        ],
    }


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into `{errors: [...]}`; one of the token endpoint into that of RFC 6749."""
    if isinstance(refusal, oauth2.TokenRefused):
        return oauth2.spell_refused(refusal)
    error = refusal if isinstance(refusal, SellError) else _sell_error(refusal)
    headers = dict(refusal.headers)
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = ", ".join(refusal.details or ())
    return Reply(error.status, {"errors": [spell_error(error)]}, headers)


def _sell_error(refusal: Refusal) -> SellError:
    match refusal:
        case Unauthorized():
            return invalid_token()
        case NoRoute() | NotFound():
            return access_error(2002, "Resource not found", status=404)
        case WrongMethod():
            return access_error(2002, "Method not allowed", status=405)
        case Malformed():
            return access_error(2004, "Invalid request: the body cannot be read", status=400)
        case Invalid():
            return _invalid(refusal)
        case Unavailable() | Bug():
            return access_error(2003, refusal.message or "Internal error", status=refusal.status)
    return access_error(2003, refusal.message or "Internal error", status=refusal.status)


def _invalid(refusal: Invalid) -> SellError:
    first = refusal.problems[0]
    where = ".".join(str(part) for part in first.path)
    message = f"Invalid request: {where}: {first.message}" if where else first.message
    return access_error(2004, message, status=400)
