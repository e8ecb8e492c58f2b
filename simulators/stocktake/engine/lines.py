"""The engine as a process that stays up: JSON lines in and out, callbacks in between."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from . import context, rounds
from .listener import Listener, Session
from .settings import SettingsError, read_settings


def main() -> int:
    """Answer every line until `stop` or the end of input."""
    for reply in speak(sys.stdin):
        print(json.dumps(reply), flush=True)
    return 0


def speak(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line. An `init` may come at any time, for another world."""
    listener = Listener()
    environment: dict[str, str] = {}
    for line in lines:
        message = json.loads(line)
        if message["type"] == "stop":
            yield {"type": "stop_ok", "in_reply_to": message["id"]}
            return
        environment = environment_of(message, environment)
        try:
            settings = replace(read_settings(environment), listens=listener.url)
            listener.told = Session(settings, environment["client_id"])
            reply = answer(message["type"], listener, listener.told)
        except SettingsError as error:
            reply = {"type": "error", "text": str(error), "definite": True}
        yield {**reply, "in_reply_to": message["id"]}


def answer(kind: str, listener: Listener, told: Session) -> dict[str, Any]:
    """Handle an `init` or a `sync`; return the answer."""
    if kind == "init":
        return {"type": "init_ok", "listen": listener.url}
    with listener.busy:
        report = rounds.run_round(told.settings)
    if not report.failures:
        return {"type": "sync_ok"}
    context.log(told.settings, report.line)
    return {"type": "error", "text": report.line, "definite": not report.wrote}


def environment_of(message: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    """Turn a message into the variables of run mode, so that settings are read in one way."""
    if message["type"] != "init":
        return {**before, "STOCKTAKE_NOW": message["now"]}
    return {
        **message["env"],  # STOCKTAKE_ROUTES and STOCKTAKE_ZONE are in there
        "STOCKTAKE_STATE_DIR": message["state_dir"],
        "STOCKTAKE_MAP": json.dumps(message["map"]),
        "STOCKTAKE_NOW": message["now"],
        "STOCKTAKE_CLOCK": message.get("clock", "manual"),
        "client_id": message["client_id"],
    }
