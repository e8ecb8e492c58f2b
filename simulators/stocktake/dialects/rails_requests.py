"""How Rails reads a request: its router's paths and verbs, and what it casts in ids and times.

Source: docs/reference/wherefour.md 1.2 and 1.6, docs/reference/whiplash.md 2.2.
"""

import re
from collections.abc import Mapping
from typing import Any

_FORMAT = re.compile(r"(?<=[^/])\.json\Z")
_SLASHES = re.compile(r"/+")
_WHOLE = re.compile(r"([+-]?[0-9]+)\.0+")
_LARGEST_EXACT = 2**53  # above it, a float does not say which integer it was
_INDEX = re.compile(r"[0-9]+")
# What Ruby writes for a time: `2026-01-05 09:00:00 UTC`, and `… +0000`, of which a query that does
# not escape the plus sign makes two spaces.
_ZONE = re.compile(r"(?<=\d)(?: +(UTC|GMT|Z|[+-]\d\d:?\d\d)|  (\d\d:?\d\d))\Z")
_NAMES_AN_ID = ("_id", "_ids")


def read_verb(method: str) -> str:
    """Return the verb that the router looks for: HEAD asks for what GET would answer."""
    return "GET" if method == "HEAD" else method


def read_path(path: str) -> str:
    """Return the path that the router looks for: `//` is `/`, the end has no `/` and no `.json`."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    path = path.rstrip("/")
    return _FORMAT.sub("", path) if path.endswith(".json") else path


def read_ids(fields: Any, also: frozenset[str] = frozenset()) -> Any:
    """Return a body with its ids as Rails casts them: `3.0` and `"3.0"` are 3.

    Ids are what stands under `id`, `…_id`, `…_ids` and the names in `also`, at any depth. Nested
    attributes that came as an object with numbers for keys, `{"0": {…}}`, become a list.
    """
    if isinstance(fields, list):
        return [read_ids(each, also) for each in fields]
    if not isinstance(fields, dict):
        return fields
    return {name: _read_field(str(name), value, also) for name, value in fields.items()}


def read_id(name: str, value: Any, also: frozenset[str] = frozenset()) -> Any:
    """Return the value of a field: a whole float, or its text, as an integer if it is an id."""
    if name != "id" and not name.endswith(_NAMES_AN_ID) and name not in also:
        return value
    if isinstance(value, list):
        return [read_id(name, each, also) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT:
        return int(value)
    whole = _WHOLE.fullmatch(value) if isinstance(value, str) else None
    return whole.group(1) if whole else value


def _read_field(name: str, value: Any, also: frozenset[str]) -> Any:
    if name.endswith("_attributes") and isinstance(value, Mapping) and _is_numbered(value):
        value = list(value.values())
    if isinstance(value, dict) or (isinstance(value, list) and name.endswith("_attributes")):
        return read_ids(value, also)
    return read_id(name, value, also)


def _is_numbered(entries: Mapping[Any, Any]) -> bool:
    return bool(entries) and all(_INDEX.fullmatch(str(key)) for key in entries)


def read_ruby_time(text: str) -> str:
    """Return a time as ISO 8601 spells its zone: Ruby writes ` UTC` or ` +0000` after the time."""
    named = _ZONE.search(text.strip())
    if named is None:
        return text
    zone = named.group(1) or f"+{named.group(2)}"
    return text.strip()[: named.start()] + ("Z" if zone.isalpha() else zone)
