"""Engines of a few lines for lines mode: each answers as the protocol wants but for one thing."""

import sys
from pathlib import Path
from typing import Any

from stocktake.harness.play.driver import EngineInput
from stocktake.harness.play.lines_mode import LinesMode

TALKER = """
import json, os, pathlib, signal, subprocess, sys, time
def say(**answer):
    print(json.dumps(answer), flush=True)
for line in sys.stdin:
    message = json.loads(line)
    kind, number = message["type"], message["id"]
    {instead}
    say(type=kind + "_ok", in_reply_to=number)
    if kind == "stop":
        break
"""


def talking(instead: str = "pass") -> tuple[str, ...]:
    """Return the command of an engine that does this before it answers as it should."""
    return (sys.executable, "-c", TALKER.format(instead=instead.replace("\n", "\n    ")))


def driven(instead: str = "pass", *, timeout: float = 20) -> LinesMode:
    """Return such an engine, to be started when it is needed."""
    return LinesMode(talking(instead), timeout=timeout)


def given(state: Path, **changes: Any) -> EngineInput:
    """Return what a play gives to an engine."""
    plain = {
        "variables": {"RETAILCRM_API_KEY": "key"}, "places": {"shop": "wherefour"},
        "now": "2026-03-02T09:00:00Z", "client_id": "client-1", "zone": "Europe/Berlin",
        "routes": [{"warehouse": "wherefour", "outlet": "crm", "place": "shop"}],
    }  # fmt: skip
    return EngineInput(state=state, **{**plain, **changes})
