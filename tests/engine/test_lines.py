"""The engine in lines mode: its answers to lines that the referee would not send."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.engine.test_settings import COMPLETE
from tests.support import PYTHON

ENV = {name: value for name, value in COMPLETE.items() if not name.startswith("STOCKTAKE")}
COMMAND = [PYTHON, "-m", "stocktake.engine", "--lines"]


def said(*messages: dict[str, Any]) -> tuple[list[dict[str, Any]], int, str]:
    """Return the engine's answers, its exit code and its stderr; then its input ends."""
    lines = "".join(json.dumps(message) + "\n" for message in messages)
    done = subprocess.run(COMMAND, input=lines, capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode, done.stderr


def init(number: int, state: Path, **changes: Any) -> dict[str, Any]:
    plain = {
        "type": "init", "id": number, "env": ENV, "state_dir": str(state), "client_id": "c",
        "map": {"wherefour": "wherefour"}, "now": "2026-03-02T09:00:00Z",
    }  # fmt: skip
    return {**plain, **changes}


def test_the_end_of_input_is_the_end_of_the_engine_and_so_is_stop() -> None:
    assert said() == ([], 0, "")
    assert said({"type": "stop", "id": 5}) == ([{"type": "stop_ok", "in_reply_to": 5}], 0, "")


def test_an_init_that_lacks_something_is_a_definite_error_and_the_next_one_counts(
    tmp_path: Path,
) -> None:
    (first, second), code, _ = said(init(1, tmp_path, map={}), init(2, tmp_path))
    assert (first["type"], first["definite"], code) == ("error", True, 0)
    assert "feed a store" in first["text"]
    assert (second["type"], second["in_reply_to"]) == ("init_ok", 2)
    assert second["listen"].startswith("http://127.0.0.1:")


def test_a_round_that_reaches_nobody_wrote_nothing_and_says_so_in_one_line(tmp_path: Path) -> None:
    sync = {"type": "sync", "id": 2, "now": "2026-03-02T10:00:00Z"}
    (_, answer), code, printed = said(init(1, tmp_path), sync)
    assert (answer["type"], answer["definite"], code) == ("error", True, 0)
    assert "the round failed: Unreachable" in answer["text"]
    assert printed.startswith("2026-03-02T10:00:00+00:00 the round failed")
    assert len(printed.splitlines()) == 1
