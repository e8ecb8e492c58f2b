"""Staff and other programs, which use the vendors' APIs beside the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from stocktake.core.roles import Credentials
from stocktake.core.steps import Request


class StaffError(Exception):
    """A request of a scenario was never answered: the scenario is wrong, not the engine."""


def send(
    environment: Mapping[str, str],
    request: Request,
    *,
    credentials: Credentials,
    results: Mapping[str, Any],
) -> tuple[Any, str]:
    """Send a request with the account's credentials; return its JSON and, if refused, why."""
    base = environment[credentials.base_url]
    # Proxies of the environment are for the outside, not for a server of our own.
    with httpx.Client(trust_env=False, verify=False, timeout=30) as http:
        try:
            reply = http.request(
                request.method,
                base + request.path.format_map(results),
                json=dict(request.arguments) or None,
                **_authentication(environment, credentials),
            )
        except httpx.RequestError as error:
            raise StaffError(f"{request.method} {request.path}: {error}") from error
    refused = reply.text[:200] if reply.status_code >= 400 else ""
    return (None if refused else reply.json()), refused


def _authentication(environment: Mapping[str, str], by: Credentials) -> dict[str, Any]:
    """Return what identifies the account: a name and a password, or a key in a header."""
    if by.user:
        return {"auth": (environment[by.user], environment[by.password])}
    return {"headers": {by.header: environment[by.key]}}
