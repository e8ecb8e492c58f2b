"""A client whose access tokens end: asked for by a refresh token, on the world's clock.

A token is asked for anew shortly before its end, and once more when an answer says that it is over.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stocktake.engine import wire
from stocktake.engine.memory import Memory

EARLY = timedelta(minutes=1)
OVER = frozenset({401, 403})
"""Answers that a token that is over gets: some APIs say 403 where others say 401."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a seller allowed: who asks, where for tokens, with which refresh token.

    `first` is an access token that was given with it, empty if none was.
    """

    outlet: str
    path: str
    client: tuple[str, str]
    refresh: str
    first: str = ""


class TokenClient(wire.Client):
    """A connection that sends an access token with each request."""

    def __init__(self, base_url: str, consent: Consent, memory: Memory, now: datetime) -> None:
        super().__init__(base_url)
        self.consent, self.memory, self.now = consent, memory, now

    def send(self, method: str, target: str, *, json: Any = None, form: Any = None) -> wire.Reply:
        """Send one request; a refused token is replaced once, since nothing was done with it."""
        self.headers["Authorization"] = f"Bearer {self._token()}"
        reply = super().send(method, target, json=json, form=form)
        if reply.status in OVER and self.consent.refresh:
            self.headers["Authorization"] = f"Bearer {self._renewed()}"
            reply = super().send(method, target, json=json, form=form)
        return reply

    def _token(self) -> str:
        known = self.memory.token(self.consent.outlet, self._mark)
        if known is not None and (self.now < known[1] - EARLY or not self.consent.refresh):
            return known[0]
        if known is None and self.consent.first:
            return self.consent.first
        return self._renewed()

    @property
    def _mark(self) -> str:
        return self.consent.refresh or self.consent.first

    def _renewed(self) -> str:
        """Ask for an access token; some servers answer the refresh token to use next."""
        known = self.memory.token(self.consent.outlet, self._mark)
        refresh = known[2] if known else self.consent.refresh
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        whole = b64encode(":".join(self.consent.client).encode()).decode()
        self.headers["Authorization"] = f"Basic {whole}"
        reply = super().send("POST", self.consent.path, form=form)
        if 400 <= reply.status < 500:
            raise wire.Refused(reply.status, reply.text)
        try:
            answer = reply.json()
            access, lives = answer["access_token"], timedelta(seconds=answer["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise wire.ReadFailed(f"{reply.asked} answered {reply.status}") from None
        ends = (reply.at or self.now) + lives
        next_one = answer.get("refresh_token") or refresh
        self.memory.remember_token(self.consent.outlet, self._mark, access, ends, next_one)
        return str(access)
