"""Request bodies as the journal keeps them, read in every form that the vendors take."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from stocktake.core.errors import Malformed
from stocktake.web.bodies import decode

_ENCODED = "base64:"
"""Before a body that is no UTF-8, in the journal."""


def fields_of(headers: Mapping[str, str] | None, body: str | None) -> dict[str, Any]:
    """Return the fields of a body: JSON, a form or multipart, whose values may be JSON themselves.

    Nothing of a body that cannot be read, or that is no object.
    """
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return dict(_fields(lower.get("content-type", ""), body or ""))


@lru_cache(maxsize=512)
def _fields(content_type: str, body: str) -> dict[str, Any]:
    raw = body.encode()
    if body.startswith(_ENCODED):
        raw = base64.b64decode(body.removeprefix(_ENCODED))
    if object_in(body):  # whatever its content type says
        return object_in(body)
    try:
        found = decode({"content-type": content_type} if content_type else {}, raw)
    except Malformed:
        return {}
    read = _with_json(found)
    return read if isinstance(read, dict) else {}


def object_in(text: str | None) -> dict[str, Any]:
    """Return a text as a JSON object, nothing where it is none."""
    value = _json_or_text(text or "")
    return value if isinstance(value, dict) else {}


def _with_json(value: Any) -> Any:
    """Read the texts of a form that are JSON."""
    if isinstance(value, dict):
        return {name: _with_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_json(inner) for inner in value]
    return _json_or_text(value) if isinstance(value, str) else value


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
