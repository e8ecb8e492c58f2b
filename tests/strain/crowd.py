"""Many clients at once, each with one connection and one request under way."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CUSTOMERS = "/wherefour/api/v1/customers"


@dataclass
class Crowd:
    """Clients of worlds, and what they were answered: statuses, and customers made by world."""

    url: str
    env: Mapping[str, str]
    worlds: Sequence[str]
    statuses: Counter[int] = field(default_factory=Counter)
    exchanges: Counter[str] = field(default_factory=Counter)
    made: dict[str, list[str]] = field(default_factory=dict)

    def run(self, *, clients: int, seconds: float) -> None:
        """Let so many clients ask and write for so many seconds; each hears its last answer."""
        asyncio.run(self._all(clients, seconds))

    async def _all(self, clients: int, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        await asyncio.gather(*(self._client(number, until) for number in range(clients)))

    async def _client(self, number: int, until: float) -> None:
        world = self.worlds[number % len(self.worlds)]
        prefix = "" if world == "default" else f"/w/{world}"
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        turn = 0
        while asyncio.get_running_loop().time() < until:
            turn += 1
            name = f"crowd {number} {turn}"
            message, writes = self._request(prefix, name, turn)
            writer.write(message)
            status = await _answer(reader)
            self.statuses[status] += 1
            self.exchanges[world] += 1
            if writes and status < 300:
                self.made.setdefault(world, []).append(name)
        writer.close()
        await writer.wait_closed()

    def _request(self, prefix: str, name: str, turn: int) -> tuple[bytes, bool]:
        login = f"{self.env['WHEREFOUR_USERNAME']}:{self.env['WHEREFOUR_PASSWORD']}"
        basic = "Basic " + base64.b64encode(login.encode()).decode()
        key = self.env["RETAILCRM_API_KEY"]
        match turn % 4:
            case 0:
                return _get(f"{prefix}/retailcrm/api/api-versions", "X-API-KEY", key), False
            case 1:
                return _get(f"{prefix}/wherefour/api/v1/inventory", "Authorization", basic), False
            case 2:
                return _get(f"{prefix}/wherefour/api/v1/nothing", "Authorization", basic), False
        return _post(f"{prefix}{CUSTOMERS}", basic, {"display_name": name}), True


def _get(path: str, name: str, value: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{name}: {value}\r\n\r\n".encode()


def _post(path: str, basic: str, body: Any) -> bytes:
    raw = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Authorization: {basic}"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(raw)}", "", ""]
    return "\r\n".join(lines).encode() + raw


async def _answer(reader: asyncio.StreamReader) -> int:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next((line for line in lines if line.startswith("content-length:")), ":0")
    await reader.readexactly(int(length.partition(":")[2]))
    return int(lines[0].split()[1])
