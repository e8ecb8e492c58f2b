"""Lines mode: the engine stays up and speaks JSON lines on its standard input and output."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import DoesNotListen, Given, Ran
from stocktake.harness.play.json_lines import Ended, JsonLinesProcess, Refused

DEAF = "needs a listening engine: its init_ok gives no `listen`"


class LinesMode:
    """An engine that is started when it is first needed, and again after it went.

    Each play begins with an `init`: a play is known by its directory.
    """

    def __init__(self, command: Sequence[str], *, timeout: float) -> None:
        self.command = command
        self.timeout = timeout
        self._speaker: JsonLinesProcess | None = None
        self._told: Path | None = None
        self._listens: str | None = None
        self._news: Refused | Ended | None = None

    def listens_at(self, given: Given) -> str:
        """Return what its init_ok said; an init that goes wrong is the next round's failure."""
        try:
            self._ready(given)
        except (Refused, Ended) as news:
            self._news = news
            return ""
        if self._listens is None:
            raise DoesNotListen(DEAF)
        return self._listens

    def round(self, given: Given) -> Ran:
        """Send `sync`, after whatever must come before it."""
        begun = time.monotonic()
        try:
            self._ready(given).ask("sync", now=given.now)
        except (Refused, Ended) as news:
            return self._ran(begun, news)
        return self._ran(begun, None)

    def stop(self) -> Ran | None:
        """Send `stop` and wait for the exit."""
        begun = time.monotonic()
        if self._speaker is None:
            return None
        try:
            self._speaker.say_goodbye()
        except (Refused, Ended) as news:
            return self._ran(begun, news)
        return self._ran(begun, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _ready(self, given: Given) -> JsonLinesProcess:
        """Return the engine, started if it must be and told of this play."""
        if self._news is not None:
            news, self._news = self._news, None
            raise news
        if self._speaker is None:
            self._speaker, self._told = JsonLinesProcess(self.command, timeout=self.timeout), None
        if self._told != given.state:
            answer = self._speaker.ask(
                "init",
                env=dict(given.variables),
                state_dir=str(given.state),
                map=dict(given.stores),
                now=given.now,
                client_id=given.client_id,
                clock=given.clock,
            )
            self._told, self._listens = given.state, answer.get("listen") or None
        return self._speaker

    def _ran(self, begun: float, news: Refused | Ended | None) -> Ran:
        output = self._speaker.heard() if self._speaker else ""
        seconds = time.monotonic() - begun
        if isinstance(news, Ended):
            # Whatever it is doing now belongs to no round.
            self._drop()
            outcome, code, definite = news.outcome, news.exit, False
        elif news is not None:
            outcome, code, definite = Outcome.FAILED, 1, news.definite
        else:
            outcome, code, definite = Outcome.COMPLETED, 0, False
        return Ran(
            outcome=outcome,
            exit=code,
            seconds=seconds,
            output=output,
            why=str(news or ""),
            definite=definite,
        )

    def _drop(self) -> None:
        if self._speaker is not None:
            self._speaker.close()
        self._speaker = None
