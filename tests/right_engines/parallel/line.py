"""The line to one system, and the two ways in which a call fails."""

import asyncio
from typing import Any

import httpx

from .settings import FLOWS


class Unsure(Exception):  # noqa: N818 - a state of knowledge
    """Whether it was done is not known, or what is so cannot be read."""


class No(Unsure):
    """The answer was no."""


class Line:
    """The line to one system: few calls at once, or one in a while, and a pause after a refusal."""

    def __init__(self, base: str, gap: float = 0, **kw: Any) -> None:
        self.http, self.gap = httpx.AsyncClient(base_url=base, timeout=8, **kw), gap
        self.room = asyncio.Semaphore(1 if gap else 6)

    async def say(self, verb: str, path: str, **kw: Any) -> httpx.Response:
        """Call; a read is tried twice, a write once, and what was turned away again."""
        async with self.room:
            text, tries = "", 2 if verb == "GET" else 1
            for _ in range(5):
                await asyncio.sleep(self.gap)
                try:
                    answer = await self.http.request(verb, path, **kw)
                    code, text = answer.status_code, f"{answer.status_code} {answer.text[:80]}"
                    if answer.is_success:
                        answer.content and answer.json()
                        return answer
                except (httpx.HTTPError, ValueError) as error:
                    code, text = 599, repr(error)
                if code == 429 or (code == 503 and FLOWS):
                    wait = answer.headers.get("retry-after") or 1
                    await asyncio.sleep(float(wait) + 0.1)
                elif code < 500:
                    raise No(f"{verb} {path}: {text}")
                tries -= code != 429
                if not tries:
                    break
            raise Unsure(f"{verb} {path}: {text}")

    async def get(self, path: str, **query: Any) -> Any:
        """A JSON answer."""
        return (await self.say("GET", path, params=query)).json()
