"""Requests of the `requests` library, answered by a sandbox of this process instead of a socket."""

import io
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import requests
import urllib3

from simulators.web.sandbox import Sandbox


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


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@contextmanager
def caught(sandbox: Sandbox) -> Iterator[None]:
    """Let every request of this process arrive at a sandbox, without a look at any proxy."""
    adapter = InProcess(sandbox)

    def this_one(*_: Any, **__: Any) -> InProcess:
        return adapter

    def nothing(*_: Any, **__: Any) -> dict[str, str]:
        return {}

    with (
        mock.patch.object(requests.Session, "get_adapter", this_one),
        mock.patch.object(requests.sessions, "get_environ_proxies", nothing),
        mock.patch.object(requests.sessions, "get_netrc_auth", nothing),
    ):
        yield
