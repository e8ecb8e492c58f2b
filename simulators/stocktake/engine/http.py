"""HTTP/1.1 as far as a round needs it: one connection that is kept open, one request at a time.

A round is a short process. The standard library's client reads headers by its parser of e-mails:
importing that takes a quarter of a round's start, and each answer as long again as all else of it.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_PORTION = 1 << 16
_MOST_HEAD = 1 << 16
_LEAST_ERROR = 200  # what is below is no answer yet
_BODILESS = (204, 304)


class Broken(Exception):  # noqa: N818  # what the network did, not an error of ours
    """What came is no whole answer in HTTP."""


class Answer(NamedTuple):
    """An answer that came whole; its headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A connection to a server, made when it is needed; each wait lasts `timeout` s at most."""

    def __init__(self, host: str, *, tls: bool, timeout: float) -> None:
        self.host = host
        self._tls = tls
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self._unread = b""

    def close(self) -> None:
        """Close it; the next request makes a new one."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._unread = None, b""

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Send a request and return its answer; OSError or Broken, and closed, when none comes."""
        try:
            self._close_if_closed()
            if self._socket is None:
                self._socket = self._connected()
            self._socket.sendall(_spelled(method, path, self.host, body, headers))
            return self._answer()
        except (OSError, Broken):
            self.close()
            raise

    def _close_if_closed(self) -> None:
        # A server closes idle connections; a write must not find that out by failing.
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()

    def _connected(self) -> socket.socket:
        name, _, port = self.host.rpartition(":") if _has_port(self.host) else (self.host, "", "")
        name = name.strip("[]")
        made = socket.create_connection((name, port or (443 if self._tls else 80)), self._timeout)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._tls:
            return made
        import ssl  # a round against the fakes needs none, and it takes long to import

        try:
            return ssl.create_default_context().wrap_socket(made, server_hostname=name)
        except BaseException:
            made.close()
            raise

    def _answer(self) -> Answer:
        status, headers = self._head()
        while status < _LEAST_ERROR:
            status, headers = self._head()
        if status in _BODILESS:
            body = b""
        elif headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(self._chunks())
        elif "content-length" in headers:
            body = self._read(_number(headers["content-length"], 10))
        else:
            body = self._read_all()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def _head(self) -> tuple[int, dict[str, str]]:
        while (end := self._unread.find(b"\r\n\r\n")) < 0:
            if len(self._unread) > _MOST_HEAD:
                raise Broken("the head of the answer has no end")
            self._receive("no answer came" if not self._unread else "the answer ended in its head")
        first, *lines = self._unread[:end].decode("latin-1").split("\r\n")
        self._unread = self._unread[end + 4 :]
        version, _, rest = first.partition(" ")
        if not version.startswith("HTTP/1."):
            raise Broken(f"this is no HTTP: {first[:60]}")
        pairs = (line.partition(":") for line in lines)
        return _number(rest[:3], 10), {name.lower(): value.strip() for name, _, value in pairs}

    def _chunks(self) -> Iterator[bytes]:
        while size := _number(self._line().partition(b";")[0].decode("latin-1"), 16):
            yield self._read(size)
            self._line()
        while self._line():
            pass

    def _line(self) -> bytes:
        while b"\r\n" not in self._unread:
            self._receive("the answer ended early")
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line

    def _read(self, size: int) -> bytes:
        while len(self._unread) < size:
            self._receive("the answer ended early")
        body, self._unread = self._unread[:size], self._unread[size:]
        return body

    def _read_all(self) -> bytes:
        assert self._socket is not None
        parts = [self._unread]
        while parts[-1] or len(parts) == 1:
            parts.append(self._socket.recv(_PORTION))
        self.close()
        return b"".join(parts)

    def _receive(self, why: str) -> None:
        """Read on; Broken, which says why, at the end of the connection."""
        assert self._socket is not None
        part = self._socket.recv(_PORTION)
        if not part:
            raise Broken(why)
        self._unread += part


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdecimal() and (host.startswith("[") or host.count(":") == 1)


def _spelled(
    method: str, path: str, host: str, body: bytes | None, headers: Mapping[str, str]
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: identity"]
    if body is not None or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body or b'')}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b"")


def _number(text: str, base: int) -> int:
    """Return a number of the answer's frame; Broken where it is none."""
    try:
        found = int(text, base)
    except ValueError:
        found = -1
    if found < 0:
        raise Broken(f"{text[:20]!r} is no number of bytes, nor a status")
    return found
