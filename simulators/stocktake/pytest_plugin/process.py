"""The process of a session's server: serves until its input ends, and answers lines of JSON."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.web.sandbox import Sandbox
from stocktake.web.server import bind

from .keeper import Keeper, describe
from .server import SEED_SET


def main() -> None:
    """Serve on a free port of this machine; the first line says where."""
    sandbox = Sandbox(seed_set=SEED_SET)

    def ready() -> None:
        _say({"url": sandbox.url, "simulators": describe()})
        threading.Thread(target=_answer, args=[Keeper(sandbox)], daemon=True).start()

    sandbox.serve([bind("127.0.0.1", 0)], ready)


def _answer(keeper: Keeper) -> None:
    for line in sys.stdin:
        what, *given = json.loads(line)
        try:
            answer: Any = getattr(keeper, what)(*given)
        except Refusal as refusal:
            answer = str(refusal)
        _say(answer)
    os._exit(0)  # the tests are over: there is nothing to keep


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
