"""Traffic as an HTTP Archive (HAR 1.2), for the tools that read one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from importlib import metadata
from typing import IO, Any
from urllib.parse import parse_qsl

from harfile import Content, Creator, HarFile, PostData, Request, Response, Timings
from harfile import Record as Header

from stocktake.core.clock import iso

Row = Mapping[str, Any]
"""A row of the journal as the control plane gives it."""

_BINARY = "base64:"


def write_archive(
    file: IO[str],
    rows: Iterable[Row],
    *,
    creator: Creator,
    comment: str,
    host_of: Callable[[Row], str],
) -> None:
    """Write the exchanges and callbacks among the rows; `host_of` is what a row's path follows."""
    with HarFile.open(file, creator=creator, comment=comment) as archive:
        for row in rows:
            if row["kind"] in ("exchange", "callback"):
                archive.add_entry(
                    startedDateTime=iso(row["at"]),
                    time=0,
                    request=_request(row, host_of(row)),
                    response=_response(row),
                    timings=Timings(send=0, wait=0, receive=0),
                    comment=_comment(row),
                )


def write_of_world(file: IO[str], rows: Iterable[Row]) -> None:
    """Write rows of a world's journal as they are, each under the address that it was sent to."""
    write_archive(
        file,
        rows,
        creator=Creator("Stocktake", metadata.version("stocktake")),
        comment="Times are those of the simulated world, in which an answer takes none.",
        host_of=lambda row: row["base_url"] or "",
    )


def _request(row: Row, host: str) -> Request:
    headers, body, query = row["request_headers"] or {}, row["request_body"], row["query"] or ""
    posted = None if body is None else PostData(mimeType=_media(headers), text=body)
    return Request(
        method=row["method"],
        url=f"{host}{row['path']}{'?' if query else ''}{query}",
        httpVersion="HTTP/1.1",
        headers=_headers(headers),
        queryString=[Header(*pair) for pair in parse_qsl(query, keep_blank_values=True)],
        postData=posted,
        bodySize=len((body or "").encode()),
    )


def _response(row: Row) -> Response:
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


def _comment(row: Row) -> str:
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
