"""Calls to one system with the standard library alone; writes as JSON or in parts."""

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

Row = dict[str, Any]
BOUNDARY = "----------------------------7d93multipart"


class NoError(Exception):
    """Refused: nothing has happened."""


class LostError(Exception):
    """No answer, or none that can be read or believed."""


@dataclass
class Service:
    """An address with its credentials; calls are `pace` seconds apart, if there is a pace."""

    base: str
    headers: dict[str, str]
    pace: float = 0.0
    query: dict[str, str] = field(default_factory=dict)
    free_at: float = field(default_factory=time.monotonic)
    date: str = ""

    def once(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, Any, Any]:
        """One exchange on a connection of its own: status, headers, the body as JSON."""
        where = urlsplit(self.base)
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=6)
        headers = self.headers | ({"Content-Type": kind} if body else {})
        time.sleep(max(0.0, self.free_at - time.monotonic()))
        try:
            line.request(method, where.path + path, body, headers)
            reply = line.getresponse()
            raw = reply.read()
            self.date = reply.headers.get("Date", self.date)
            return (
                reply.status,
                reply.headers,
                json.loads(raw) if raw and raw[:1] in b"{[n" else raw,
            )
        finally:
            line.close()
            self.free_at = time.monotonic() + self.pace

    def ask(
        self,
        method: str,
        path: str,
        query: Any = None,
        body: bytes | None = None,
        kind: str = "application/json",
    ) -> tuple[Any, Any]:
        """Send; reads three times at most. Where a limit refuses, wait for its end and repeat."""
        query = [*self.query.items(), *(query or {}).items()]
        path = f"{path}?{urlencode(query, doseq=True)}" if query else path
        chances, why = 3 if method == "GET" else 1, ""
        while chances:
            try:
                status, headers, answer = self.once(method, path, body, kind)
            except (OSError, http.client.HTTPException, ValueError) as trouble:
                chances, why = chances - 1, repr(trouble)
                continue
            if status == 429 or (status == 503 and self.pace):
                self.free_at = time.monotonic() + float(headers.get("Retry-After", 1)) + 0.1
                continue
            if 400 <= status < 500:
                raise NoError(f"{method} {path.split('?')[0]}: {status} {str(answer)[:90]}")
            if status < 300 and not (isinstance(answer, bytes) and answer):
                return answer, headers
            chances, why = chances - 1, str(status)
        raise LostError(f"{method} {path.split('?')[0]}: {why}")

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.ask("GET", path, query)[0]

    def send(self, method: str, path: str, body: Row | None) -> Any:
        """Write JSON."""
        return self.ask(method, path, None, None if body is None else json.dumps(body).encode())[0]

    def post(self, path: str, **fields: Any) -> Any:
        """Write a form in several parts, as cURL sends an array; structures are JSON in a field."""
        parts = b""
        for name, value in fields.items():
            text = value if isinstance(value, str) else json.dumps(value)
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts += head.encode() + text.encode() + b"\r\n"
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", path, None, parts + f"--{BOUNDARY}--\r\n".encode(), kind)[0]
