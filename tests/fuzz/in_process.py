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
    """What carries a request to a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request; a handler's bug is a 500 that shows its traceback."""
        parts = urlsplit(str(request.url))
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name: _text(value) for name, value in request.headers.items()}
        try:
            answer = self.sandbox.request(
                str(request.method), target, data=body, headers={"Host": parts.netloc, **headers}
            )
            status, named, content = answer.status, answer.headers, answer.body
        except Exception:
            status, named, content = 500, {}, traceback.format_exc().encode()
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(content), headers=named, status=status, version=11,
            preload_content=False, request_method=request.method,
        )  # fmt: skip
        return self.build_response(request, raw)


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
def caught(sandbox: Sandbox) -> Iterator[None]:
    """Let every request of this process arrive at a sandbox."""
    with carried(InProcess(sandbox)):
        yield


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
