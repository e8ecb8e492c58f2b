"""The process of a session's server: serves until its input ends, and answers lines of JSON."""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from typing import IO, Any

from stocktake.web.sandbox import Sandbox
from stocktake.web.server import bind

from .keeper import Keeper, describe
from .server import SEED_SET


def main() -> None:
    """Serve on a free port of this machine; the first line says where."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a simulator prints is no answer
    sandbox = Sandbox(seed_set=SEED_SET)

    def ready() -> None:
        _say(answers, {"url": sandbox.url, "simulators": describe()})
        threading.Thread(target=_answer, args=[answers, Keeper(sandbox)], daemon=True).start()

    sandbox.serve([bind("127.0.0.1", 0)], ready)


def _answer(answers: IO[str], keeper: Keeper) -> None:
    try:
        for line in sys.stdin:
            what, *given = json.loads(line)
            _say(answers, getattr(keeper, what)(*given))
    except BrokenPipeError:
        pass  # the tests were killed while they waited for an answer
    except BaseException:
        traceback.print_exc()  # which the tests show, for they find that nobody answers
    finally:
        os._exit(0)  # the tests are over: there is nothing to keep


def _say(answers: IO[str], value: Any) -> None:
    answers.write(json.dumps(value) + "\n")
    answers.flush()
