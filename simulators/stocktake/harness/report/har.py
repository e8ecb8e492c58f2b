"""The traffic of a scenario as an HTTP Archive (HAR 1.2), for the tools that read one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from harfile import Content, Creator, HarFile, PostData, Request, Response, Timings
from harfile import Record as Header

from stocktake.core.clock import iso

_COMMENT = (
    "Times are those of the simulated world, in which an answer takes none. Each system stands"
    " under a host name of its own (wherefour.test) in place of the address that the referee"
    " gave it; headers that differ between two runs were left out."
)
_BINARY = "base64:"


def write_har(path: Path, journal: str, *, engine: str, version: str) -> None:
    """Write the exchanges and callbacks of a journal in its canonical form."""
    with (
        path.open("w", encoding="utf-8") as file,
        HarFile.open(
            file, creator=Creator("Stocktake", version, engine), comment=_COMMENT
        ) as archive,
    ):
        for line in journal.split("\n")[:-1]:  # bodies may hold other ends of lines
            row = json.loads(line)
            if row["kind"] in ("exchange", "callback"):
                _add(archive, _at_home(row))


def _add(archive: HarFile, row: Mapping[str, Any]) -> None:
    archive.add_entry(
        startedDateTime=iso(row["at"]),
        time=0,
        request=_request(row),
        response=_response(row),
        timings=Timings(send=0, wait=0, receive=0),
        comment=_comment(row),
    )


def _at_home(row: dict[str, Any]) -> dict[str, Any]:
    """Put a host name where the canonical form leaves the address open."""
    return {name: _spelled(value, _host(row)) for name, value in row.items()}


def _spelled(value: Any, host: str) -> Any:
    if isinstance(value, str):
        return value.replace("{base}", host)
    if isinstance(value, dict):
        return {name: _spelled(inner, host) for name, inner in value.items()}
    return value


def _host(row: Mapping[str, Any]) -> str:
    """Return who was asked: the engine by a callback, else the system."""
    return f"http://{'engine' if row['kind'] == 'callback' else row['simulator']}.test"


def _request(row: Mapping[str, Any]) -> Request:
    headers, body, query = row["request_headers"] or {}, row["request_body"], row["query"] or ""
    posted = None if body is None else PostData(mimeType=_media(headers), text=body)
    return Request(
        method=row["method"],
        url=f"{_host(row)}{row['path']}{'?' if query else ''}{query}",
        httpVersion="HTTP/1.1",
        headers=_headers(headers),
        queryString=[Header(*pair) for pair in parse_qsl(query, keep_blank_values=True)],
        postData=posted,
        bodySize=len((body or "").encode()),
    )


def _response(row: Mapping[str, Any]) -> Response:
    """Return what the system answered; status 0, as browsers have it, where it did not."""
    headers, body, status = row["reply_headers"] or {}, row["reply_body"] or "", row["status"]
    content = _content(body, _media(headers))
    return Response(
        status=status or 0,
        statusText=HTTPStatus(status).phrase if status in list(HTTPStatus) else "",
        httpVersion="HTTP/1.1",
        headers=_headers(headers),
        content=content,
        bodySize=content.size,
        comment=None if row["delivered"] else "the client never got this answer",
    )


def _content(body: str, media: str) -> Content:
    """Return a body; the journal has what is no text as `base64:...`."""
    if body.startswith(_BINARY):
        packed = body.removeprefix(_BINARY)
        size = len(base64.b64decode(packed))
        return Content(size=size, mimeType=media, text=packed, encoding="base64")
    return Content(size=len(body.encode()), mimeType=media, text=body)


def _comment(row: Mapping[str, Any]) -> str:
    parts = [f"journal {row['seq']}: {row['operation'] or row['kind']}"]
    if row["fault"]:
        parts.append(f"planted fault {row['fault']}")
    if not row["delivered"]:
        what = "the answer" if row["status"] is not None else "an answer"
        parts.append(f"the client never got {what}")
    return "; ".join(parts)


def _headers(headers: Mapping[str, str]) -> list[Header]:
    return [Header(name, str(value)) for name, value in headers.items()]


def _media(headers: Mapping[str, str]) -> str:
    found = {name.lower(): value for name, value in headers.items()}
    return found.get("content-type", "")
