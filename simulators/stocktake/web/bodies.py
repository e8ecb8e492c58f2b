"""Request bodies: JSON, form and multipart, decoded to one shape before a document sees them."""

import binascii
import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
import python_multipart

from stocktake.core.errors import Malformed
from stocktake.dialects.php_brackets import read_brackets

_ENCODED = re.compile(rb"%[0-9A-Fa-f]{2}")
_DEEPEST_JSON = 200  # no vendor's body comes near; jsonschema-rs gives up some way beyond


def decode(headers: Mapping[str, str], raw: bytes) -> Any:
    """Return the decoded body, None when there is none; Malformed when it cannot be read.

    A body without a content type is read as JSON when it looks like it, else as a form (but not an
    SQLite file, which `curl -T` sends so). Of a content type that no vendor reads, nothing is
    understood: an empty dict, as their frameworks have it.
    """
    if not raw:
        return None
    media = headers.get("content-type", "").split(";")[0].strip().lower()
    if not media and raw.startswith(b"SQLite format 3\0"):
        return {}
    if not media:
        media = "application/json" if raw.lstrip()[:1] in (b"{", b"[") else "form"
    if media == "application/json" or media.endswith("+json"):
        return read_json(raw)
    if media == "multipart/form-data":
        return read_brackets(_multipart(headers, raw))
    if media in ("application/x-www-form-urlencoded", "form"):
        return read_brackets(read_form(raw))
    return {}


def read_form(raw: bytes) -> list[tuple[str, str]]:
    """Return the pairs of a form, as `parse_qsl` does; Malformed when it is not UTF-8.

    Uploads are long forms of JSON in which every third letter is percent-encoded, and `parse_qsl`
    takes those one by one. quoted-printable is the same code with another sign, read in C.
    """
    text = _text(raw)
    if not raw.isascii() or raw.count(b"%") != len(_ENCODED.findall(raw)):
        return parse_qsl(text, keep_blank_values=True)
    pairs = [each.partition(b"=") for each in raw.split(b"&") if each]
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(part: bytes) -> str:
    if b"%" in part:
        quoted = part.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
        return binascii.a2b_qp(quoted).decode(errors="replace")
    return part.replace(b"+", b" ").decode()


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8 (byte {error.start})") from None


def read_json(raw: bytes) -> Any:
    """Return the JSON value; Malformed when it is not UTF-8, not JSON, or nested beyond reason."""
    _text(raw)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"the body is not JSON: {error}") from None
    if raw.count(b"[") + raw.count(b"{") > _DEEPEST_JSON and _depth(value) > _DEEPEST_JSON:
        raise Malformed(f"the body is nested deeper than {_DEEPEST_JSON}")
    return value


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        inner = [
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        ]
        level = [item for items in inner for item in items]
    return depth


def _multipart(headers: Mapping[str, str], raw: bytes) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []

    def on_field(field: Any) -> None:
        pairs.append((_text(field.field_name or b""), _text(field.value or b"")))

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        pairs.append((_text(file.field_name or b""), _text(file.file_object.read())))

    given = {name.title(): value.encode() for name, value in headers.items()}
    given["Content-Length"] = str(len(raw)).encode()
    try:
        python_multipart.parse_form(given, io.BytesIO(raw), on_field, on_file)
    except python_multipart.exceptions.FormParserError as error:
        raise Malformed(f"the multipart body cannot be read: {error}") from None
    return pairs


def is_json(media_type: str) -> bool:
    """Say whether a body of this media type is one JSON document."""
    media = media_type.split(";")[0]
    return media == "application/json" or media.endswith("+json")
