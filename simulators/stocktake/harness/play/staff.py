"""Staff and other programs, which use the vendors' APIs beside the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from stocktake.core.roles import Credentials
from stocktake.core.steps import Lookup, Request


class StaffError(Exception):
    """A request of a scenario was never answered: the scenario is wrong, not the engine."""


class StaffRefused(Exception):  # noqa: N818  # an answer, which may be part of the story
    """The vendor has refused; the message is the beginning of its answer."""


def send(
    environment: Mapping[str, str],
    request: Request,
    *,
    credentials: Credentials,
    results: Mapping[str, Any],
) -> tuple[Any, str]:
    """Send a request with the account's credentials; return its JSON and, if refused, why.

    What its arguments look up is read first. The JSON is None where the answer is none.
    """
    base = environment[credentials.base_url]
    # Proxies of the environment are for the outside, not for a server of our own.
    with httpx.Client(
        trust_env=False, verify=False, timeout=30, **_authentication(environment, credentials)
    ) as http:
        try:
            arguments = _looked_up(dict(request.arguments), http=http, base=base)
            path = request.path.format_map(results)
            return _answer(http, request.method, base + path, json=arguments or None), ""
        except StaffRefused as refused:
            return None, str(refused)
        except httpx.RequestError as error:
            raise StaffError(f"{request.method} {request.path}: {error}") from error


def _looked_up(value: Any, *, http: httpx.Client, base: str) -> Any:
    """Return arguments with the values that staff read at the vendor."""
    if isinstance(value, Lookup):
        found = _answer(http, "GET", base + value.path)
        try:
            for key in value.keys:
                found = found[key]
        except (LookupError, TypeError):
            raise StaffRefused(f"GET {value.path} found nothing") from None
        return found
    if isinstance(value, Mapping):
        return {name: _looked_up(inner, http=http, base=base) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_looked_up(inner, http=http, base=base) for inner in value]
    return value


def _answer(http: httpx.Client, method: str, url: str, *, json: Any = None) -> Any:
    reply = http.request(method, url, json=json)
    if reply.status_code >= 400:
        raise StaffRefused(reply.text[:200])
    try:
        return reply.json()
    except ValueError:  # an answer without a body, or one that a planted fault has garbled
        return None


def _authentication(environment: Mapping[str, str], by: Credentials) -> dict[str, Any]:
    """Return what identifies the account: a name and a password, or a key in a header."""
    if by.user:
        return {"auth": (environment[by.user], environment[by.password])}
    return {"headers": {by.header: environment[by.key]}}
