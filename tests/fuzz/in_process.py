"""Requests of the `requests` library on another way: to a sandbox of this process, or as a form."""

import io
import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import requests
import urllib3
from stocktake.web.sandbox import Sandbox


class InProcess(requests.adapters.HTTPAdapter):
    """What carries a request to a sandbox, and to a second one that must answer the same.

    `differences` tells where it did not; `compared` counts the requests.
    """

    def __init__(self, sandbox: Sandbox, reference: Sandbox | None = None) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.reference = reference
        self.differences: list[str] = []
        self.compared = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request; a handler's bug is a 500 that shows its traceback."""
        parts = urlsplit(str(request.url))
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name: _text(value) for name, value in request.headers.items()}
        headers = {"Host": parts.netloc, **headers}
        status, named, content = got = _ask(self.sandbox, request.method, target, body, headers)
        if self.reference is not None:
            expected = _ask(self.reference, request.method, target, body, headers)
            self.compared += 1
            if _comparable(got) != _comparable(expected) and not self._time_flows():
                asked = f"{request.method} {target} {body[:500]!r}"
                self.differences.append(f"{asked}\n  {got}\n  {expected}"[:4000])
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(content), headers=named, status=status, version=11,
            preload_content=False, request_method=request.method,
        )  # fmt: skip
        return self.build_response(request, raw)

    def _time_flows(self) -> bool:
        """Whether a request of the campaign has let time flow, so that two worlds drift apart."""
        return self.sandbox.world().clock.describe()["mode"] == "flowing"


def _comparable(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """Leave out a world's file: it holds the real time at which its clock was set."""
    status, headers, body = answer
    is_file = headers.get("content-type") == "application/vnd.sqlite3"
    return status, headers, b"" if is_file else body


def _ask(
    sandbox: Sandbox, method: str | None, target: str, body: bytes, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    try:
        answer = sandbox.request(str(method), target, data=body, headers=headers)
    except Exception:
        return 500, {}, traceback.format_exc().encode()
    return answer.status, answer.headers, answer.body


class AsForm(requests.adapters.HTTPAdapter):
    """What carries an object in JSON as a form, each of these fields in JSON, to where it goes."""

    def __init__(self, fields: frozenset[str]) -> None:
        super().__init__()
        self.fields = fields

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """Send a request; a body that is no object in JSON goes as it is."""
        data = _json(request)
        if isinstance(data, dict):
            form = {
                name: value
                if isinstance(value, str) and name not in self.fields
                else json.dumps(value)
                for name, value in data.items()
            }
            request.prepare_body(form, None)
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        return super().send(request, *args, **more)


def _json(request: requests.PreparedRequest) -> Any:
    if _text(request.headers.get("Content-Type", "")) != "application/json":
        return None
    try:
        return json.loads(request.body or b"")
    except ValueError:
        return None


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@contextmanager
def caught(sandbox: Sandbox, reference: Sandbox | None = None) -> Iterator[InProcess]:
    """Let every request of this process arrive at a sandbox, and be compared with another's."""
    adapter = InProcess(sandbox, reference)
    with carried(adapter):
        yield adapter


@contextmanager
def carried(adapter: requests.adapters.HTTPAdapter) -> Iterator[None]:
    """Let every request of this process go through an adapter, without a look at any proxy."""

    def this_one(*_: Any, **__: Any) -> requests.adapters.HTTPAdapter:
        return adapter

    def nothing(*_: Any, **__: Any) -> dict[str, str]:
        return {}

    with (
        mock.patch.object(requests.Session, "get_adapter", this_one),
        mock.patch.object(requests.sessions, "get_environ_proxies", nothing),
        mock.patch.object(requests.sessions, "get_netrc_auth", nothing),
    ):
        yield
