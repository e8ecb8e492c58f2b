"""HTTP Basic: the credentials that a request carries, and the challenge of a Rails application."""

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Application"'}
"""The header of a 401; `Application` is Rails's default realm."""


def read_credentials(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Return user name and password from headers with lower-case names.

    None without an `Authorization` header, for another scheme, and for what is not base64 of UTF-8.
    """
    return _read(headers.get("authorization", ""))


@lru_cache(maxsize=256)  # a client sends the same with each request
def _read(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    username, _, password = decoded.partition(":")
    return username, password
