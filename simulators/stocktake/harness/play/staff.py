"""Staff and other programs, who use the vendors' APIs beside the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from stocktake.harness.scenario import Request


class StaffError(Exception):
    """A request of a scenario was never answered: the scenario is wrong, not the engine."""


def send(
    environment: Mapping[str, str], request: Request, *, results: Mapping[str, Any]
) -> tuple[Any, str]:
    """Send a request with the account's credentials; return its JSON and, if refused, why."""
    vendor = request.simulator.upper()
    base = environment[f"{vendor}_BASE_URL"]
    # Proxies of the environment are for the outside, not for a server of our own.
    with httpx.Client(trust_env=False, verify=False, timeout=30) as http:
        try:
            reply = http.request(
                request.method,
                base + request.path.format_map(results),
                json=dict(request.arguments) or None,
                **_credentials(environment, vendor),
            )
        except httpx.RequestError as error:
            raise StaffError(f"{request.method} {request.path}: {error}") from error
    refused = reply.text[:200] if reply.status_code >= 400 else ""
    return (None if refused else reply.json()), refused


def _credentials(environment: Mapping[str, str], vendor: str) -> dict[str, Any]:
    """Return what shows who asks: a name and a password, or a key."""
    for name, secret in (("USERNAME", "PASSWORD"), ("APP_ID", "APP_SECRET")):
        if f"{vendor}_{name}" in environment:
            return {"auth": (environment[f"{vendor}_{name}"], environment[f"{vendor}_{secret}"])}
    return {"headers": {"X-API-KEY": environment[f"{vendor}_API_KEY"]}}
