"""Staff and other programs, which use the vendors' APIs beside the engine."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from stocktake.core.roles import Credentials
from stocktake.core.steps import Lookup, Request

_PATIENCE_S = 30.0
_AS_IT_IS = "/%?&=+,:;@!$'()*~[]"


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
    line = HTTPConnection(urlsplit(base).netloc, timeout=_PATIENCE_S)
    vendor = _Vendor(line, urlsplit(base).path, _authentication(environment, credentials))
    with closing(line):
        try:
            arguments = _looked_up(dict(request.arguments), vendor)
            path = request.path.format_map(results)
            return vendor.answer(request.method, path, arguments), ""
        except StaffRefused as refused:
            return None, str(refused)
        except (OSError, HTTPException) as error:
            raise StaffError(f"{request.method} {request.path}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Vendor:
    """A vendor's server, what stands before its paths, and the headers with the credentials."""

    line: HTTPConnection
    base: str
    headers: Mapping[str, str]

    def answer(self, method: str, path: str, arguments: Any = None) -> Any:
        """Send a request; return its JSON, None where there is none, StaffRefused for a refusal."""
        headers, body = dict(self.headers), None
        if arguments:
            headers["Content-Type"] = "application/json"
            body = json.dumps(arguments, ensure_ascii=False, separators=(",", ":")).encode()
        self.line.request(method, quote(self.base + path, safe=_AS_IT_IS), body, headers)
        reply = self.line.getresponse()
        text = reply.read().decode(errors="replace")
        if reply.status >= 400:
            raise StaffRefused(text[:200])
        try:
            return json.loads(text)
        except ValueError:  # an answer without a body, or one that a planted fault has garbled
            return None


def _looked_up(value: Any, vendor: _Vendor) -> Any:
    """Return arguments with the values that staff read at the vendor."""
    if isinstance(value, Lookup):
        found = vendor.answer("GET", value.path)
        try:
            for key in value.keys:
                found = found[key]
        except (LookupError, TypeError):
            raise StaffRefused(f"GET {value.path} found nothing") from None
        return found
    if isinstance(value, Mapping):
        return {name: _looked_up(inner, vendor) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_looked_up(inner, vendor) for inner in value]
    return value


def _authentication(environment: Mapping[str, str], by: Credentials) -> dict[str, str]:
    """Return the header that identifies the account: a name and a password, or a key."""
    if by.user:
        pair = f"{environment[by.user]}:{environment[by.password]}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return {by.header: environment[by.key]}
